"""A spreadsheet of figures as the same raw mapping that a YAML file gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from tirek.figures.errors import FiguresError
from tirek.figures.headings import folded, heading_in_all, listed, names_of, unit_words, verdict_words
from tirek.figures.places import Places
from tirek.figures.tables import Row, read_tables

_UNITS = ("unit", "share_of", "printed_unit", "as")
_LISTS = ("also", "items")
_BILINGUAL = ("label", "title", "explain")
AUTOMATIC = "automatic"
"""Kind of a row of relations that foresees an automatic finding; its formula names the finding."""


class SheetPlaces(Places):
    """Places of the records of a spreadsheet."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows: dict[tuple[str, str], Row] = {}

    def __call__(self, *keys: str | int) -> str:
        """File, sheet, row and column of a path of keys."""
        part, key, column = (*map(str, keys), "", "", "")[:3]
        row = self.rows.get((part, key)) or self.rows.get((part, ""))
        if row is None:
            return self.path.name
        if part == "document":
            return row.place("value")
        return row.place(column if column in row.letters else f"{column}_ru")

    def field(self, name: str) -> str | Mapping[str, str]:
        """Heading of a field."""
        parts = (part for part in ("figures", "relations", "properties") if name in names_of(part).values())
        part = next(parts, None)
        return heading_in_all(part, name) if part else name


def read_spreadsheet(path: Path) -> tuple[Mapping[str, Any], Places]:
    """The raw document of an XLSX or CSV file, and where its records lie.

    Raises
    ------
    FiguresError
        If a sheet or a column is missing or unknown, or a key stands twice.
    """
    tables, places = read_tables(path), SheetPlaces(path)
    for part in ("document", "figures"):
        if part not in tables:
            raise FiguresError(path.name, "no_sheet", value=heading_in_all("sheets", part))
    document = _document(tables["document"], places, path)
    raw: dict[str, dict[str, Any]] = {"figures": {}, "relations": {}, AUTOMATIC: {}}
    paragraphs, scopes = _Numbered("p"), _Numbered("s")
    for row in tables["figures"]:
        key, record = _record(row, "key", "figures", raw, places)
        for name, numbered in (("paragraph", paragraphs), ("scope", scopes)):
            if record.get(name):
                record[name] = numbered.key(str(record[name]))
        raw["figures"][key] = record
    for row in tables.get("relations", []):
        key, record = _record(row, "id", "relations", raw, places)
        if record.get("kind") == AUTOMATIC:
            of = str(record.pop("of", key))
            del record["kind"]
            raw[AUTOMATIC][of] = {**record, "id": key}
            places.rows[AUTOMATIC, of] = row
        else:
            raw["relations"][key] = record
    document["paragraphs"] = {key: {"title": _both(title)} for title, key in paragraphs.keys.items()}
    document["scopes"] = {key: _both(title) for title, key in scopes.keys.items()}
    return {"document": document, **raw}, places


class _Numbered:
    """Keys for texts that a spreadsheet writes out."""

    def __init__(self, letter: str) -> None:
        self.letter = letter
        self.keys: dict[str, str] = {}

    def key(self, text: str) -> str:
        return self.keys.setdefault(" ".join(text.split()), f"{self.letter}{len(self.keys) + 1}")


def _both(text: str) -> Mapping[str, str]:
    return {"kk": text, "ru": text}


def _document(rows: list[Row], places: SheetPlaces, path: Path) -> dict[str, Any]:
    """The sheet of the document: a field and its value in each row."""
    found: dict[str, Any] = {}
    known = names_of("properties")
    for row in rows:
        name = str(row.cells.get("field", ""))
        if folded(name) not in known:
            raise FiguresError(row.place("field"), "unknown_field", value=name, allowed=listed("properties"))
        key = known[folded(name)]
        if key in found:
            raise FiguresError(row.place("field"), "key_twice", value=name)
        found[key] = row.cells.get("value")
        places.rows["document", key.removesuffix("_kk").removesuffix("_ru")] = row
    places.rows.setdefault(("document", ""), rows[0])
    _join_languages(found)
    found.setdefault("title", _both(path.stem))
    found.setdefault("source", path.name)
    if found.get("uses"):
        found["uses"] = [name.strip() for name in str(found["uses"]).split(";") if name.strip()]
    return {key: value for key, value in found.items() if value is not None}


def _record(
    row: Row, key_column: str, part: str, raw: Mapping[str, Any], places: SheetPlaces
) -> tuple[str, dict[str, Any]]:
    """Key and raw record of a row, its words turned into the keys of the format."""
    record = {name: cell for name, cell in row.cells.items() if name != key_column}
    if key_column not in row.cells:
        raise FiguresError(row.place(), "missing_field", value=heading_in_all(part, key_column))
    key = str(row.cells[key_column])
    if (part, key) in places.rows:
        raise FiguresError(row.place(key_column), "key_twice", value=key)
    places.rows[part, key] = row
    for name, value in record.items():
        if name in _LISTS:
            record[name] = [piece.strip() for piece in str(value).split(";") if piece.strip()]
        elif not isinstance(value, date):
            record[name] = _understood(name, str(value), part)
    _join_languages(record)
    return key, record


def _understood(name: str, word: str, part: str) -> str:
    """The key that a word of a spreadsheet means; the word itself where it is none, to be refused with its place."""
    if name in _UNITS:
        return unit_words().get(folded(word), word)
    tables: Mapping[str, Callable[[], Mapping[str, str]]] = {
        "kind": lambda: names_of("values.relation" if part == "relations" else "values.kind"),
        "reading": lambda: names_of("values.reading"),
        "printed": lambda: names_of("values.printed"),
        "expected": verdict_words,
    }
    return tables[name]().get(folded(word), word) if name in tables else word


def _join_languages(record: dict[str, Any]) -> None:
    """One text out of the columns of its languages; a text in one language stands for both."""
    for name in _BILINGUAL:
        plain, kazakh, russian = (record.pop(column, None) for column in (name, f"{name}_kk", f"{name}_ru"))
        if plain or kazakh or russian:
            record[name] = {"kk": kazakh or plain or russian, "ru": russian or plain or kazakh}
