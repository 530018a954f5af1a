"""Bounds of every operation are exactly what the concrete values inside the arguments can give: no more, no less."""

import operator
from collections.abc import Callable, Sequence
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tirek.rulebook.engine.intervals import OPERATIONS, Interval, count_rows, extreme_rows, sum_rows

NUMBERS: dict[str, Callable[[Any, Any], Any]] = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "min": min,
    "max": max,
    "lt": operator.lt,
    "le": operator.le,
    "eq": operator.eq,
}
CONDITIONS: dict[str, Callable[..., Any]] = {
    "and": lambda a, b: a and b,
    "or": lambda a, b: a or b,
    "eq": operator.eq,
}


def intervals(low: int = -9, width: int = 3) -> st.SearchStrategy[Interval]:
    return st.tuples(st.integers(low, 9), st.integers(0, width)).map(lambda pair: (pair[0], pair[0] + pair[1]))


STATES = st.sampled_from([(False, False), (False, True), (True, True)])
ROWS = st.lists(st.tuples(intervals(width=2), STATES), max_size=3)


def inside(interval: Interval) -> list[Any]:
    if isinstance(interval[0], bool):
        return sorted(set(interval))
    return list(range(interval[0], interval[1] + 1))


def hull(values: Sequence[Any]) -> Interval:
    return min(values), max(values)


@pytest.mark.parametrize("name", sorted(NUMBERS))
@given(a=intervals(), b=intervals())
def test_numbers(name: str, a: Interval, b: Interval) -> None:
    concrete = [NUMBERS[name](x, y) for x, y in product(inside(a), inside(b))]
    assert OPERATIONS[name](a, b) == hull(concrete)


@given(a=intervals(), b=intervals(low=1))
def test_floor_division(a: Interval, b: Interval) -> None:
    assert OPERATIONS["floordiv"](a, b) == hull([x // y for x, y in product(inside(a), inside(b))])


@given(a=intervals(), low=st.integers(-5, 0), high=st.integers(1, 4))
def test_a_divisor_is_taken_to_be_at_least_one(a: Interval, low: int, high: int) -> None:
    assert OPERATIONS["floordiv"](a, (low, high)) == OPERATIONS["floordiv"](a, (1, high))
    assert OPERATIONS["floordiv"](a, (low, 0)) == a


@pytest.mark.parametrize("name", sorted(CONDITIONS))
@given(a=STATES, b=STATES)
def test_conditions(name: str, a: Interval, b: Interval) -> None:
    assert OPERATIONS[name](a, b) == hull([CONDITIONS[name](x, y) for x, y in product(inside(a), inside(b))])


@given(STATES)
def test_not(a: Interval) -> None:
    assert OPERATIONS["not"](a) == hull([not x for x in inside(a)])


@given(condition=STATES, a=intervals(), b=intervals())
def test_when(condition: Interval, a: Interval, b: Interval) -> None:
    concrete = [x if c else y for c, x, y in product(inside(condition), inside(a), inside(b))]
    assert OPERATIONS["when"](condition, a, b) == hull(concrete)


@given(st.sampled_from(sorted(NUMBERS)), st.integers(-99, 99), st.integers(-99, 99))
def test_known_values_give_known_results(name: str, x: int, y: int) -> None:
    low, high = OPERATIONS[name]((x, x), (y, y))
    assert low == high == NUMBERS[name](x, y)


def test_every_operation_is_tried_here() -> None:
    assert set(OPERATIONS) == {*NUMBERS, *CONDITIONS, "floordiv", "not", "when"}


def chosen(rows: list[tuple[Interval, Interval]]) -> list[list[int]]:
    """Values of the rows that count, in every concrete family inside the bounds."""
    choices = [
        [value for holds in inside(condition) for value in ([[v] for v in inside(bounds)] if holds else [[]])]
        for bounds, condition in rows
    ]
    return [[value for row in family for value in row] for family in product(*choices)]


@given(ROWS)
def test_sums(rows: list[tuple[Interval, Interval]]) -> None:
    found = sum_rows([value for value, _ in rows], [condition for _, condition in rows])
    assert found == hull([sum(family) for family in chosen(rows)])


@given(ROWS)
def test_counts(rows: list[tuple[Interval, Interval]]) -> None:
    assert count_rows([condition for _, condition in rows]) == hull([len(family) for family in chosen(rows)])


@pytest.mark.parametrize("pick", [min, max])
@given(rows=ROWS, otherwise=intervals())
def test_extremes(pick: Callable[..., int], rows: list[tuple[Interval, Interval]], otherwise: Interval) -> None:
    values, conditions = [value for value, _ in rows], [condition for _, condition in rows]
    concrete = [pick(family) if family else other for family in chosen(rows) for other in inside(otherwise)]
    assert extreme_rows(pick, values, conditions, otherwise) == hull(concrete)


@pytest.mark.parametrize("aggregate", [sum_rows, lambda v, c: extreme_rows(min, v, c, (0, 0))])
def test_rows_of_unequal_length_are_refused(aggregate: Callable[..., Any]) -> None:
    with pytest.raises(ValueError, match=r"shorter|longer"):
        aggregate([(1, 1), (2, 2)], [(True, True)])
