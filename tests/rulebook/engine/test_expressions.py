"""Arithmetic of a rule is that of exact fractions, whatever is cancelled, levelled or shortened on the way."""

from collections.abc import Callable
from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rulebook.engine.toys import exact, holds
from tirek.rulebook.engine import (
    Number,
    band,
    day,
    family,
    greater,
    lesser,
    monthly,
    on,
    quantity,
    round_down,
    round_half_up,
    round_up,
    when,
)
from tirek.rulebook.engine.errors import RuleError
from tirek.rulebook.engine.expressions import as_number
from tirek.rulebook.engine.reading import plain
from tirek.rulebook.engine.rounding import ROUNDINGS
from tirek.rulebook.engine.tree import build, fact_node, literal
from tirek.rulebook.engine.units import NONE, named_unit

BILLS = ("gas_bill", "lift_bill", "phone_bill")
VALUES = st.integers(0, 300)
SHARES = st.fractions(-20, 20, max_denominator=12)
POSITIVE = st.fractions(Fraction(1, 12), 20, max_denominator=12)


def bills() -> list[Number]:
    """Three facts without a unit, so that every operation may meet every other."""
    return [Number(fact_node("family", name, "int")) for name in BILLS]


def over(number: Number, divisor: Number) -> Number:
    """A quotient whose divisor is at least 1."""
    return number / greater(1, divisor)


@given(st.tuples(VALUES, VALUES, VALUES), SHARES, SHARES, POSITIVE)
def test_arithmetic_is_exact(facts: tuple[int, int, int], p: Fraction, q: Fraction, r: Fraction) -> None:
    a, b, c = bills()
    given_facts = dict(zip(BILLS, facts, strict=True))
    x, y, z = map(Fraction, facts)
    bottom_y, bottom_z = max(Fraction(1), y), max(Fraction(1), z)
    shared = greater(1, b)
    checks: list[tuple[Number, Fraction]] = [
        (a * p + b * q, x * p + y * q),
        (a * p - b * q, x * p - y * q),
        (p - a, p - x),
        (p + a, p + x),
        (p * a, p * x),
        (-(a * p), -x * p),
        (over(a, b) + over(c, b), x / bottom_y + z / bottom_y),
        (over(a, b) - over(b, c), x / bottom_y - y / bottom_z),
        (over(a, b) * over(b, c), x / bottom_y * y / bottom_z),
        (over(over(a, b), b), x / bottom_y / bottom_y),
        (over(over(a, b), b) + over(a, b), x / bottom_y / bottom_y + x / bottom_y),
        (over(a, b) * shared, x),
        (shared * over(a, b), x),
        (shared / shared, Fraction(1)),
        (a * shared / shared, x),
        (over(a * p, c) / r, x * p / bottom_z / r),
        (r / shared, r / bottom_y),
        ((a * 140) / 200, x * 7 / 10),
        (200 * (a / 140) * 7, x * 10),
        (over(a, b) / over(shared, c), x / bottom_y / (bottom_y / bottom_z)),
        (lesser(over(a, b), c * p, q), min(x / bottom_y, z * p, q)),
        (greater(over(a, b), c * p, q), max(x / bottom_y, z * p, q)),
        (when(a < b, over(a, c), p), x / bottom_z if x < y else p),
        (band(a, [(10, p), (Fraction(41, 2), b)], q), p if x <= 10 else (y if x <= Fraction(41, 2) else q)),
    ]
    for number, expected in checks:
        assert exact(number, **given_facts) == expected


@given(st.tuples(VALUES, VALUES, VALUES), POSITIVE)
def test_comparisons_are_exact(facts: tuple[int, int, int], p: Fraction) -> None:
    a, b, c = bills()
    given_facts = dict(zip(BILLS, facts, strict=True))
    left, right = over(a, b), c / p
    x, y = Fraction(facts[0], max(facts[1], 1)), facts[2] / p
    assert holds(left < right, **given_facts) == (x < y)
    assert holds(left <= right, **given_facts) == (x <= y)
    assert holds(left > right, **given_facts) == (x > y)
    assert holds(left >= right, **given_facts) == (x >= y)
    assert holds(left == right, **given_facts) == (x == y)
    assert holds(left != right, **given_facts) == (x != y)


@pytest.mark.parametrize("value", [Fraction(n, 4) for n in range(-9, 10)])
def test_named_roundings(value: Fraction) -> None:
    number = Number(fact_node("family", "gas_bill", "int"), NONE, value.denominator)
    facts = {"gas_bill": value.numerator}
    assert exact(round_down(number), **facts) == floor(value)
    assert exact(round_up(number), **facts) == ceil(value)
    assert exact(round_half_up(number), **facts) == floor(value + Fraction(1, 2))
    assert all(rounding(number).is_whole for rounding in ROUNDINGS.values())


def test_rounding_a_whole_number_changes_nothing() -> None:
    whole = family.gas_bill
    assert round_half_up(whole) is whole
    assert round_down(whole).node is whole.node


def test_roundings_keep_the_unit() -> None:
    number = family.gas_bill / 7
    assert {rounding(number).unit for rounding in ROUNDINGS.values()} == {named_unit("tenge_month")}
    assert {"down": round_down, "half_up": round_half_up, "up": round_up} == ROUNDINGS


