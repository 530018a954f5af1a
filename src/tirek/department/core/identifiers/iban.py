"""The number of a bank account in Kazakhstan: KZ, two check digits, three digits of the bank, 13 characters."""

from __future__ import annotations

from stdnum import iban as standard
from stdnum.exceptions import ValidationError

from tirek.department.core.identifiers.faults import IdentifierError
from tirek.department.core.identifiers.typed_text import bare


def parse_iban(text: str) -> str:
    """The account number in its normal form, 20 characters.

    Raises
    ------
    IdentifierError
        ``country``, ``length``, ``check``.

    Examples
    --------
    >>> parse_iban("kz86 125K ZT50 0410 0100")
    'KZ86125KZT5004100100'
    """
    number = bare(text).upper()
    if not number.startswith("KZ"):
        raise IdentifierError("iban", "country")
    if len(number) != 20 or not (number.isascii() and number.isalnum() and number[2:7].isdigit()):
        raise IdentifierError("iban", "length")
    try:
        valid: str = standard.validate(number)
    except ValidationError:
        raise IdentifierError("iban", "check") from None
    return valid


def bank_of(number: str) -> str:
    """The three digits of the bank in a normal account number.

    Examples
    --------
    >>> bank_of("KZ86125KZT5004100100")
    '125'
    """
    return number[4:7]


def mask_iban(number: str) -> str:
    """The account for lists: country, bank and the last four characters, as banks print it.

    Examples
    --------
    >>> mask_iban("KZ86125KZT5004100100")
    'KZ••125•••••••••0100'
    """
    return f"{number[:2]}••{number[4:7]}{'•' * 9}{number[-4:]}"
