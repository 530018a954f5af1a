"""KATO, the classifier of territories: nine digits in four levels (2-2-2-3), each lower level filled in from the left."""

from __future__ import annotations

from typing import Final

from tirek.department.core.identifiers.faults import IdentifierError
from tirek.department.core.identifiers.typed_text import bare, is_digits

LEVELS: Final = (2, 4, 6, 9)
"""How many digits name a territory of each level: region, district, rural district, settlement."""
REGIONS: Final = range(10, 80)


def parse_kato(text: str) -> str:
    """The code in its normal form, nine digits. Whether such a territory exists, the register of territories knows.

    Raises
    ------
    IdentifierError
        ``length``, ``region``, ``gap``.

    Examples
    --------
    >>> parse_kato("75 13 10 000")
    '751310000'
    """
    code = bare(text)
    if len(code) != 9 or not is_digits(code):
        raise IdentifierError("kato", "length")
    if int(code[:2]) not in REGIONS:
        raise IdentifierError("kato", "region")
    if int(code[2:4]) == 0 and int(code[4:6]) != 0:
        raise IdentifierError("kato", "gap")
    return code


def level_of(code: str) -> int:
    """How deep a code lies: 1 region or city of republican significance, 2 district, 3 rural district, 4 settlement.

    The districts of a city of republican significance fill the third group: 751310000 is of level 3.

    Examples
    --------
    >>> level_of("750000000"), level_of("751310000")
    (1, 3)
    """
    return next(level for level, digits in enumerate(LEVELS, start=1) if not code[digits:].strip("0"))


def parents_of(code: str) -> tuple[str, ...]:
    """The territories around a code, nearest first.

    Examples
    --------
    >>> parents_of("751310000")
    ('751300000', '750000000')
    """
    around = (code[:digits].ljust(9, "0") for digits in reversed(LEVELS[:3]))
    return tuple(parent for parent in dict.fromkeys(around) if parent != code)


def prefix_of(code: str) -> str:
    """The digits that every territory inside shares.

    Examples
    --------
    >>> prefix_of("750000000"), prefix_of("751310000")
    ('75', '751310')
    """
    return code[: LEVELS[level_of(code) - 1]]


def is_ancestor(upper: str, lower: str) -> bool:
    """Whether `lower` lies inside `upper`, or is the same territory.

    Examples
    --------
    >>> is_ancestor("750000000", "751310000"), is_ancestor("751310000", "751410000")
    (True, False)
    """
    return lower.startswith(prefix_of(upper))
