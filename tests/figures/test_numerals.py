"""Numbers as reports print them."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from tirek.figures.numerals import read_numeral
from tirek.rulebook.engine.wording import SPACE


@pytest.mark.parametrize(
    ("text", "value", "step"),
    [
        ("6199", 6199, 1),
        ("0", 0, 1),
        ("2 341,9 тыс.", 2_341_900, 100),
        ("2\u00a0341,9\u00a0тыс.", 2_341_900, 100),
        ("2\u202f341 900", 2_341_900, 1),
        ("2341.9 thousand", 2_341_900, 100),
        ("38,8 млрд", 38_800_000_000, 100_000_000),
        ("895.3 million", 895_300_000, 100_000),
        ("1 187,5 млн.", 1_187_500_000, 100_000),
        ("370 мың", 370_000, 1_000),
        ("3 МЫҢ", 3_000, 1_000),
        ("2,30 миллиона", 2_300_000, 10_000),
        ("-5", -5, 1),
        ("−0,5", Fraction(-1, 2), Fraction(1, 10)),
        ("16,30 %", Fraction(163, 10), Fraction(1, 100)),
        ("4,4%", Fraction(44, 10), Fraction(1, 10)),
    ],
)
def test_a_number_is_read_as_it_is_written(text: str, value: Fraction, step: Fraction) -> None:
    numeral = read_numeral(text)
    assert (numeral.value, numeral.step, numeral.percent) == (value, step, "%" in text)


@pytest.mark.parametrize(
    "text",
    [" ", "много", "1,2,3", "1 23", "12 34 567", "1 2345", "5 штук", "1.5e6", "½", "٣", "5 млн чел.", "1/2", "0x10"],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(text)):
        read_numeral(text)


@pytest.mark.parametrize(
    ("text", "language", "shown"),
    [
        ("2341.9 thousand", "ru", "2 341,9 тыс."),
        ("2341.9 thousand", "kk", "2 341,9 мың"),
        ("2341.9 thousand", "en", "2,341.9 thousand"),
        ("38.80 billion", "kk", "38,80 млрд"),
        ("10049", "ru", "10 049"),
    ],
)
def test_a_number_is_shown_with_its_zeros(text: str, language: str, shown: str) -> None:
    assert read_numeral(text).text(language).replace(SPACE, " ") == shown


def test_another_value_is_shown_in_the_same_multiple() -> None:
    assert read_numeral("349 thousand").like(Fraction(349_821), "ru").replace(SPACE, " ") == "≈349,82 тыс."
