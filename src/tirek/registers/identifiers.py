"""Numbers by which registers are asked: people, organisations, real estate, vehicles.

An IIN with 7 or 8 as its seventh digit is that of an invented person: nobody born so far has one, and its eighth digit says
the century instead (9 or 0 for XX or XXI). Sandboxes, samples and tests have such people.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from tirek.registers.check_digit import is_checked

_CENTURY = {"1": 1800, "2": 1800, "3": 1900, "4": 1900, "5": 2000, "6": 2000}
_INVENTED = ("7", "8")
_INVENTED_CENTURY = {"8": 1800, "9": 1900, "0": 2000}
_CADASTRAL = re.compile(r"\d{2}-\d{3}-\d{3}-\d{1,4}(?:-\d{1,4}){0,3}", re.ASCII)
_PLATE = re.compile(r"(?:\d{3}[A-Z]{2,3}\d{2}|[A-Z]\d{3}[A-Z]{2,3})", re.ASCII)


def birth_date_of(iin: str) -> date | None:
    """The birth date that an IIN says; None where it says none (a foreigner's 0 in place of the century, no such day).

    Examples
    --------
    >>> birth_date_of("061211600012")
    datetime.date(2006, 12, 11)
    """
    century = _INVENTED_CENTURY.get(iin[7:8]) if is_invented(iin) else _CENTURY.get(iin[6:7])
    if century is None:
        return None
    try:
        return date(century + int(iin[:2]), int(iin[2:4]), int(iin[4:6]))
    except ValueError:
        return None


def sex_of(iin: str) -> Literal["male", "female"] | None:
    """The sex that an IIN says, if it says one."""
    if iin[6:7] not in _CENTURY and not is_invented(iin):
        return None
    return "male" if int(iin[6]) % 2 else "female"


def is_invented(iin: str) -> bool:
    """Whether a number is that of an invented person."""
    return iin[6:7] in _INVENTED


def is_iin(text: str) -> bool:
    """Whether a text is an individual identification number: digits, a day, the check digit.

    Examples
    --------
    >>> is_iin("061211600012"), is_iin("061211600013"), is_iin("940140000385")
    (True, False, False)
    """
    if not _checked(text):
        return False
    return birth_date_of(text) is not None or (text[6] == "0" and _is_day(text[:6]))


def is_bin(text: str) -> bool:
    """Whether a text is a business identification number.

    Examples
    --------
    >>> is_bin("940140000385"), is_bin("061211600012")
    (True, False)
    """
    return _checked(text) and 1 <= int(text[2:4]) <= 12 and text[4] in "456" and text[5] in "0123"


def is_cadastral_number(text: str) -> bool:
    """Whether a text has the form of a cadastral number, ``20-312-041-123`` and its parts."""
    return _CADASTRAL.fullmatch(text) is not None


def is_plate(text: str) -> bool:
    """Whether a text has the form of a registration plate, ``123ABC02`` or of the older kind."""
    return _PLATE.fullmatch(text) is not None


def _checked(text: str) -> bool:
    return len(text) == 12 and text.isascii() and text.isdigit() and is_checked(text)


def _is_day(text: str) -> bool:
    return any(_exists(century + int(text[:2]), int(text[2:4]), int(text[4:])) for century in (1900, 2000))


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
