"""The check digit of an IIN and of a BIN: the same two passes (Government decrees No. 565 of 2003 and No. 406 of 2007).

The eleventh digit has the weight 11, so the first pass does not see it: 850101300015 and 850101300025 are both right. A number
that fits is therefore no proof of who a person is; the registry compares the name and the birth date as well.
"""

from __future__ import annotations

FIRST_WEIGHTS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
SECOND_WEIGHTS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)


def check_digit(base: str) -> int | None:
    """The twelfth digit of a number whose first eleven are `base`; None where the number is never issued.

    Examples
    --------
    >>> check_digit("79102830272"), check_digit("85010131031"), check_digit("85010131030")
    (8, 1, None)
    """
    digits = [int(digit) for digit in base]
    for weights in (FIRST_WEIGHTS, SECOND_WEIGHTS):
        remainder = sum(digit * weight for digit, weight in zip(digits, weights, strict=True)) % 11
        if remainder < 10:
            return remainder
    return None


def is_checked(number: str) -> bool:
    """Whether the last of twelve digits fits the others."""
    return check_digit(number[:11]) == int(number[11])
