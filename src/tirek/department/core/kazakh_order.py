"""Kazakh alphabetical order, the same in Python, in SQL and on every server, without ICU.

The wheel of PostgreSQL has no ICU and libc knows no Kazakh here, so order is a stored key. The SQL function of the same name
has the same mapping; a test holds the two together.
"""

from __future__ import annotations

from typing import Final

from tirek.department.core.functions import ALPHABET_KK, FIRST_PRIVATE

KEYS: Final = "".join(chr(FIRST_PRIVATE + place) for place in range(len(ALPHABET_KK)))
_TABLE: Final = str.maketrans(ALPHABET_KK, KEYS)


def kk_sort_key(text: str) -> str:
    """A key whose order by code point is the Kazakh order of the texts.

    Examples
    --------
    >>> sorted(["Қанат", "Лаура", "Кенже", "Әлия", "Арман", "Бота"], key=kk_sort_key)
    ['Арман', 'Әлия', 'Бота', 'Кенже', 'Қанат', 'Лаура']
    """
    return text.lower().translate(_TABLE)
