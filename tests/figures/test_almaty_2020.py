"""The report of 2020, chapter by chapter: nothing left out, every agreed check made, no cause asserted."""

from __future__ import annotations

from collections import Counter
from functools import cache
from hashlib import sha256
from typing import Final

import pytest

from tirek.figures.checking import Checked, check_figures
from tirek.figures.reading import read_figures
from tirek.figures.records import NEEDS_NO_WORDS

# Counted in the source by hand and by a script apart from the file: numerals, and those among them that measure nothing.
NUMERALS_OF_CHAPTER: Final = {
    "head": (4, 4),
    "i": (168, 59),
    "ii": (63, 17),
    "iii": (42, 4),
    "iv": (15, 0),
    "v": (26, 0),
    "vi": (14, 4),
    "vii": (149, 33),
    "viii": (30, 2),
    "ix": (19, 0),
}
# Digests of the values with their multiples, taken from the source by that script: a slip of the pen in the file shows here.
VALUES_OF_CHAPTER: Final = {
    "i": "27d2dac1c62f921c",
    "ii": "297505a022c236f3",
    "iii": "289db2fe8bf2a0bc",
    "iv": "2d0cb61bcf69a3c5",
    "v": "cb3b9844217878a6",
    "vi": "e2c64101672cf090",
    "vii": "db031dba5cab21f8",
    "viii": "2b23bf4dd6628435",
    "ix": "12388b659334682c",
}
WITHOUT_DIGITS: Final = {"family_city_centre", "arrears_running"}
AGREED_ROWS: Final = {f"A{number:02}" for number in range(1, 111)}
MUST_BE_FOUND: Final = {
    *("A09", "A21", "A26", "A28", "A36", "A37", "A40", "A51", "A61", "A63"),
    *("A64", "A65", "A66", "A69", "A71", "A79", "A80", "A82", "A90", "A101"),
}
PLAUSIBLE: Final = {"kk": ("бәлкім", "не соңғы"), "ru": ("возможно", "вероятно", "видимо", "либо")}
CAUSE_IN_THE_DIGITS: Final = {"A16"}
"""Here the arithmetic itself shows the cause, so nothing is supposed."""


@cache
def outcome() -> Checked:
    return check_figures(read_figures("almaty_2020"))


def chapter_of(paragraph: str) -> str:
    return paragraph.partition("_")[0]


@pytest.mark.parametrize(("chapter", "numerals", "idle"), [(key, *value) for key, value in NUMERALS_OF_CHAPTER.items()])
def test_every_numeral_of_a_chapter_is_a_figure_or_is_named_as_none(chapter: str, numerals: int, idle: int) -> None:
    publication = outcome().publication
    paragraphs = [one for key, one in publication.paragraphs.items() if chapter_of(key) == chapter]
    printed = Counter(
        chapter_of(figure.paragraph) for figure in publication.figures.values() if figure.printed == "digits"
    )
    assert sum(one.numbers_in_source or 0 for one in paragraphs) == numerals
    assert sum(one.not_figures for one in paragraphs) == idle
    assert printed[chapter] == numerals - idle


@pytest.mark.parametrize(("chapter", "digest"), VALUES_OF_CHAPTER.items())
def test_the_values_are_those_of_the_source(chapter: str, digest: str) -> None:
    values = sorted(
        figure.numeral.value
        for figure in outcome().publication.figures.values()
        if figure.printed == "digits" and chapter_of(figure.paragraph) == chapter
    )
    assert sha256(" ".join(map(str, values)).encode()).hexdigest()[:16] == digest


def test_only_what_is_said_in_words_has_no_numeral() -> None:
    figures = outcome().publication.figures
    assert {key for key, figure in figures.items() if figure.printed != "digits"} == WITHOUT_DIGITS


def test_every_agreed_check_is_made() -> None:
    made = {found.id.partition("_")[0] for found in outcome().findings}
    assert AGREED_ROWS - made == set()


def test_what_must_be_found_is_found() -> None:
    found = {one.id for one in outcome().findings if one.verdict in ("contradicts", "limit_exceeded", "unit")}
    assert MUST_BE_FOUND - found == set()


def test_no_cause_is_asserted() -> None:
    """A finding says what disagrees; why it does is offered as a possibility, in each language."""
    for found in outcome().findings:
        if found.verdict in NEEDS_NO_WORDS or found.id in CAUSE_IN_THE_DIGITS:
            continue
        for language, words in PLAUSIBLE.items():
            said = found.explain[language].lower()
            assert any(word in said for word in words), (found.id, language)


def test_every_computed_value_and_every_bound_says_what_it_is() -> None:
    for found in outcome().findings:
        if found.verdict == "derived" or found.kind == "bounds":
            assert set(found.explain) >= {"kk", "ru"}, found.id
