"""What each body sends: a schema a file in ``schemas/``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tirek.department.registry.importing.exchange import TABLES, Column, Table
from tirek.department.registry.importing.people import known_headings
from tirek.department.registry.importing.tables_of_text import suggest_headings
from tirek.rulebook.engine.documents import read_document

FOLDER = Path(__file__).with_name("schemas")
PERSON = (
    *("iin", "surname_kk", "given_name_kk", "patronymic_kk"),
    *("surname_ru", "given_name_ru", "patronymic_ru", "birth_on"),
)
"""Columns by which every list names a person."""


@dataclass(frozen=True)
class Give:
    """What a row gives its person: a status, a status told by a column, or a fact with its value."""

    status: str = ""
    status_in: str = ""
    fact: str = ""
    column: str = ""
    word: str = ""
    number: int | None = None

    def told_by(self, data: Mapping[str, Any]) -> tuple[str, str, object] | None:
        """``("status", kind, None)`` or ``("fact", name, value)``; None where the row says nothing."""
        if self.status:
            return "status", self.status, None
        if self.status_in:
            return ("status", str(data[self.status_in]), None) if data.get(self.status_in) else None
        value = data.get(self.column) if self.column else self.word or self.number
        return None if value is None or value is False else ("fact", self.fact, value)


@dataclass(frozen=True)
class ListSchema:
    """One kind of list. ``period`` is ``month`` or ``quarter``; ``titles`` are of the columns beside a person's."""

    name: str
    title: Mapping[str, str]
    sender: str
    confidential: str
    period: str
    keep_years: int
    gives: tuple[Give, ...]
    table: Table
    headings: Mapping[str, tuple[str, ...]]
    words: Mapping[str, dict[str, str]]
    titles: Mapping[str, Mapping[str, str]]

    def suggest(self, headings: list[str]) -> dict[str, str]:
        """Which heading of a file is which column: column -> heading."""
        return suggest_headings(headings, self.headings)


@cache
def schemas() -> dict[str, ListSchema]:
    """All kinds of lists by name."""
    return {path.stem: _read(path) for path in sorted(FOLDER.glob("*.yaml"))}


def _read(path: Path) -> ListSchema:
    entry: dict[str, Any] = read_document(path)
    own: dict[str, Any] = entry["columns"]
    columns = (
        *(TABLES["persons"].column(name) for name in PERSON),
        *(
            Column(
                name,
                told["kind"],
                required=told["required"],
                words=tuple(told.get("words", ())),
                low=told.get("low"),
                high=told.get("high"),
            )
            for name, told in own.items()
        ),
    )
    people = known_headings()
    return ListSchema(
        name=path.stem,
        title=entry["title"],
        sender=entry["sender"],
        confidential=entry["confidential"],
        period=entry["period"],
        keep_years=entry["keep_years"],
        gives=tuple(Give(**give) for give in entry["gives"]),
        table=Table(path.stem, "lists_listrow", columns, once=(("iin",),)),
        headings={name: tuple(people[name]) for name in PERSON}
        | {
            name: tuple(heading for all_of in told["headings"].values() for heading in all_of)
            for name, told in own.items()
        },
        words={
            name: {word: meant for meant, words in told["words"].items() for word in words}
            for name, told in own.items()
            if "words" in told
        },
        titles={
            name: {language: headings[0] for language, headings in told["headings"].items()}
            for name, told in own.items()
        },
    )
