"""One family's facts: read from JSON or YAML, checked against the register, stored as the integers the tree knows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from tirek.rulebook.engine.calendar import NEVER, as_integer
from tirek.rulebook.engine.errors import FactError
from tirek.rulebook.engine.facts import RECEIVES, Fact, fact_register, find_fact, row_limits

PARTS = {
    "person": "persons",
    "dwelling": "dwellings",
    "vehicle": "vehicles",
    "claim": "claims",
    "employer": "employers",
}
"""Entities of rows, and their key in a document of facts."""

DECIMAL = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,20})?")
"""How a number in quotes is written; "1e999999999" is not a number anybody means."""

Row = Mapping[str, int | bool]


@dataclass(frozen=True)
class Case:
    """Facts of one family in stored form; a fact that is not there is unknown, and so are rows that are None.

    Attributes
    ----------
    family : mapping of str to int or bool
    rows : mapping of str to tuple of rows, or None
        By entity.
    """

    family: Row
    rows: Mapping[str, tuple[Row, ...] | None]

    def with_fact(self, entity: str, name: str, index: int | None, value: int | bool) -> Case:
        """The same family with one fact changed."""
        if entity == "family":
            return Case({**self.family, name: value}, self.rows)
        rows = list(self.rows[entity] or ())
        assert index is not None
        rows[index] = {**rows[index], name: value}
        return Case(self.family, {**self.rows, entity: tuple(rows)})


def read_case(document: object) -> Case:
    """A case from a parsed document ``{family, persons, dwellings, vehicles, claims, employers, receives}``.

    Raises
    ------
    FactError
        Naming the place, what is wrong there, and what to write.
    """
    if not isinstance(document, Mapping):
        raise FactError("$", "not_a_mapping")
    allowed = ["family", "receives", *PARTS.values()]
    for key in document:
        if key not in allowed:
            raise FactError(str(key), "unknown_part", allowed=", ".join(allowed))
    family = _row("family", document.get("family") or {}, "family")
    received = document.get("receives") or {}
    if not isinstance(received, Mapping):
        raise FactError("receives", "not_a_mapping")
    family |= _row("family", {f"{RECEIVES}{name}": value for name, value in received.items()}, "receives")
    rows = {entity: _rows(entity, document.get(part), part) for entity, part in PARTS.items()}
    if rows["person"] == ():
        raise FactError("persons", "no_persons")
    return Case(family, rows)


def _rows(entity: str, given: object, part: str) -> tuple[Row, ...] | None:
    if given is None:
        return None
    if not isinstance(given, list):
        raise FactError(part, "rows_not_list")
    if len(given) > row_limits()[entity]:
        raise FactError(part, "too_many_rows", count=len(given), limit=row_limits()[entity])
    return tuple(_row(entity, row, f"{part}[{index}]") for index, row in enumerate(given))


def _row(entity: str, given: object, where: str) -> dict[str, int | bool]:
    if not isinstance(given, Mapping):
        raise FactError(where, "not_a_mapping")
    stored: dict[str, int | bool] = {}
    for name, value in given.items():
        try:
            fact = find_fact(entity, str(name))
        except KeyError:
            close = _similar(str(name), list(fact_register()[entity]))
            raise FactError(f"{where}.{name}", "unknown_fact", allowed=", ".join(close)) from None
        if value is not None:
            shown = str(name).removeprefix(RECEIVES) if where == "receives" else name
            stored[fact.name] = stored_value(fact, value, f"{where}.{shown}")
    return stored


def _similar(name: str, known: list[str]) -> list[str]:
    from difflib import get_close_matches

    return get_close_matches(name, known, n=3, cutoff=0.4) or known[:5]


def stored_value(fact: Fact, value: object, where: str) -> int | bool:
    """A fact as it is written for people, in stored form.

    Raises
    ------
    FactError
        If the type or range is wrong.
    """
    if fact.type == "boolean":
        if not isinstance(value, bool):
            raise FactError(where, "not_boolean", value=value)
        return value
    if fact.type == "enum":
        if value not in fact.values:
            raise FactError(where, "not_in_list", value=value, allowed=", ".join(fact.values))
        return fact.values.index(str(value))
    if fact.type == "date":
        return _stored_date(fact, value, where)
    return _stored_number(fact, value, where)


def _stored_date(fact: Fact, value: object, where: str) -> int:
    if fact.never and value == "never":
        return NEVER
    try:
        number = as_integer(value if isinstance(value, date) else date.fromisoformat(str(value)))
    except ValueError:
        raise FactError(where, "bad_date", value=value) from None
    if not fact.low <= number <= fact.high:
        raise FactError(where, "out_of_range", value=value, low=fact.low, high=fact.high)
    return number


def _stored_number(fact: Fact, value: object, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise FactError(where, "not_number", value=value)
    if isinstance(value, str) and not DECIMAL.fullmatch(value):
        raise FactError(where, "not_number", value=value)
    try:
        exact = Fraction(str(value)) * fact.scale
    except (ValueError, ZeroDivisionError):
        raise FactError(where, "not_number", value=value) from None
    if exact.denominator != 1:
        raise FactError(where, "not_whole", value=value, scale=fact.scale)
    if not fact.low <= exact <= fact.high:
        raise FactError(where, "out_of_range", value=value, low=fact.low // fact.scale, high=fact.high // fact.scale)
    return int(exact)


def shown_value(fact: Fact, stored: int | bool) -> object:
    """A stored fact as it is written for people: the inverse of ``stored_value``."""
    if fact.type == "boolean":
        return bool(stored)
    if fact.type == "enum":
        return fact.values[stored]
    if fact.type == "date":
        return "never" if stored == NEVER else f"{stored // 10000:04}-{stored // 100 % 100:02}-{stored % 100:02}"
    return stored if fact.scale == 1 else float(Fraction(stored, fact.scale))


def territory_of(document: object) -> str | None:
    """Territory the document names, so that the moment can be asked there."""
    family = document.get("family") if isinstance(document, Mapping) else None
    code: Any = family.get("territory") if isinstance(family, Mapping) else None
    return str(code) if code is not None else None
