"""The business identification number of an organisation: year and month of registration, kind, part, serial, check digit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tirek.department.core.identifiers.faults import IdentifierError
from tirek.department.core.identifiers.typed_text import bare, is_digits
from tirek.registers.check_digit import is_checked

KINDS: Final = {"4": "resident", "5": "non_resident", "6": "joint_sole_trader"}
PARTS: Final = {"0": "head", "1": "branch", "2": "representative_office", "3": "peasant_farm"}


@dataclass(frozen=True, slots=True)
class Bin:
    """A right number and what it tells.

    Parameters
    ----------
    value : str
        Twelve digits.
    registered_month : int
        Month of registration, 1 to 12. The number gives two digits of the year, so the year is not told.
    kind : str
        ``resident``, ``non_resident`` or ``joint_sole_trader``.
    part : str
        ``head``, ``branch``, ``representative_office`` or ``peasant_farm``.
    """

    value: str
    registered_month: int
    kind: str
    part: str


def parse_bin(text: str) -> Bin:
    """Read a number as a person typed it.

    Raises
    ------
    IdentifierError
        ``length``, ``date``, ``kind``, ``check``, ``person``.

    Examples
    --------
    >>> parse_bin("9401 4000 0385").kind
    'resident'
    """
    number = bare(text)
    if len(number) != 12 or not is_digits(number):
        raise IdentifierError("bin", "length")
    if number[4] in "0123" and is_checked(number):
        raise IdentifierError("bin", "person")
    if not 1 <= int(number[2:4]) <= 12:
        raise IdentifierError("bin", "date")
    if number[4] not in KINDS or number[5] not in PARTS:
        raise IdentifierError("bin", "kind")
    if not is_checked(number):
        raise IdentifierError("bin", "check")
    return Bin(number, int(number[2:4]), KINDS[number[4]], PARTS[number[5]])
