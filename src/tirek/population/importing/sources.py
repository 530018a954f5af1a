"""CSV, XLSX and Parquet as tables of text: every cell as a person would write it, empty where nothing stands."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl

from tirek.population.importing.problems import ImportProblem

ROW = "\x00row"
"""Column of the row's number as a spreadsheet counts; no heading can have this name."""

BEYOND = "\x00beyond"
"""Column that says whether a row has something written beyond its last heading, as an unquoted separator leaves it."""

SEPARATORS = ",;\t|"
ENCODINGS = ("utf-8-sig", "cp1251")
ROWS_A_BLOCK = 20_000
SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx", ".parquet")


def read_table(path: Path, sheet: str = "", heading_row: int = 1, most: int | None = None) -> pl.DataFrame:
    """A file as text columns by heading, with the number of each row in ``ROW``, and ``BEYOND``.

    A column without a heading is called by its number, ``№3``, unless it is empty.

    Parameters
    ----------
    path : Path
        By its suffix: CSV (any of comma, semicolon, tab, bar; UTF-8, UTF-16 or Windows-1251), XLSX or Parquet.
    sheet : str
        Sheet of a workbook; the first where empty.
    heading_row : int
        Row that holds the headings, from 1.
    most : int, optional
        Rows that are read at most below the headings.

    Raises
    ------
    ImportProblem
        If it cannot be read, a quotation mark is not closed, or two columns have one heading.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise ImportProblem("unreadable", path.name, value=path.suffix)
    try:
        if suffix == ".parquet":
            frame = _read_parquet(path, most)
        else:
            rows = _workbook_rows(path, sheet) if suffix == ".xlsx" else _text_rows(path, heading_row)
            frame = _frame(path, rows, heading_row, most)
    except (OSError, ValueError, KeyError, pl.exceptions.PolarsError) as error:
        raise ImportProblem("unreadable", path.name, value=type(error).__name__) from error
    return frame.filter(pl.any_horizontal(pl.exclude(ROW, BEYOND).is_not_null(), BEYOND))


def headings_of(frame: pl.DataFrame) -> list[str]:
    """The headings of a table that was read."""
    return [name for name in frame.columns if name not in (ROW, BEYOND)]


def _text_rows(path: Path, heading_row: int) -> Iterator[list[str]]:
    text = _decode(path.read_bytes())
    head = next(islice(io.StringIO(text), heading_row - 1, None), "")
    separator = max(SEPARATORS, key=head.count)
    done = 0
    try:
        # Strict: a quotation mark that is never closed would otherwise swallow the rest of the file as one cell.
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            done += 1
            yield row
    except csv.Error as error:
        raise ImportProblem("bad_quotes", path.name, value=done + 1) from error


def _decode(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16")
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValueError("neither UTF-8 nor Windows-1251")


def _workbook_rows(path: Path, sheet: str) -> Iterator[list[str]]:
    from zipfile import BadZipFile

    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except BadZipFile as error:
        raise ValueError("no workbook") from error
    try:
        page = book[sheet] if sheet else book.worksheets[0]
        for row in page.iter_rows(values_only=True):
            yield [_cell(value) for value in row]
    finally:
        book.close()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (datetime, date)):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _read_parquet(path: Path, most: int | None) -> pl.DataFrame:
    frame = pl.read_parquet(path, n_rows=most)
    made = []
    for name, kind in frame.schema.items():
        column = pl.col(name)
        if isinstance(kind, pl.Datetime):
            column = column.dt.date()
        made.append(column.cast(pl.String))
    return _cleaned(frame.select(made).with_columns(pl.lit(value=False).alias(BEYOND)), first=1)


def _frame(path: Path, rows: Iterator[list[str]], heading_row: int, most: int | None) -> pl.DataFrame:
    written = [heading.strip() for heading in next(islice(rows, heading_row - 1, None), [])]
    headings = [heading or f"№{place}" for place, heading in enumerate(written, start=1)]
    twice = [heading for heading, times in Counter(headings).items() if times > 1]
    if twice:
        raise ImportProblem("same_headings", path.name, value=twice[0])
    body = rows if most is None else islice(rows, most)
    parts = [_block([], headings)]
    # A block at a time: lists of Python strings take many times the room of the columns they become.
    while block := list(islice(body, ROWS_A_BLOCK)):
        parts.append(_block(block, headings))
    frame = _cleaned(pl.concat(parts), first=heading_row + 1)
    nameless = [f"№{place}" for place, heading in enumerate(written, start=1) if not heading]
    return frame.drop(name for name in nameless if frame[name].null_count() == frame.height)


def _block(rows: list[list[str]], headings: list[str]) -> pl.DataFrame:
    """Rows as columns; short ones end with empty cells, and what lies beyond the headings is only noted."""
    width = len(headings)
    even = [row if len(row) == width else (row + [""] * width)[:width] for row in rows]
    beyond = [any(map(str.strip, row[width:])) for row in rows] if width else [False] * len(rows)
    columns = dict(zip(headings, zip(*even, strict=True), strict=True)) if rows else dict.fromkeys(headings, ())
    schema = dict.fromkeys(headings, pl.String)
    return pl.DataFrame(columns, schema=schema).with_columns(pl.Series(BEYOND, beyond, pl.Boolean))


def _cleaned(frame: pl.DataFrame, first: int) -> pl.DataFrame:
    """Text without spaces around it, null where nothing is left, and the rows numbered."""
    stripped = pl.exclude(BEYOND).str.strip_chars()
    cleaned = frame.with_columns(pl.when(stripped.str.len_bytes() > 0).then(stripped).name.keep())
    return cleaned.with_row_index(ROW, offset=first).with_columns(pl.col(ROW).cast(pl.Int64))
