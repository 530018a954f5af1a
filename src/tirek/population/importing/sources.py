"""CSV, XLSX and Parquet as tables of text: every cell as a person would write it, empty where nothing stands."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
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
SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx", ".parquet")


def read_table(path: Path, sheet: str = "", heading_row: int = 1) -> pl.DataFrame:
    """A file as text columns by heading, with the number of each row in ``ROW``, and ``BEYOND``.

    Parameters
    ----------
    path : Path
        By its suffix: CSV (any of comma, semicolon, tab, bar; UTF-8, UTF-16 or Windows-1251), XLSX or Parquet.
    sheet : str
        Sheet of a workbook; the first where empty.
    heading_row : int
        Row that holds the headings, from 1.

    Raises
    ------
    ImportProblem
        If it cannot be read, a quotation mark is not closed, or two columns have one heading.
    """
    readers = {".xlsx": _read_workbook, ".parquet": _read_parquet}
    reader = readers.get(path.suffix.lower(), _read_text)
    if path.suffix.lower() not in SUFFIXES:
        raise ImportProblem("unreadable", path.name, value=path.suffix)
    try:
        frame = reader(path, sheet, heading_row)
    except (OSError, ValueError, KeyError, pl.exceptions.PolarsError) as error:
        raise ImportProblem("unreadable", path.name, value=type(error).__name__) from error
    headings = headings_of(frame)
    written = pl.any_horizontal(pl.col(headings).is_not_null(), BEYOND) if headings else pl.col(BEYOND)
    return frame.filter(written)


def headings_of(frame: pl.DataFrame) -> list[str]:
    """The headings of a table that was read."""
    return [name for name in frame.columns if name not in (ROW, BEYOND)]


def _read_text(path: Path, _sheet: str, heading_row: int) -> pl.DataFrame:
    text = _decode(path.read_bytes())
    lines = text.splitlines()
    head = lines[heading_row - 1] if len(lines) >= heading_row else ""
    separator = max(SEPARATORS, key=head.count)
    rows: list[list[str]] = []
    try:
        # Strict: a quotation mark that is never closed would otherwise swallow the rest of the file as one cell.
        rows.extend(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise ImportProblem("bad_quotes", path.name, value=len(rows) + 1) from error
    return _frame(path, rows, heading_row)


def _decode(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16")
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValueError("neither UTF-8 nor Windows-1251")


def _read_workbook(path: Path, sheet: str, heading_row: int) -> pl.DataFrame:
    from zipfile import BadZipFile

    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except BadZipFile as error:
        raise ValueError("no workbook") from error
    try:
        page = book[sheet] if sheet else book.worksheets[0]
        rows = [[_cell(value) for value in row] for row in page.iter_rows(values_only=True)]
    finally:
        book.close()
    return _frame(path, rows, heading_row)


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


def _read_parquet(path: Path, _sheet: str, _heading_row: int) -> pl.DataFrame:
    frame = pl.read_parquet(path)
    made = []
    for name, kind in frame.schema.items():
        column = pl.col(name)
        if isinstance(kind, pl.Datetime):
            column = column.dt.date()
        made.append(column.cast(pl.String))
    return _cleaned(frame.select(made), first=1).with_columns(pl.lit(value=False).alias(BEYOND))


def _frame(path: Path, rows: list[list[str]], heading_row: int) -> pl.DataFrame:
    headings = [heading.strip() for heading in rows[heading_row - 1]] if len(rows) >= heading_row else []
    named = [(place, heading) for place, heading in enumerate(headings) if heading]
    twice = [heading for heading, times in Counter(heading for _, heading in named).items() if times > 1]
    if twice:
        raise ImportProblem("same_headings", path.name, value=twice[0])
    body = rows[heading_row:]
    columns = {heading: _column(body, place) for place, heading in named}
    frame = _cleaned(pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)), first=heading_row + 1)
    beyond = [any(map(str.strip, row[len(headings) :])) for row in body] if columns else []
    return frame.with_columns(pl.Series(BEYOND, beyond, pl.Boolean))


def _column(rows: Iterable[list[str]], place: int) -> list[str]:
    return [row[place] if place < len(row) else "" for row in rows]


def _cleaned(frame: pl.DataFrame, first: int) -> pl.DataFrame:
    """Text without spaces around it, null where nothing is left, and the rows numbered."""
    stripped = pl.all().str.strip_chars()
    cleaned = frame.select(pl.when(stripped.str.len_chars() > 0).then(stripped).name.keep())
    return cleaned.with_row_index(ROW, offset=first).with_columns(pl.col(ROW).cast(pl.Int64))
