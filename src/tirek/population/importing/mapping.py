"""The mapping of an import: which file holds which rows, and which column is which fact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

import polars as pl

from tirek.population.importing.problems import ImportProblem, listed
from tirek.population.snapshot.schema import FILES, Fact, load_schema
from tirek.rulebook.engine.documents import line_of, read_document

NONE = "none"
"""Said of an entity that no family of these tables has."""

NEVER = "never"
"""What a word stands for where a date never was."""

_Plain = TypeVar("_Plain", int, bool)
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
        heading_row=_checked(path, entry, "heading_row", 1, keys),
        distinct=_checked(path, entry, "distinct", False, keys),
        columns=tuple(_read_column(path, entity, str(name), given) for name, given in columns.items()),
    )


def _checked(path: Path, entry: Mapping[str, Any], key: str, default: _Plain, keys: tuple[str, ...]) -> _Plain:
    """A row from 1, or yes or no: what the default is."""
    value = entry.get(key, default)
    if type(value) is not type(default) or (not isinstance(value, bool) and value < 1):
        allowed = "true, false" if isinstance(default, bool) else "1, 2, 3, …"
        raise ImportProblem("unknown_word", f"{_place(path, *keys, key)} ({key})", value=value, allowed=allowed)
    return value


def _read_column(path: Path, entity: str, name: str, given: object) -> ColumnMapping:
    keys = ("tables", entity, "columns", name)
    facts = load_schema().entities[entity].facts
    if name not in facts:
        close = get_close_matches(name, list(facts), n=3, cutoff=0.4) or list(facts)
        raise ImportProblem("unknown_fact", _place(path, *keys), value=name, allowed=listed(close))
    if isinstance(given, str) and given:
        return ColumnMapping(facts[name], given)
    # One column, or one value for all: with both, one of them would be passed over in silence.
    if not isinstance(given, Mapping) or ("column" in given) == ("value" in given):
        raise ImportProblem("bad_mapping", _place(path, *keys))
    _check_keys(path, given, _COLUMN_KEYS, keys)
    if given.get("column", given.get("value")) is None or not isinstance(given.get("words") or {}, Mapping):
        raise ImportProblem("bad_mapping", _place(path, *keys))
    return ColumnMapping(
        fact=facts[name],
        heading=str(given.get("column") or ""),
        value=_written(given["value"]) if "value" in given else None,
        words=_read_words(path, facts[name], given.get("words") or {}, keys),
        formats=_read_formats(path, given.get("format") or (), keys),
    )


def _read_words(path: Path, fact: Fact, given: Mapping[Any, Any], keys: tuple[str, ...]) -> dict[str, str]:
    """Words of the table, in lower case, and what they mean; a meaning that the fact does not know is refused."""
    words = {str(word).casefold(): _written(meant).lower() for word, meant in given.items()}
    allowed = fact.values or {"boolean": ("true", "false"), "date": (NEVER,) if fact.never else ()}.get(fact.kind, ())
    for meant in words.values():
        if meant not in allowed:
            raise ImportProblem(
                "unknown_word", _place(path, *keys, "words"), value=meant, allowed=listed(list(allowed)) or "-"
            )
    return words


def _read_formats(path: Path, given: object, keys: tuple[str, ...]) -> tuple[str, ...]:
    """Formats of dates; one that does not bring a date back is refused before it makes every row wrong."""
    formats = (given,) if isinstance(given, str) else tuple(given) if isinstance(given, (list, tuple)) else (given,)
    for form in formats:
        if not isinstance(form, str) or not _holds_a_date(form):
            raise ImportProblem("unknown_word", _place(path, *keys, "format"), value=form, allowed="%Y-%m-%d, %d.%m.%Y")
    return formats


def _holds_a_date(form: str) -> bool:
    day = date(2026, 1, 31)
    try:
        return bool(pl.Series([day.strftime(form)]).str.to_date(form, strict=False).item() == day)
    except pl.exceptions.PolarsError:
        return False


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
