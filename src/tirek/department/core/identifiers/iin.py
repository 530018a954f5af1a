"""The individual identification number: 12 digits with a birth date, a century and sex, a serial and a check digit.

Source: Government decrees No. 565 of 11.06.2003 and No. 406 of 2007, as public validators quote them. The century digit 0,
which stands on numbers of some foreigners, is from memory: such a number tells neither the century nor the sex.

**Invented persons.** The digits 7 and 8 would be the men and women born in the XXII century, so no real person has them. A
number with them is synthetic: it passes every check that a real one passes, and nobody can take it for a real one. Since the
seventh digit is spent, the eighth says the century of birth (8, 9 or 0 for XIX, XX or XXI).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from tirek.department.core.identifiers.faults import IdentifierError
from tirek.department.core.identifiers.typed_text import bare, is_digits
from tirek.registers.check_digit import check_digit, is_checked

Sex = Literal["male", "female"]

CENTURIES = {"1": 1800, "2": 1800, "3": 1900, "4": 1900, "5": 2000, "6": 2000}
UNTOLD_CENTURY = "0"
SYNTHETIC = ("7", "8")
SYNTHETIC_CENTURIES = {"8": 1800, "9": 1900, "0": 2000}
SYNTHETIC_SERIALS = 1000
LEAP_CENTURY = 2000
"""Where no century is told, 29 February must pass: it exists in some century."""


@dataclass(frozen=True, slots=True)
class Iin:
    """A right number and what it tells.

    Parameters
    ----------
    value : str
        Twelve digits.
    born_on : date or None
        None where the century is not told (digit 0).
    sex : str or None
        ``male`` or ``female``; None where it is not told.
    is_synthetic : bool
        The number of an invented person.
    """

    value: str
    born_on: date | None
    sex: Sex | None
    is_synthetic: bool

    def __str__(self) -> str:
        return mask_iin(self.value)

    def __repr__(self) -> str:
        return f"Iin({mask_iin(self.value)})"


def parse_iin(text: str, *, with_synthetic: bool = False) -> Iin:
    """Read a number as a person typed it.

    Parameters
    ----------
    text : str
        Spaces, hyphens and the like are passed over.
    with_synthetic : bool, default False
        Take the numbers of invented persons too (samples, tests); in production they are refused.

    Raises
    ------
    IdentifierError
        ``length``, ``date``, ``century``, ``check``, ``organisation``, ``synthetic``.

    Examples
    --------
    >>> parse_iin("791028 302728").born_on
    datetime.date(1979, 10, 28)
    """
    number = bare(text)
    if len(number) != 12 or not is_digits(number):
        raise IdentifierError("iin", "length")
    if number[4] in "456" and is_checked(number):
        raise IdentifierError("iin", "organisation")
    is_synthetic = number[6] in SYNTHETIC
    if is_synthetic:
        century = SYNTHETIC_CENTURIES.get(number[7])
        if century is None:
            raise IdentifierError("iin", "century")
    elif number[6] == UNTOLD_CENTURY:
        century = None
    elif number[6] in CENTURIES:
        century = CENTURIES[number[6]]
    else:
        raise IdentifierError("iin", "century")
    born_on = _date_of(number, LEAP_CENTURY if century is None else century)
    if not is_checked(number):
        raise IdentifierError("iin", "check")
    if is_synthetic and not with_synthetic:
        raise IdentifierError("iin", "synthetic")
    if century is None:
        return Iin(number, None, None, is_synthetic=False)
    return Iin(number, born_on, "male" if int(number[6]) % 2 else "female", is_synthetic)


def _date_of(number: str, century: int) -> date:
    try:
        return date(century + int(number[:2]), int(number[2:4]), int(number[4:6]))
    except ValueError:
        raise IdentifierError("iin", "date") from None


def mask_iin(value: str) -> str:
    """The number for lists, pages and printed notices: only the last two digits are shown.

    An officer compares a line with the document in hand, and tells apart two members of one family. For that the last two
    digits are the best two of the twelve: they come from the serial and from the digits before it, and twins differ in
    them, while the first digits are the birth date, equal for twins and often known to a neighbour. Who knows the date and
    the sex still faces about ninety numbers; with the last four shown, about one. The year of birth, where a page needs it,
    stands in its own column under its own permission.

    Examples
    --------
    >>> mask_iin("791028302728")
    '••••••••••28'
    """
    return "•" * (len(value) - 2) + value[-2:]


def synthetic_iin(born_on: date, sex: Sex, serial: int) -> str | None:
    """The number of an invented person; never that of a real one (see the module).

    Parameters
    ----------
    born_on : date
        1800 to 2099.
    sex : str
        ``male`` or ``female``.
    serial : int
        0 to 999: which of the persons of one day and sex. Each gives another number.

    Returns
    -------
    str or None
        None for the few serials (about one in 120) whose number has no check digit: take the next.

    Raises
    ------
    ValueError
        The year or the serial is out of range.

    Examples
    --------
    >>> synthetic_iin(date(1985, 1, 1), "female", 7)
    '850101890072'
    >>> parse_iin("850101890072", with_synthetic=True).born_on
    datetime.date(1985, 1, 1)
    """
    if not (1800 <= born_on.year < 2100 and 0 <= serial < SYNTHETIC_SERIALS):
        raise ValueError(f"no synthetic number for the year {born_on.year} and the serial {serial}")
    base = f"{born_on:%y%m%d}{7 if sex == 'male' else 8}{born_on.year // 100 % 10}{serial:03d}"
    digit = check_digit(base)
    return None if digit is None else f"{base}{digit}"
