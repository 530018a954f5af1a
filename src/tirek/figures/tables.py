"""Tables of a spreadsheet, from XLSX or CSV: rows by column, with the place of every cell."""

from __future__ import annotations

import csv
import io
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from tirek.figures.errors import FiguresError
from tirek.figures.headings import folded, listed, names_of

DELIMITERS = ";\t,"
CSV_PARTS: Mapping[str, str] = {"figures": "", "relations": ".relations", "document": ".document"}
"""A CSV holds one table, so the others lie beside it: ``NAME.csv``, ``NAME.relations.csv``, ``NAME.document.csv``."""


@dataclass(frozen=True)
class Row:
    """One row: cells by column key, all as text or dates, and where they lie."""

    cells: Mapping[str, Any]
    sheet: str
    number: int
    letters: Mapping[str, str]
    names: Mapping[str, str] = field(default_factory=dict)

    def place(self, column: str = "") -> str:
        """``file, sheet!C5 «heading»``; the row alone where there is no such column."""
        if column in self.letters:
            return f"{self.sheet}!{self.letters[column]}{self.number} «{self.names[column]}»"
        return f"{self.sheet}!{self.number}"


def read_tables(path: Path) -> Mapping[str, list[Row]]:
    """The rows of each table that a file holds, by key: ``document``, ``figures``, ``relations``.

    Raises
    ------
    FiguresError
        If the file cannot be read, or a column is unknown; the message names sheet, row and column.
    """
    return dict(_csv_tables(path) if path.suffix.lower() == ".csv" else _workbook_tables(path))


def _workbook_tables(path: Path) -> Iterator[tuple[str, list[Row]]]:
    try:
        with warnings.catch_warnings():  # of extensions that a check does not need
            warnings.simplefilter("ignore")
            data = path.read_bytes()
            values, formulas = (load_workbook(io.BytesIO(data), data_only=only) for only in (True, False))
    except (BadZipFile, InvalidFileException, KeyError, ValueError, TypeError):
        raise FiguresError(str(path), "not_workbook") from None
    known = names_of("sheets")
    for sheet in values.worksheets:
        part = known.get(folded(sheet.title))
        if part:
            shown = f"{path.name}, {sheet.title}"
            yield part, _rows(part, list(_sheet_cells(sheet, formulas[sheet.title], shown)), shown)


def _sheet_cells(sheet: Worksheet, formulas: Any, shown: str) -> Iterator[list[Any]]:
    """The cells of a sheet as text or dates. A cell merged downwards counts in all its rows, one merged across is a caption."""
    above: dict[tuple[int, int], Any] = {}
    for merged in sheet.merged_cells.ranges:
        first = sheet.cell(merged.min_row, merged.min_col)
        across = merged.max_col > merged.min_col
        for row in range(merged.min_row, merged.max_row + 1):
            above[row, merged.min_col] = None if across else first
    for cells in sheet.iter_rows():
        found: list[Any] = []
        for cell in cells:
            source = above.get((cell.row or 0, cell.column or 0), cell)
            if source is None or isinstance(source, MergedCell):
                found.append(None)
                continue
            if source.value is None and formulas[source.coordinate].data_type == "f":
                raise FiguresError(f"{shown}!{source.coordinate}", "formula_cell")
            found.append(_cell_value(source.value, source.number_format))
        yield found


def _cell_value(value: Any, number_format: str) -> Any:
    """A cell as a person sees it: a number with the decimals of its format, a date as a date."""
    if isinstance(value, datetime):
        return value.date()
    if value is None or isinstance(value, bool | date):
        return value
    if not isinstance(value, int | float):
        return str(value).strip() or None
    part = number_format.split(";")[0].split('"')[0]
    percent = part.endswith("%")
    exact = Decimal(repr(value)) * (100 if percent else 1)
    decimals = len(part.partition(".")[2].rstrip("%")) if part != "General" else None
    written = format(exact.normalize() if decimals is None else round(exact, decimals), "f")
    return written + (" %" if percent else "")


def _csv_tables(path: Path) -> Iterator[tuple[str, list[Row]]]:
    for part, ending in CSV_PARTS.items():
        file = path.with_name(f"{path.stem}{ending}.csv")
        if file.is_file():
            try:
                text = file.read_text(encoding="utf-8-sig")
            except UnicodeDecodeError:
                raise FiguresError(str(file), "not_text") from None
            delimiter = max(DELIMITERS, key=text.partition("\n")[0].count)
            lines = csv.reader(io.StringIO(text), delimiter=delimiter)
            yield part, _rows(part, [[cell.strip() or None for cell in line] for line in lines], file.name)


def _rows(part: str, lines: list[list[Any]], shown: str) -> list[Row]:
    """The rows under the headings; what stands above the headings is a caption, an empty row is nothing."""
    known = names_of(part)
    for number, line in enumerate(lines, start=1):
        if sum(cell is not None and folded(cell) in known for cell in line) >= 2:
            return _under(part, lines[number:], shown, number, line)
    raise FiguresError(shown, "no_headings", allowed=listed(part))


def _under(part: str, lines: list[list[Any]], shown: str, above: int, named: list[Any]) -> list[Row]:
    known = names_of(part)
    columns: dict[int, str] = {}
    for index, name in enumerate(named):
        if name is None:
            continue
        place = f"{shown}!{get_column_letter(index + 1)}{above}"
        if folded(name) not in known:
            raise FiguresError(place, "unknown_column", value=name, allowed=listed(part))
        if known[folded(name)] in columns.values():
            raise FiguresError(place, "column_twice", value=name)
        columns[index] = known[folded(name)]
    letters = {key: get_column_letter(index + 1) for index, key in columns.items()}
    names = {key: str(named[index]) for index, key in columns.items()}
    found = []
    for number, line in enumerate(lines, start=above + 1):
        cells = {columns[index]: cell for index, cell in enumerate(line) if index in columns and cell is not None}
        if cells:
            found.append(Row(cells, shown, number, letters, names))
    return found
