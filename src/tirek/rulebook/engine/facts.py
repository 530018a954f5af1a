"""The register of facts: the only inputs a rule may read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from tirek.rulebook.engine.documents import ROOT, read_folder
from tirek.rulebook.engine.units import NONE, Unit, named_unit

ENTITIES = ("family", "person", "dwelling", "vehicle", "claim", "employer")
"""The family, and the rows that belong to it; or employers, of whom a duty is asked."""

EARLIEST, LATEST = 18000101, 21991231
"""Dates are integers YYYYMMDD; these bound an unknown one."""

RECEIVES = "receives."


@dataclass(frozen=True)
class Fact:
    """One input of the law.

    ``low`` and ``high`` bound every legal value (stored form: hundredths where ``scale`` is 100, position where
    it is an enumeration, YYYYMMDD where it is a date) and so also bound an unknown one. ``advised`` is the value that the
    advice about a correctable fact leads to; a correctable fact is always a boolean.
    """

    entity: str
    name: str
    type: str
    unit: Unit
    scale: int
    low: int
    high: int
    values: tuple[str, ...]
    never: bool
    source: str
    confidential: bool
    correctable: bool
    advised: bool
    title: Mapping[str, str]
    advice: Mapping[str, str]

    def label(self, stored: int, language: str) -> str:
        """The word of an enumeration's value in a language."""
        word = self.values[stored]
        return str(labels()[self.entity][self.name][word][language])

    @property
    def key(self) -> str:
        """``entity.name``, the fact's name everywhere outside a rule."""
        return f"{self.entity}.{self.name}"


def _fact(entity: str, name: str, entry: Mapping[str, Any]) -> Fact:
    kind, values = entry["type"], tuple(entry.get("values", ()))
    low, high = {
        "boolean": (0, 1),
        "enum": (0, max(len(values) - 1, 0)),
        "date": (0 if entry.get("never") else EARLIEST, LATEST),
    }.get(kind) or entry["range"]
    return Fact(
        entity=entity,
        name=name,
        type=kind,
        unit=named_unit(entry["unit"]) if "unit" in entry else NONE,
        scale=entry.get("scale", 1),
        low=low,
        high=high,
        values=values,
        never=entry.get("never", False),
        source=entry["source"],
        confidential=entry.get("confidential", False),
        correctable=entry.get("correctable", False),
        advised=entry.get("advised", True),
        title=entry["title"],
        advice=entry.get("advice", {}),
    )


def read_facts() -> Any:
    """The register of facts as its files give it: entity to ``rows`` and ``facts``."""
    return read_folder(ROOT / "facts", 3)


@lru_cache(maxsize=1)
def fact_register() -> Mapping[str, Mapping[str, Fact]]:
    """Every fact by entity and name, as the files of ``facts/`` list them."""
    document = read_facts()
    return {
        entity: {name: _fact(entity, name, entry) for name, entry in document[entity]["facts"].items()}
        for entity in ENTITIES
    }


@lru_cache(maxsize=1)
def labels() -> Mapping[str, Mapping[str, Mapping[str, Mapping[str, str]]]]:
    """Words of the enumerations, by entity, fact and value, as the files of ``labels/`` list them."""
    found: Mapping[str, Mapping[str, Mapping[str, Mapping[str, str]]]] = read_folder(ROOT / "labels", 2)
    return found


@lru_cache(maxsize=1)
def row_limits() -> Mapping[str, int]:
    """Most rows of an entity that one family may have; the proof against overflow rests on it."""
    document = read_facts()
    return {entity: document[entity]["rows"] for entity in ENTITIES}


@cache
def find_fact(entity: str, name: str) -> Fact:
    """A fact by entity and name; ``receives.<benefit>`` is a boolean fact of the family for every benefit.

    Raises
    ------
    KeyError
        If the register has no such fact.
    """
    if entity == "family" and name.startswith(RECEIVES):
        return _receives(name.removeprefix(RECEIVES))
    return fact_register()[entity][name]


def _receives(benefit: str) -> Fact:
    title = {
        "kk": f"Осы айда алады: {benefit}",
        "ru": f"Получает в этом месяце: {benefit}",
        "en": f"Receives this month: {benefit}",
    }
    entry = {"type": "boolean", "source": "department", "title": title}
    return _fact("family", RECEIVES + benefit, entry)
