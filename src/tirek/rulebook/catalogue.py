"""The catalogue: every benefit and welfare method of the rulebook, found in its folders."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import import_module

from tirek.rulebook.engine.benefit import Benefit
from tirek.rulebook.engine.documents import ROOT
from tirek.rulebook.engine.errors import FactError

KINDS = ("law", "welfare")


def _folders(kind: str) -> list[str]:
    return sorted(path.parent.name for path in (ROOT / kind).glob("*/benefit.yaml"))


def benefit_ids() -> list[str]:
    """Ids of all benefits, in alphabetical order."""
    return _folders("law")


def family_benefit_ids() -> list[str]:
    """Ids of the benefits that a family may ask for; a duty of employers is none of them."""
    return [name for name in benefit_ids() if find_benefit(name).entity != "employer"]


def method_ids() -> list[str]:
    """Ids of all welfare methods."""
    return _folders("welfare")


@cache
def find_benefit(name: str) -> Benefit:
    """A benefit or a welfare method by id.

    Raises
    ------
    FactError
        If there is none of that name.
    """
    for kind in KINDS:
        if name.isidentifier() and (ROOT / kind / name / "benefit.yaml").exists():
            module = import_module(f"tirek.rulebook.{kind}.{name}.rule")
            made: Benefit = module.benefit
            return made
    raise FactError(name, "unknown_benefit")


def list_benefits(names: Iterable[str] = ()) -> list[Benefit]:
    """The named benefits, or all."""
    return [find_benefit(name) for name in (names or benefit_ids())]


def list_methods() -> list[Benefit]:
    """All welfare methods."""
    return [find_benefit(name) for name in method_ids()]
