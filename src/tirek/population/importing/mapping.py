"""The mapping of an import: which file holds which rows, and which column is which fact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from tirek.population.importing.problems import ImportProblem, listed
from tirek.population.snapshot.schema import FILES, Fact, load_schema
from tirek.rulebook.engine.documents import line_of, read_document

NONE = "none"
"""Said of an entity that no family of these tables has."""

_TABLE_KEYS = ("file", "sheet", "heading_row", "key", "distinct", "columns")
_COLUMN_KEYS = ("column", "value", "words", "format")


@dataclass(frozen=True)
class ColumnMapping:
    """Where a fact comes from: a column, or one value for all.

    Attributes
    ----------
    words : mapping
        Words of the table, and the value of the fact that each stands for.
    formats : tuple of str
        How dates are written; empty for the usual ways.
    """

    fact: Fact
    heading: str
    value: str | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    formats: tuple[str, ...] = ()


@dataclass(frozen=True)
class TableMapping:
    """A table of one entity. ``distinct`` says that several rows may repeat one family's facts."""

    entity: str
    file: str
    key: str
    sheet: str = ""
    heading_row: int = 1
    distinct: bool = False
    columns: tuple[ColumnMapping, ...] = ()


@dataclass(frozen=True)
class ImportMapping:
    """All tables of an import; an entity without one has no rows."""

    as_of: date
    tables: Mapping[str, TableMapping]

    @property
    def day(self) -> int:
        """The day of the facts, YYYYMMDD."""
        return int(self.as_of.strftime("%Y%m%d"))


def read_mapping(path: Path) -> ImportMapping:
    """A mapping from its YAML file.

    Raises
    ------
    ImportProblem
        Naming file and line, what is wrong, and what may stand there.
    """
    if not path.is_file():
        raise ImportProblem("unreadable", path.name, value="-")
    document = read_document(path)
    if not isinstance(document, Mapping) or not isinstance(document.get("tables"), Mapping):
        raise ImportProblem("bad_mapping", f"{path.name}:1")
    _check_keys(path, document, ("as_of", "tables"), ())
    if not isinstance(document.get("as_of"), date):
        raise ImportProblem("no_as_of", _place(path, "as_of"))
    given = document["tables"]
    _check_keys(path, given, tuple(FILES), ("tables",))
    tables = {}
    for entity in FILES:
        if given.get(entity) == NONE and entity not in ("family", "person"):
            continue
        tables[entity] = _read_table(path, entity, given.get(entity))
    return ImportMapping(document["as_of"], tables)


def _place(path: Path, *keys: str) -> str:
    return f"{path.name}:{line_of(path, *keys)}"


def _check_keys(path: Path, given: Mapping[str, Any], allowed: tuple[str, ...], keys: tuple[str, ...]) -> None:
    for key in given:
        if key not in allowed:
            raise ImportProblem("unknown_key", _place(path, *keys, str(key)), value=key, allowed=listed(allowed))


def _read_table(path: Path, entity: str, entry: object) -> TableMapping:
    keys = ("tables", entity)
    if not isinstance(entry, Mapping) or not entry.get("file"):
        raise ImportProblem("no_table", f"{_place(path, *keys)} ({entity})")
    _check_keys(path, entry, _TABLE_KEYS, keys)
    if not entry.get("key"):
        raise ImportProblem("no_key", _place(path, *keys))
    columns = entry.get("columns") or {}
    if not isinstance(columns, Mapping):
        raise ImportProblem("bad_mapping", _place(path, *keys, "columns"))
    return TableMapping(
        entity=entity,
        file=str(entry["file"]),
        key=str(entry["key"]),
        sheet=str(entry.get("sheet") or ""),
        heading_row=int(entry.get("heading_row") or 1),
        distinct=bool(entry.get("distinct", False)),
        columns=tuple(_read_column(path, entity, str(name), given) for name, given in columns.items()),
    )


def _read_column(path: Path, entity: str, name: str, given: object) -> ColumnMapping:
    keys = ("tables", entity, "columns", name)
    facts = load_schema().entities[entity].facts
    if name not in facts:
        close = get_close_matches(name, list(facts), n=3, cutoff=0.4) or list(facts)
        raise ImportProblem("unknown_fact", _place(path, *keys), value=name, allowed=listed(close))
    if isinstance(given, str):
        return ColumnMapping(facts[name], given)
    if not isinstance(given, Mapping) or not ("column" in given or "value" in given):
        raise ImportProblem("bad_mapping", _place(path, *keys))
    _check_keys(path, given, _COLUMN_KEYS, keys)
    words = {str(word).casefold(): str(meant) for word, meant in (given.get("words") or {}).items()}
    allowed = facts[name].values or ("true", "false")
    for meant in words.values() if facts[name].kind in ("enum", "boolean") else ():
        if meant.lower() not in allowed:
            raise ImportProblem("unknown_word", _place(path, *keys, "words"), value=meant, allowed=listed(allowed))
    formats = given.get("format") or ()
    return ColumnMapping(
        fact=facts[name],
        heading=str(given.get("column") or ""),
        value=_written(given["value"]) if "value" in given else None,
        words={word: meant.lower() for word, meant in words.items()},
        formats=(formats,) if isinstance(formats, str) else tuple(formats),
    )


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
