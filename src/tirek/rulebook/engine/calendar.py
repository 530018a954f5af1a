"""Dates of the law: YYYYMMDD integers, quarters, and months whose end is named, never guessed."""

from __future__ import annotations

import calendar as months_of
from dataclasses import dataclass
from datetime import date

NEVER = 0
"""A date that did not happen."""


def as_integer(day: date) -> int:
    """A date as YYYYMMDD.

    Examples
    --------
    >>> as_integer(date(2026, 1, 31))
    20260131
    """
    return day.year * 10000 + day.month * 100 + day.day


def as_date(number: int) -> date:
    """The date of a YYYYMMDD integer.

    Raises
    ------
    ValueError
        If there is no such day.
    """
    return date(number // 10000, number // 100 % 100, number % 100)


def shift_months(day: date, months: int) -> date:
    """The same day so many months away; a day that does not exist becomes the month's last day.

    The clipping is the rule's choice (it says so by calling this), because the acts name terms in months without
    saying what 31 August plus six months is.

    Examples
    --------
    >>> shift_months(date(2026, 8, 31), 6)
    datetime.date(2027, 2, 28)
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = months_of.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of a year.

    Examples
    --------
    >>> Quarter.of(date(2026, 1, 5)).before()
    Quarter(year=2025, number=4)
    >>> str(Quarter.parse("2020Q4"))
    '2020Q4'
    """

    year: int
    number: int

    @staticmethod
    def of(day: date) -> Quarter:
        """The quarter of a date."""
        return Quarter(day.year, (day.month + 2) // 3)

    @staticmethod
    def parse(text: str) -> Quarter:
        """The quarter written as ``2020Q4``.

        Raises
        ------
        ValueError
            If it is not written so.
        """
        year, mark, number = text.partition("Q")
        if mark != "Q" or number not in ("1", "2", "3", "4"):
            raise ValueError(text)
        return Quarter(int(year), int(number))

    def before(self) -> Quarter:
        """The quarter before."""
        return Quarter(self.year - 1, 4) if self.number == 1 else Quarter(self.year, self.number - 1)

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"


def territory_line(code: str) -> tuple[str, ...]:
    """A KATO code and its ancestors, nearest first; the empty string is the whole country.

    Examples
    --------
    >>> territory_line("751310000")
    ('751310000', '751300000', '750000000', '')
    """
    line = [code[:digits].ljust(9, "0") for digits in (9, 6, 4, 2)]
    return (*dict.fromkeys(line), "")
