"""A table written to a file: CSV or XLSX, row by row, with its watermark, and no cell that a program would carry out."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO

from django.utils.functional import Promise
from django.utils.timezone import is_aware, localtime
from openpyxl import Workbook

from tirek.web.ui.exports.tables import Cell

FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of a formula, wide forms of East Asian keyboards among it (OWASP, CSV Injection)."""
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
MOST_SIGNS = 32_000
"""A cell of a spreadsheet holds 32,767."""


@dataclass(frozen=True)
class Watermark:
    """Who took what, when, why, and the number under which the journal knows it. ``lines`` are in the language of the page."""

    title: str
    lines: tuple[str, ...]
    author: str
    number: str


def safe(value: Cell) -> str | int | float | date | datetime | None:
    """A cell as it may be written: text that could be a formula is made text by an apostrophe; numbers and days stay.

    Examples
    --------
    >>> safe("=HYPERLINK(1)"), safe(" @SUM"), safe(-5), safe("Абай-1")
    ("'=HYPERLINK(1)", "' @SUM", -5, 'Абай-1')
    """
    if value is None or isinstance(value, bool):
        return None if value is None else str(value)
    if isinstance(value, datetime):
        return localtime(value).replace(tzinfo=None) if is_aware(value) else value
    if isinstance(value, int | float | date) and not isinstance(value, Promise):
        return value
    text = UNPRINTABLE.sub("", str(value))[:MOST_SIGNS]
    begins = text.startswith(FORMULA_BEGINS) or text.lstrip().startswith(FORMULA_BEGINS)
    return f"'{text}" if begins else text


def write_csv(target: IO[bytes], heads: Sequence[str], rows: Iterable[Sequence[Cell]], mark: Watermark) -> None:
    """UTF-8 with its mark and semicolons, as spreadsheets of this country open it; the watermark above and below."""
    text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    for line in _above(mark):
        writer.writerow([safe(line)])
    writer.writerow([safe(head) for head in heads])
    for row in rows:
        writer.writerow([_plain(safe(cell)) for cell in row])
    writer.writerow([safe(mark.lines[-1])])
    text.detach()


def write_xlsx(target: IO[bytes], heads: Sequence[str], rows: Iterable[Sequence[Cell]], mark: Watermark) -> None:
    """One sheet, written row by row; the watermark above, below, in the foot of each printed page and in the properties."""
    book = Workbook(write_only=True)
    book.properties.creator = mark.author
    book.properties.title = mark.title
    book.properties.description = "\n".join(mark.lines)
    book.properties.identifier = mark.number
    sheet = book.create_sheet("1")
    # A "&" is a code in the foot of a page; a number has none.
    sheet.oddFooter.center.text = mark.number
    for line in _above(mark):
        sheet.append([safe(line)])
    sheet.append([safe(head) for head in heads])
    for row in rows:
        sheet.append([safe(cell) for cell in row])
    sheet.append([safe(mark.lines[-1])])
    book.save(target)


def _above(mark: Watermark) -> Iterator[str]:
    yield mark.title
    yield from mark.lines
    yield ""


def _plain(value: str | float | date | datetime | None) -> str | int | float:
    if value is None:
        return ""
    return (
        value.isoformat(" ") if isinstance(value, datetime) else value.isoformat() if isinstance(value, date) else value
    )
