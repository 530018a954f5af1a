"""Dates: no day is lost at the end of a month, no quarter is off by one."""

from calendar import monthrange
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tirek.rulebook.engine.calendar import NEVER, Quarter, as_date, as_integer, shift_months, territory_line
from tirek.rulebook.engine.moment import Moment

DAYS = st.dates(date(1850, 1, 1), date(2150, 12, 31))


@given(DAYS)
def test_integer_and_back(day: date) -> None:
    assert as_date(as_integer(day)) == day
    assert str(as_integer(day)) == day.strftime("%Y%m%d")


@given(DAYS, DAYS)
def test_integers_keep_the_order(a: date, b: date) -> None:
    assert (as_integer(a) < as_integer(b)) == (a < b)


@pytest.mark.parametrize("number", [NEVER, 20230229, 20201301, 20200431])
def test_no_such_day(number: int) -> None:
    with pytest.raises(ValueError, match=r"month|day|year"):
        as_date(number)


@pytest.mark.parametrize(
    ("day", "months", "shifted"),
    [
        ("2020-01-31", 1, "2020-02-29"),
        ("2021-01-31", 1, "2021-02-28"),
        ("2020-02-29", 12, "2021-02-28"),
        ("2020-02-29", 48, "2024-02-29"),
        ("2020-08-31", -6, "2020-02-29"),
        ("2020-12-31", 1, "2021-01-31"),
        ("2020-01-31", -1, "2019-12-31"),
        ("2020-11-15", 1, "2020-12-15"),
        ("2020-12-15", -12, "2019-12-15"),
        ("2020-05-31", 0, "2020-05-31"),
        ("2021-05-31", -6, "2020-11-30"),
    ],
)
def test_shift_at_the_ends_of_months(day: str, months: int, shifted: str) -> None:
    assert shift_months(date.fromisoformat(day), months) == date.fromisoformat(shifted)


@given(DAYS, st.integers(-600, 600))
def test_shift_keeps_the_day_or_takes_the_last(day: date, months: int) -> None:
    shifted = shift_months(day, months)
    assert (shifted.year - day.year) * 12 + shifted.month - day.month == months
    assert shifted.day == min(day.day, monthrange(shifted.year, shifted.month)[1])


@pytest.mark.parametrize(("month", "number"), [(1, 1), (3, 1), (4, 2), (6, 2), (7, 3), (9, 3), (10, 4), (12, 4)])
def test_quarter_of_a_month(month: int, number: int) -> None:
    assert Quarter.of(date(2020, month, 1)) == Quarter(2020, number)


def test_quarters_in_order() -> None:
    assert Quarter(2021, 1).before() == Quarter(2020, 4)
    assert Quarter(2020, 2).before() == Quarter(2020, 1)
    assert Quarter(2020, 4).before() == Quarter(2020, 3)
    assert Quarter(2020, 4) < Quarter(2021, 1)
    assert str(Quarter.parse("2020Q4")) == "2020Q4"


@pytest.mark.parametrize("text", ["2020Q5", "2020Q0", "2020", "2020q4", "Q4", "2020Q", "2020Q44"])
def test_not_a_quarter(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Quarter.parse(text)


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("750000000", ("750000000", "")),
        ("751310000", ("751310000", "751300000", "750000000", "")),
        ("751310123", ("751310123", "751310000", "751300000", "750000000", "")),
        ("190000000", ("190000000", "")),
    ],
)
def test_territories_nearest_first(code: str, line: tuple[str, ...]) -> None:
    assert territory_line(code) == line


def test_moment_without_an_application() -> None:
    moment = Moment(date(2020, 11, 30))
    assert moment.application == date(2020, 11, 30)
    assert moment.territory == "750000000"
    assert moment.day("application", 3) == date(2021, 2, 28)
    assert str(moment.quarter("on")) == "2020Q4"


def test_moment_with_an_application_in_another_quarter() -> None:
    moment = Moment(date(2021, 2, 10), applied_on=date(2020, 10, 1))
    assert moment.day("on") == date(2021, 2, 10)
    assert moment.day("application") == date(2020, 10, 1)
    assert str(moment.quarter("on")) == "2021Q1"
    assert str(moment.quarter("application")) == "2020Q4"
    assert str(moment.quarter("quarter_before_application")) == "2020Q3"


def test_the_same_moment_elsewhere() -> None:
    moment = Moment(date(2021, 2, 10), known_on=date(2021, 1, 1)).in_territory("190000000")
    assert moment == Moment(date(2021, 2, 10), "190000000", known_on=date(2021, 1, 1))
