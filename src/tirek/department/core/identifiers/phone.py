"""Phone numbers of Kazakhstan: +7 7XX XXX XX XX, mobile and fixed."""

from __future__ import annotations

from typing import Final

from tirek.department.core.identifiers.faults import IdentifierError
from tirek.department.core.identifiers.typed_text import bare, is_digits

FIXED: Final = ("71", "72")
"""Codes of fixed lines start with these; the other codes that start with 7 are mobile (from memory)."""


def parse_phone(text: str) -> str:
    """The number in its normal form: ``+7`` and ten digits.

    Raises
    ------
    IdentifierError
        ``length``, ``country``.

    Examples
    --------
    >>> parse_phone("8 (701) 123-45-67"), parse_phone("701 123 45 67"), parse_phone("+7 727 267 89 00")
    ('+77011234567', '+77011234567', '+77272678900')
    """
    number = bare(text)
    digits = number.removeprefix("+")
    if not is_digits(digits):
        raise IdentifierError("phone", "length")
    if number.startswith("+") and digits[0] != "7":
        raise IdentifierError("phone", "country")
    if number.startswith("+") or (len(digits) == 11 and digits[0] in "78"):
        digits = digits[1:]
    if len(digits) != 10:
        raise IdentifierError("phone", "length")
    if digits[0] != "7":
        raise IdentifierError("phone", "country")
    return f"+7{digits}"


def is_mobile(number: str) -> bool:
    """Whether a normal number may receive a short message.

    Examples
    --------
    >>> is_mobile("+77011234567"), is_mobile("+77272678900")
    (True, False)
    """
    return not number.removeprefix("+7").startswith(FIXED)


def mask_phone(number: str) -> str:
    """A normal number for lists: the last two digits, enough to say "the code went to the number ending in".

    Examples
    --------
    >>> mask_phone("+77011234567")
    '+7••••••••67'
    """
    return f"{number[:2]}{'•' * (len(number) - 4)}{number[-2:]}"
