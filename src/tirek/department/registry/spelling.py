"""One key for the spellings of a name: Kazakh, Russian and Latin letters, a wrong keyboard layout, a slip of the finger.

The steps are data (`spelling.yaml`). The keys of stored names are made in the database by the same steps, so that they are
current whoever writes a name; here they are made for what is searched.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from tirek.rulebook.engine.documents import read_document

TABLE: Final = Path(__file__).parent / "spelling.yaml"
SHORTEST_SLIP: Final = 4
"""Letters of the shortest key in which one slip is forgiven: among three, a slip makes another name."""

_CYRILLIC: Final = re.compile("[\u0400-\u04ff]")
_INSIDE: Final = re.compile("['\u2018\u2019\u02bc\u02b9`\u0307]")
"""Apostrophes, and the dot that the small letter of İ leaves behind."""
_WORD: Final = re.compile(r"[^\W_]+")


@cache
def steps() -> Mapping[str, Any]:
    """The table of `spelling.yaml`."""
    document: Mapping[str, Any] = read_document(TABLE)
    return document


@cache
def _letters(part: str) -> dict[int, int]:
    table = steps()
    section = table["second_reading"]["letters"] if part == "second_reading" else table[part]
    return str.maketrans(section["from"], section["to"])


@cache
def _second_patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    second = steps()["second_reading"]
    return tuple(
        (re.compile(f"([{second['consonants']}]){letters}"), rf"\g<1>{reading}")
        for letters, reading in second["after_consonant"].items()
    )


@cache
def _last_patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(step["pattern"]), step["to"]) for step in steps()["then"])


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in small letters; an apostrophe is no end of a word.

    Examples
    --------
    >>> words_of("Нұр-Сұлтан  O'NEIL")
    ('нұр', 'сұлтан', 'oneil')
    """
    return tuple(_WORD.findall(_INSIDE.sub("", unicodedata.normalize("NFC", text).lower())))


def fold(word: str, *, second: bool = False) -> str:
    """The key of one word in small letters, by the first or the second reading of its letters.

    Examples
    --------
    >>> fold("қайрат"), fold("kairat"), fold("ляззат"), fold("ляззат", second=True)
    ('kairat', 'kairat', 'liazat', 'lazat')
    """
    table = steps()
    if _CYRILLIC.search(word):
        word = word.translate(_letters("lookalikes"))
    word = word.translate(_letters("kazakh_latin"))
    for group, sound in table["latin_groups"]:
        word = word.replace(group, sound)
    if second:
        for pattern, reading in _second_patterns():
            word = pattern.sub(reading, word)
        word = word.translate(_letters("second_reading"))
    word = word.translate(_letters("letters"))
    for letter, two in table["pairs"].items():
        word = word.replace(letter, two)
    for pattern, to in _last_patterns():
        word = pattern.sub(to, word)
    return word


@lru_cache(maxsize=65536)
def spelling_keys(word: str) -> tuple[str, ...]:
    """The keys of one word in small letters, first reading first; none where it has no letter.

    Examples
    --------
    >>> spelling_keys("ләйла"), spelling_keys("leila"), spelling_keys("12")
    (('laila', 'leila'), ('leila',), ())
    """
    return tuple(dict.fromkeys(key for key in (fold(word), fold(word, second=True)) if key))


@cache
def _father_ending() -> re.Pattern[str]:
    return re.compile(f"(.{{3}})(?:{steps()['father']['endings']})$")


@lru_cache(maxsize=65536)
def father_keys(word: str) -> tuple[str, ...]:
    """The keys of the father whom a patronymic, or his own name, tells.

    Examples
    --------
    >>> father_keys("болатұлы"), father_keys("болатовна"), father_keys("сергеевич"), father_keys("сергей")
    (('bolat',), ('bolat',), ('serge',), ('serge',))
    """
    vowels = steps()["father"]["last_vowels"]
    keys = (re.sub(vowels, "", key) for key in spelling_keys(_father_ending().sub(r"\g<1>", word)))
    return tuple(dict.fromkeys(key for key in keys if key))


def is_father_word(word: str) -> bool:
    """Whether a word alone only says whose child: ұлы, қызы, оглы."""
    return word in steps()["father"]["words"]


@cache
def _layout_tables() -> tuple[dict[int, int], dict[int, int]]:
    """Latin keys to Cyrillic letters (Russian letters, and the Kazakh ones of the row of digits); and back."""
    layouts = steps()["layouts"]
    row = layouts["kazakh_row"]
    latin, cyrillic = layouts["latin"] + row["latin"], layouts["russian"] + row["kazakh"]
    return str.maketrans(latin, cyrillic), str.maketrans(cyrillic, latin)


def other_layout(typed: str) -> str | None:
    """What the same keys give in the other keyboard layout; None where no name can come of it.

    The row of digits holds Kazakh letters, so digits are read as letters only inside a word of letters.

    Examples
    --------
    >>> other_layout("Rfqhfn"), other_layout("0fqhfn"), other_layout("Лфшкфе"), other_layout("1985")
    ('кайрат', 'қайрат', 'kairat', None)
    """
    text = unicodedata.normalize("NFC", typed).lower()
    if sum(letter.isalpha() for letter in text) < 2:
        return None
    to_cyrillic, to_latin = _layout_tables()
    return text.translate(to_latin if _CYRILLIC.search(text) else to_cyrillic)


def has_slip(one: str, other: str) -> bool:
    """Whether one slip leads from a key to another: a letter too many, too few, wrong, or two changed about.

    Examples
    --------
    >>> has_slip("kairat", "kaiart"), has_slip("kairat", "kairrat"), has_slip("kairat", "kanat")
    (True, True, False)
    """
    if min(len(one), len(other)) < SHORTEST_SLIP or abs(len(one) - len(other)) > 1:
        return False
    start = next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(map(len, (one, other)))
    )
    rest, tail = one[start:], other[start:]
    if len(one) != len(other):
        longer, shorter = (rest, tail) if len(one) > len(other) else (tail, rest)
        return longer[1:] == shorter
    return rest[1:] == tail[1:] or (rest[:2] == tail[1::-1] and rest[2:] == tail[2:])


def closeness(searched: Iterable[str], stored: Iterable[str]) -> int:
    """How near two sets of keys are: 2 one name in other letters, 1 a slip away, 0 another name."""
    ours, theirs = set(searched), set(stored)
    if ours & theirs:
        return 2
    return int(any(has_slip(one, other) for one in ours for other in theirs))
