"""Assumptions: values nobody published, kept by name and chosen explicitly; every output made with one says so."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

from tirek.rulebook.engine.documents import ROOT, read_document
from tirek.rulebook.engine.errors import FactError
from tirek.rulebook.engine.moment import Assumption
from tirek.rulebook.engine.parameters import read_amount


def assumption_names() -> list[str]:
    """Names of all assumptions."""
    return sorted(path.stem for path in (ROOT / "assumptions").glob("*.yaml"))


@cache
def find_assumption(name: str) -> Assumption:
    """An assumption by name.

    Raises
    ------
    FactError
        If there is none of that name.
    """
    if name not in assumption_names():
        raise FactError(name, "unknown_assumption", allowed=", ".join(assumption_names()))
    document = read_document(ROOT / "assumptions" / f"{name}.yaml")
    take_up = {key: read_amount(value, f"assumptions/{name}") for key, value in (document.get("take_up") or {}).items()}
    return Assumption(
        name=name,
        title=document["title"],
        warning=document["warning"],
        parameters={key: tuple(values) for key, values in (document.get("parameters") or {}).items()},
        take_up=take_up or {"default": Fraction(1)},
    )
