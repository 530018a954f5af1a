"""Text becomes stored values exactly, or a problem with its row; nothing is guessed and nothing wraps."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tirek.population.importing.conversion import convert_column
from tirek.population.importing.mapping import ColumnMapping
from tirek.population.importing.sources import ROW
from tirek.population.snapshot.schema import load_schema

DAY = 20260101


def convert(name: str, *texts: str | None, entity: str = "person", **mapped: object) -> tuple[list[object], list[str]]:
    fact = load_schema().fact(entity, name)
    frame = pl.DataFrame({ROW: range(2, len(texts) + 2), "c": texts}, schema={ROW: pl.Int64, "c": pl.String})
    made = convert_column(frame, ColumnMapping(fact, "c", **mapped), "t.csv", DAY)  # type: ignore[arg-type]
    return made.values.to_list(), [f"{problem.row} {problem.kind}" for problem in made.problems]


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("120000", 120000),
        ("120 000", 120000),
        ("120\u00a0000", 120000),
        ("5,00", 5),
        ("0", 0),
        ("100000000000", 10**11),
    ],
)
def test_whole_numbers(written: str, stored: int) -> None:
    assert convert("wage", written) == ([stored], [])


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("much", "not_number"),
        ("1e5", "not_number"),
        ("0x10", "not_number"),
        ("5,5", "too_fine"),
        ("-1", "out_of_range"),
        ("100000000001", "out_of_range"),
        ("999999999999999999", "out_of_range"),
        ("9999999999999999999", "not_number"),
    ],
)
def test_numbers_that_are_not_taken(written: str, kind: str) -> None:
    assert convert("wage", "7", written) == ([7, None], [f"3 {kind}"])


@given(st.integers(0, 200_000))
def test_hundredths_are_exact(hundredths: int) -> None:
    for mark in ".,":
        written = f"{hundredths // 100}{mark}{hundredths % 100:02}"
        assert convert("area", written, entity="dwelling") == ([hundredths], [])


def test_a_number_that_would_wrap_in_hundredths_is_out_of_range() -> None:
    assert convert("area", "184467440737095517", entity="dwelling") == ([None], ["2 out_of_range"])


@given(st.dates(date(1900, 1, 1), date(2026, 1, 1)))
def test_dates_in_the_usual_ways(day: date) -> None:
    stored = int(day.strftime("%Y%m%d"))
    for form in ("%Y-%m-%d", "%d.%m.%Y", "%Y%m%d"):
        assert convert("birth_date", day.strftime(form)) == ([stored], [])


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("31.02.1990", "not_a_date"),
        ("1990", "not_a_date"),
        ("01.01.90", "not_a_date"),
        ("01.01.1799", "not_a_date"),
        ("02.01.2026", "in_the_future"),
    ],
)
def test_dates_that_are_not_taken(written: str, kind: str) -> None:
    assert convert("birth_date", written)[1] == [f"2 {kind}"]


def test_a_format_of_ones_own_replaces_the_usual_ones() -> None:
    assert convert("birth_date", "03/04/2020", formats=("%m/%d/%Y",)) == ([20200304], [])
    assert convert("birth_date", "2020-03-04", formats=("%m/%d/%Y",))[1] == ["2 not_a_date"]


def test_never_is_a_date_only_where_the_register_says_so() -> None:
    assert convert("contract_broken_on", "болған жоқ", "0", entity="family") == ([0, 0], [])
    assert convert("birth_date", "0")[1] == ["2 not_a_date"]


def test_yes_and_no_in_two_languages() -> None:
    answers = ([True, True, False, False, None], [])
    assert convert("orphan", "ИӘ", "да", "жоқ", "Нет", None) == answers
    assert convert("orphan", "может быть")[1] == ["2 not_boolean"]
    assert convert("orphan", "сирота", words={"сирота": "true"}) == ([True], [])


def test_words_of_a_list_by_code_label_or_own_word() -> None:
    assert convert("sex", "female", "ЕР", "женский") == ([1, 0, 1], [])
    assert convert("sex", "Ж", words={"ж": "female"}) == ([1], [])
    assert convert("sex", "Ж") == ([None], ["2 not_in_list"])


def test_one_value_for_all() -> None:
    assert convert("orphan", "да", "да", value="false") == ([False, False], [])


def test_an_empty_cell_is_unknown_and_no_problem() -> None:
    assert convert("wage", None, "5") == ([None, 5], [])
