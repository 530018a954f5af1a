"""An empty workbook to fill in, with headings in a language and two example rows."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from tirek.figures.errors import FiguresError, texts
from tirek.figures.headings import heading, headings
from tirek.figures.units import unit_names, unit_title

LANGUAGES = ("kk", "ru")
ROWS = 1000
"""Rows under the headings in which the lists of choices are offered."""


def write_template(path: Path, language: str) -> None:
    """Write a workbook with headings in Kazakh or Russian; asked for any other language, in Russian.

    Raises
    ------
    FiguresError
        If the name is not of a workbook, or there is such a file.
    """
    if path.suffix.lower() != ".xlsx":
        raise FiguresError(str(path), "bad_suffix", value=path.suffix or path.name)
    if path.exists():
        raise FiguresError(str(path), "file_exists")
    spoken = language if language in LANGUAGES else "ru"
    book = Workbook()
    book.remove(book.worksheets[0])
    _document(book, spoken)
    for part in ("figures", "relations"):
        columns = list(texts("headings")[part])
        sheet = _sheet(book, part, headings(part, spoken), spoken)
        for row in texts("headings")["example"][part]:
            sheet.append([_word(part, column, row.get(column), spoken) for column in columns])
    _offer_choices(book, spoken)
    data = io.BytesIO()
    book.save(data)
    path.write_bytes(data.getvalue())


def _word(part: str, column: str, value: Any, language: str) -> str | None:
    """A value of an example as the language writes it."""
    if value is None:
        return None
    if isinstance(value, Mapping):
        return str(value[language])
    if column == "unit":
        return unit_title(value, language)
    if column == "kind":
        return heading("values.relation" if part == "relations" else "values.kind", value, language)
    return str(value)


def _sheet(book: Workbook, part: str, names: Sequence[str], language: str) -> Worksheet:
    """A sheet with headings that stay in sight."""
    sheet: Worksheet = book.create_sheet(heading("sheets", part, language))
    sheet.append(list(names))
    for column, name in enumerate(names, start=1):
        sheet.cell(1, column).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = max(14, len(name) + 2)
    sheet.freeze_panes = "A2"
    return sheet


def _document(book: Workbook, language: str) -> None:
    sheet = _sheet(book, "document", headings("document", language), language)
    for row in texts("headings")["example"]["document"]:
        sheet.append([heading("properties", row["field"], language), row["value"][language]])
    sheet.column_dimensions["A"].width = sheet.column_dimensions["B"].width = 30


def _offer_choices(book: Workbook, language: str) -> None:
    """Lists to choose from, where a column takes one of a list; they stand in a hidden sheet."""
    offered = book.create_sheet("lists")
    offered.sheet_state = "hidden"
    choices = {
        ("figures", "unit"): [unit_title(unit, language) for unit in unit_names()],
        ("figures", "kind"): headings("values.kind", language),
        ("figures", "reading"): headings("values.reading", language),
        ("relations", "kind"): headings("values.relation", language),
    }
    for index, ((part, column), words) in enumerate(choices.items(), start=1):
        unique = list(dict.fromkeys(words))
        for number, word in enumerate(unique, start=1):
            offered.cell(number, index, word)
        letter = get_column_letter(index)
        rule = DataValidation(type="list", formula1=f"lists!${letter}$1:${letter}${len(unique)}", allow_blank=True)
        sheet = book[heading("sheets", part, language)]
        place = get_column_letter(_position(column, texts("headings")[part]))
        rule.add(f"{place}2:{place}{ROWS}")
        sheet.add_data_validation(rule)


def _position(column: str, columns: Iterable[str]) -> int:
    return list(columns).index(column) + 1
