"""What codes of organisations, services and units are called: the data files here, and the rulebook's own register."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from tirek.rulebook.catalogue import benefit_ids, find_benefit
from tirek.rulebook.engine.units import named_unit, symbol_of, unit_register

FOLDER: Final = Path(__file__).parent
NOT_SOLD: Final = frozenset({"level", "points", "years"})
"""Units of the rulebook that measure a person or a family, not a service."""

Titles = Mapping[str, Mapping[str, str]]


@cache
def organisation_kinds() -> Titles:
    """Code -> title in ``kk``, ``ru`` and ``en``, in the order of ``kinds.yaml``."""
    return _document("kinds")


@cache
def service_titles() -> Titles:
    """The same for what may be contracted: services of ``services.yaml``, then benefits of the rulebook by their ids.

    Raises
    ------
    ValueError
        If a code of the file is the id of a benefit.
    """
    services, benefits = _document("services"), benefit_ids()
    if twice := sorted(set(services) & set(benefits)):
        raise ValueError(f"services.yaml repeats ids of benefits: {', '.join(twice)}")
    return {**services, **{name: dict(find_benefit(name).document["title"]) for name in benefits}}


@cache
def price_units() -> Titles:
    """Units in which something is sold: one dimension, to the first power, and no money."""
    found: dict[str, Mapping[str, str]] = {}
    for name in unit_register():
        powers = named_unit(name).powers
        if name not in NOT_SOLD and len(powers) == 1 and powers[0][1] == 1 and powers[0][0] != "tenge":
            found[name] = symbol_of(named_unit(name))
    return found


def title_of(titles: Titles, code: str, language: str) -> str:
    """The title of a code; of a code that is gone from the data, the code itself."""
    entry = titles.get(code)
    return entry[language] if entry else code


def _document(name: str) -> dict[str, dict[str, str]]:
    document: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    found: dict[str, dict[str, str]] = document[name]
    return found
