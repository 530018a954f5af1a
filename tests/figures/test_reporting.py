"""The table of a check, as an auditor reads it: what a row is about, in which unit, within which bounds."""

from __future__ import annotations

from functools import cache

import pytest

from tirek.figures.checking import check_figures
from tirek.figures.reading import read_figures
from tirek.figures.reporting import COLUMNS, rows
from tirek.rulebook.engine.wording import SPACE


@cache
def table(language: str) -> dict[str, dict[str, str]]:
    """Rows of the report of 2020 by id, cells by column."""
    checked = check_figures(read_figures("almaty_2020"))
    found = rows(checked, language, checked.findings)
    return {row[1]: dict(zip(COLUMNS, (cell.replace(SPACE, " ") for cell in row), strict=True)) for row in found}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("kk", "Жарты жылда бір берілетін көмек: мөлшері. Дәл келеді."),
        ("ru", "Помощь раз в полугодие: размер. Совпадает точно."),
        ("en", "half year amount. The same exactly."),
    ],
)
def test_a_row_says_what_it_is_about(language: str, words: str) -> None:
    assert table(language)["A02"]["sentence"] == words


def test_what_the_explanation_names_is_not_named_twice() -> None:
    derived, mixed = table("ru")["A32"]["sentence"], table("ru")["A21"]["sentence"]
    assert derived == "В источнике нет, вычислено нами. Газификация: в среднем на получателя."
    assert mixed.startswith("«Жилищная помощь: семьи-получатели» считает семей")


def test_a_whole_keeps_its_own_unit() -> None:
    row = table("ru")["N04"]
    assert (row["computed"], row["stated"]) == ("29 974 чел.", "6 927 детей")


@pytest.mark.parametrize(
    ("id_", "bounds"),
    [("N27", "≥ 6 отделений"), ("N70", "≤ 157 проектов"), ("A25", "≈321,195 млн тенге …\n≈336,582 млн тенге")],
)
def test_one_bound_is_shown_as_one_and_two_on_two_lines(id_: str, bounds: str) -> None:
    assert table("ru")[id_]["stated"] == bounds


@pytest.mark.parametrize(
    ("language", "word"),
    [("kk", "сан басқаны көрсетеді"), ("ru", "число говорит о другой"), ("en", "speaks of another")],
)
def test_a_wrong_unit_is_not_asserted(language: str, word: str) -> None:
    assert word in table(language)["A61"]["sentence"]