@pytest.mark.parametrize(("period", "months"), [("quarter", 3), ("half_year", 6), ("year", 12)])
def test_a_month_of_a_period(period: str, months: int) -> None:
    share = monthly(quantity(100, f"tenge_{period}"))
    assert share.unit == named_unit("tenge_month")
    assert exact(share) == Fraction(100, months)


def test_units_multiply_and_divide() -> None:
    bill, people = family.gas_bill, quantity(4, "person")
    assert (bill / people).unit == named_unit("tenge_month_person")
    assert (bill / people * people).unit == named_unit("tenge_month")
    assert (quantity(2, "m2_person") * people).unit == named_unit("m2")
    assert (1 / people).unit == NONE / named_unit("person")


@pytest.mark.parametrize(
    "joined",
    [
        lambda a, b: a + b,
        lambda a, b: a - b,
        lambda a, b: lesser(a, b),
        lambda a, b: greater(a, b),
        lambda a, b: when(a > 0, a, b),
    ],
)
def test_a_literal_zero_fits_any_unit(joined: Callable[[object, object], Number]) -> None:
    bill = family.gas_bill
    assert joined(bill, 0).unit == bill.unit
    assert joined(quantity(0, "m2"), bill).unit == bill.unit


@pytest.mark.parametrize(
    ("write", "verb"),
    [
        (lambda a, b: a + b, "added to"),
        (lambda a, b: a - b, "subtracted from"),
        (lambda a, b: a < b, "compared with"),
        (lambda a, b: lesser(a, b), "compared with"),
        (lambda a, b: greater(a, b), "compared with"),
        (lambda a, b: when(a > 0, a, b), "compared with"),
    ],
)
def test_two_units_do_not_meet(write: Callable[[object, object], object], verb: str) -> None:
    with pytest.raises(RuleError, match=rf"m2 cannot be {verb} tenge/month\. Bring both to one unit"):
        write(family.gas_bill, quantity(1, "m2"))


def test_constants_are_shortened() -> None:
    number = family.gas_bill * 140 / 200
    assert (number.over, number.under) == (10, ())
    assert number.node is build("mul", literal(7), fact_node("family", "gas_bill", "int"))
    assert (as_number(6) / 4).over == 2


def test_a_ratio_is_not_whole() -> None:
    assert family.gas_bill.is_whole
    assert not (family.gas_bill / 2).is_whole
    assert not (family.gas_bill / greater(1, plain(family.lift_bill))).is_whole


def test_a_divisor_is_cancelled_once() -> None:
    a, b, _ = bills()
    bottom = greater(1, b)
    assert len((a / bottom / bottom * bottom).under) == 1


def test_conditions_join_and_fold() -> None:
    a, b, _ = bills()
    small, large = a < 5, b > 7
    facts = {"gas_bill": 4, "lift_bill": 7}
    assert holds(small & ~large, **facts)
    assert not holds(small & large, **facts)
    assert holds(small | large, **facts)
    assert holds(large == (a > 100), **facts)
    assert holds(small != large, **facts)
    assert (True & small).node is small.node
    assert (False | small).node is small.node
    assert (small & True).node is small.node
    assert (~~small).node is small.node
    assert holds(when(small, large, True), **facts) is False
    assert (small & large).parts == (small, large)


def test_a_comparison_is_remembered_as_written() -> None:
    left, right = family.gas_bill, family.lift_bill
    op, first, second = (left >= right).comparison or ("", left, left)
    assert op == "ge"
    assert first is left
    assert second is right
    assert (~(left >= right)).comparison is None


def test_dates_compare_in_both_directions() -> None:
    early, late = day(2020, 2, 29), day(2020, 3, 1)
    assert holds(early < late)
    assert holds(early <= early)
    assert holds(late > early)
    assert holds(late >= late)
    assert not holds(early > early)
    assert not holds(early < early)
    assert holds(early == early)
    assert holds(early != late)
    assert not holds(early >= late)
    assert holds(when(early < late, early, late) == early)
    with pytest.raises(RuleError, match=r"a date is compared with int\. Compare it with a date: on\(\)"):
        _ = on() > 20200101  # type: ignore[operator]


def test_what_is_no_number_or_condition_is_refused() -> None:
    bill = family.gas_bill
    with pytest.raises(RuleError, match=r"0\.5 is a float, and a float is not exact\. Write Fraction\('0\.5'\)\."):
        _ = bill * 0.5
    with pytest.raises(RuleError, match="bool stands where a number is needed"):
        _ = bill + True
    with pytest.raises(RuleError, match="Boolean stands where a number is needed"):
        _ = bill * (bill > 0)
    with pytest.raises(RuleError, match=r"Number stands where a condition is needed\. Compare it"):
        _ = (bill > 0) & bill
    with pytest.raises(RuleError, match="a value is divided by 0"):
        _ = bill / 0
    with pytest.raises(RuleError, match="a value is divided by -2"):
        _ = bill / -2
    with pytest.raises(RuleError, match=r"// rounds without saying so\. Write round_down"):
        _ = bill // 2
    assert exact(bill / 1, gas_bill=5) == 5


def test_a_month_of_a_month_is_refused() -> None:
    with pytest.raises(RuleError, match=r"tenge/month has no period to turn into a month\. Give monthly\(\)"):
        monthly(family.gas_bill)


def test_python_may_not_branch() -> None:
    with pytest.raises(RuleError, match=r"may not branch in Python .* Write when\(condition, a, b\)"):
        bool(family.gas_bill > 0)
