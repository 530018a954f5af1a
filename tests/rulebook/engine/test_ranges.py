"""The proof: nothing a declared fact can be leaves 64 bits or divides by zero, and what could is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tirek.rulebook.engine import count, family, greater, largest, person, plain, quantity, smallest, total, when
from tirek.rulebook.engine.case import Case
from tirek.rulebook.engine.errors import OverflowPossible, RuleError
from tirek.rulebook.engine.facts import find_fact, row_limits
from tirek.rulebook.engine.interpreter import Interpreter
from tirek.rulebook.engine.parameters import GAP_RANGE
from tirek.rulebook.engine.ranges import Ranges
from tirek.rulebook.engine.tree import INT64_HIGH, INT64_LOW, Node, build, fact_node, intern_node, literal

BILL, WAGE = fact_node("family", "gas_bill", "int"), fact_node("person", "wage", "int")
HIGHEST_BILL, HIGHEST_WAGE = find_fact("family", "gas_bill").high, find_fact("person", "wage").high


def test_bounds_of_leaves() -> None:
    ranges = Ranges()
    assert ranges.of(literal(7)) == (7, 7)
    assert ranges.of(BILL) == (0, HIGHEST_BILL)
    assert ranges.of(fact_node("family", "survey_refused", "bool")) == (False, True)
    assert ranges.of(fact_node("person", "birth_date", "int")) == (18000101, 21991231)
    assert ranges.of(fact_node("family", "false_data_on", "int")) == (0, 21991231)
    assert ranges.of(fact_node("vehicle", "kind", "int")) == (0, 2)
    assert ranges.of(intern_node("fact_or", ("person", "wage", 0), "int", "person")) == (0, HIGHEST_WAGE)
    assert ranges.of(intern_node("gap", ("mci", "on", "social"), "int", None)) == GAP_RANGE


def test_bounds_of_aggregates() -> None:
    ranges, rows = Ranges(), row_limits()["person"]
    wage = person.wage
    loss = quantity(-5, "tenge_quarter")
    assert ranges.of(count(person, wage > 0).node) == (0, rows)
    assert ranges.of(total(wage).node) == (0, rows * HIGHEST_WAGE)
    assert ranges.of(total(-wage).node) == (-rows * HIGHEST_WAGE, 0)
    assert ranges.of(total(wage + loss).node) == (-5 * rows, rows * (HIGHEST_WAGE - 5))
    assert ranges.of(smallest(wage, otherwise=loss).node) == (-5, HIGHEST_WAGE)
    assert ranges.of(largest(wage, otherwise=quantity(2 * HIGHEST_WAGE, "tenge_quarter")).node) == (0, 2 * HIGHEST_WAGE)


def scaled(top: int, factor: int) -> Node:
    """A node that reaches the product exactly."""
    return build("mul", build("min", BILL, literal(top)), literal(factor))


def test_the_last_number_of_64_bits_passes_and_the_next_does_not() -> None:
    near = build("add", scaled(1, INT64_HIGH - 1), literal(1))
    Ranges().prove([near], [])
    with pytest.raises(OverflowPossible, match=rf"add may reach {INT64_HIGH + 1}, beyond 64 bits\. Narrow the range"):
        Ranges().prove([build("add", near, literal(1))], [])
    low = build("sub", literal(INT64_LOW + 1), scaled(1, 1))
    Ranges().prove([low], [])
    with pytest.raises(OverflowPossible, match=rf"^value of family\.gas_bill: sub may reach {INT64_LOW - 1}, beyond"):
        Ranges().prove([build("sub", low, literal(1))], [])


def test_an_overflow_on_the_way_is_found_too() -> None:
    product = build("mul", build("mul", WAGE, WAGE), WAGE)
    capped = build("min", product, literal(1))
    assert Ranges().of(capped) == (0, 1)
    with pytest.raises(OverflowPossible, match=r"^value of person\.wage: mul may reach"):
        Ranges().prove([capped], [])


def test_at_most_four_facts_are_named() -> None:
    names = ("gas_bill", "lift_bill", "phone_bill", "heating_bill", "hot_water_bill")
    least = greater(*(getattr(family, name) for name in names)).node
    with pytest.raises(OverflowPossible) as refused:
        Ranges().prove([build("add", least, literal(INT64_HIGH))], [])
    assert refused.value.where == "value of " + ", ".join(f"family.{name}" for name in names[:4])
    constant = build("add", literal(INT64_HIGH), intern_node("gap", ("mci", "on", "social"), "int", None))
    with pytest.raises(OverflowPossible, match=r"^value of constants: add may reach"):
        Ranges().prove([constant], [])


def test_divisors() -> None:
    one = build("max", BILL, literal(1))
    Ranges().prove([], [(one, "a.py:1")])
    with pytest.raises(RuleError, match=r"^a\.py:2: a divisor may be 0\. Bound it: greater\(1, x\), in its unit\.$"):
        Ranges().prove([], [(one, "a.py:1"), (BILL, "a.py:2")])
    with pytest.raises(RuleError, match=r"a divisor may be -[1-9][0-9]*\."):
        Ranges().prove([], [(build("sub", literal(0), BILL), "a.py:1")])


@given(st.lists(st.integers(0, HIGHEST_WAGE), max_size=4), st.integers(0, HIGHEST_BILL), st.booleans())
def test_values_lie_inside_their_ranges(wages: list[int], bill: int, refused: bool) -> None:
    numbers = (
        total(plain(person.wage) - plain(family.gas_bill)),
        smallest(person.wage - quantity(7, "tenge_quarter")),
        plain(count(person, plain(person.wage) > plain(family.gas_bill))),
        when(family.survey_refused, plain(family.gas_bill) * -3, plain(largest(person.wage)) / 7),
    )
    rows = tuple({"wage": wage} for wage in wages)
    interpreter = Interpreter(Case({"gas_bill": bill, "survey_refused": refused}, {"person": rows}), Ranges())
    for number in numbers:
        low, high = Ranges().of(number.node)
        assert low <= interpreter.value(number.node)[0] <= high
