"""What printed digits leave open, at both edges."""

from __future__ import annotations

from fractions import Fraction
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tirek.figures.intervals import Interval, interval_of, point

TENTH = Fraction(1, 10)
NUMBERS = st.fractions(min_value=-1000, max_value=1000, max_denominator=50)


def holds(interval: Interval, text: str) -> bool:
    return interval.meets(point(Fraction(text)))


@pytest.mark.parametrize(
    ("reading", "cut", "inside", "outside"),
    [
        ("exact", False, ["4.4"], ["4.39", "4.41"]),
        ("rounded", False, ["4.35", "4.4499"], ["4.3499", "4.45"]),
        ("rounded", True, ["4.35", "4.4999"], ["4.3499", "4.5"]),
        ("truncated", False, ["4.4", "4.4999"], ["4.3999", "4.5"]),
        ("at_least", False, ["4.4", "1000000"], ["4.3999"]),
        ("at_most", False, ["0", "4.4"], ["-0.1", "4.4001"]),
        ("about", False, ["4.3", "4.5"], ["4.2999", "4.5001"]),
    ],
)
def test_a_reading_has_its_edges(reading: str, cut: bool, inside: list[str], outside: list[str]) -> None:
    interval = interval_of(Fraction("4.4"), TENTH, reading, cut=cut)
    assert [text for text in inside if not holds(interval, text)] == []
    assert [text for text in outside if holds(interval, text)] == []


@pytest.mark.parametrize(
    ("reading", "inside", "outside"),
    [
        ("rounded", ["-4.35", "-4.4499"], ["-4.45", "-4.3499"]),
        ("truncated", ["-4.4", "-4.4999"], ["-4.5", "-4.3999"]),
    ],
)
def test_below_zero_both_go_the_other_way(reading: str, inside: list[str], outside: list[str]) -> None:
    interval = interval_of(Fraction("-4.4"), TENTH, reading)
    assert [text for text in inside if not holds(interval, text)] == []
    assert [text for text in outside if holds(interval, text)] == []


def test_zero_is_printed_from_both_sides() -> None:
    assert interval_of(Fraction(0), TENTH, "rounded") == Interval(-TENTH / 2, TENTH / 2, True, True)
    assert interval_of(Fraction(0), TENTH, "truncated") == Interval(-TENTH, TENTH, True, True)


def test_an_open_end_is_not_met() -> None:
    half_open = Interval(Fraction(0), Fraction(1), high_open=True)
    assert not half_open.meets(point(Fraction(1)))
    assert half_open.meets(point(Fraction(0)))
    assert not point(Fraction(1)).may_be_at_most(Interval(Fraction(0), Fraction(1), high_open=True))


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_the_four_operations_hold_every_pair(a: Fraction, b: Fraction, c: Fraction, d: Fraction) -> None:
    one, two = Interval(min(a, b), max(a, b)), Interval(min(c, d), max(c, d))
    for x in (a, b, (a + b) / 2):
        for y in (c, d, (c + d) / 2):
            assert (one + two).meets(point(x + y))
            assert (one - two).meets(point(x - y))
            assert (one * two).meets(point(x * y))
            if not two.reaches_zero:
                assert (one / two).meets(point(x / y))


def test_an_end_that_one_pair_reaches_is_closed() -> None:
    """-2 times -3 is 6, though 2 times 3 is out of reach."""
    product = Interval(Fraction(-2), Fraction(2), high_open=True) * Interval(Fraction(-3), Fraction(3))
    assert product == Interval(Fraction(-6), Fraction(6))
    assert (Interval(Fraction(1), Fraction(2), high_open=True) * point(Fraction(3))).high_open


def test_nothing_is_divided_by_what_may_be_zero() -> None:
    for divisor in (point(Fraction(0)), Interval(Fraction(0), Fraction(1), low_open=True)):
        with pytest.raises(ZeroDivisionError):
            point(Fraction(1)) / divisor


def test_more_than_something_has_no_upper_end() -> None:
    more = interval_of(Fraction(5), Fraction(1), "at_least")
    assert (more + point(Fraction(1))).high == inf
    assert (more * point(Fraction(0))) == point(Fraction(0))
    assert (point(Fraction(10)) / more) == Interval(Fraction(0), Fraction(2), low_open=True)
