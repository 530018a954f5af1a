"""Kazakh alphabetical order, the same in Python, in SQL and on every server, without ICU.

The wheel of PostgreSQL has no ICU and libc knows no Kazakh here, so order is a stored key. The SQL function of the same name
has the same mapping; a test holds the two together.
"""

from __future__ import annotations

from typing import Final

ALPHABET: Final = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
FIRST_KEY: Final = 0xE000
"""The keys lie in the private area, above the letters of every living script: other scripts sort before Cyrillic."""
KEYS: Final = "".join(chr(FIRST_KEY + place) for place in range(len(ALPHABET)))
_TABLE: Final = str.maketrans(ALPHABET, KEYS)


def kk_sort_key(text: str) -> str:
    """A key whose order by code point is the Kazakh order of the texts.

    Examples
    --------
    >>> sorted(["Қанат", "Лаура", "Кенже", "Әлия", "Арман", "Бота"], key=kk_sort_key)
    ['Арман', 'Әлия', 'Бота', 'Кенже', 'Қанат', 'Лаура']
    """
    return text.lower().translate(_TABLE)
