"""Simplification: shorter trees of the same value."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rulebook.engine.drawn import facts_read, programs, random_families, reference
from tirek.rulebook.engine.ranges import Ranges
from tirek.rulebook.engine.simplification import simplify
from tirek.rulebook.engine.tree import FALSE, INT64_HIGH, INT64_LOW, TRUE, ZERO, Node, build, fact_node, literal, walk

BORN, SEX = fact_node("person", "birth_date", "int"), fact_node("person", "sex", "int")
BILL, RESIDENCE = fact_node("family", "heating_bill", "int"), fact_node("person", "residence", "int")
WAGE = fact_node("person", "wage", "int")
AGE = build("floordiv", build("sub", literal(20201101), BORN), literal(10000))


def number(value: int) -> Node:
    return literal(value)


def one_of(value: Node, *codes: int) -> Node:
    made = FALSE
    for code in codes:
        made = build("or", made, build("eq", value, literal(code)))
    return made


CASES = [
    (build("lt", AGE, number(18)), build("le", number(20021102), BORN)),
    (build("le", number(63), AGE), build("le", BORN, number(19571101))),
    (build("le", build("mul", number(3), BILL), number(100)), build("le", BILL, number(33))),
    (build("lt", number(100), build("mul", BILL, number(3))), build("le", number(34), BILL)),
    (build("lt", build("add", number(5), BILL), number(9)), build("le", BILL, number(3))),
    (build("lt", build("sub", BILL, number(5)), ZERO), build("le", BILL, number(4))),
    (build("le", BILL, number(10**9)), TRUE),
    (build("lt", BILL, ZERO), FALSE),
    (build("not", build("lt", BILL, number(7))), build("le", number(7), BILL)),
    (build("not", build("eq", BILL, ZERO)), build("le", number(1), BILL)),
    (build("not", build("eq", SEX, number(1))), build("le", SEX, ZERO)),
    (one_of(RESIDENCE, 0, 1, 2, 3), build("le", RESIDENCE, number(3))),
    (one_of(RESIDENCE, 1, 2), build("and", build("le", number(1), RESIDENCE), build("le", RESIDENCE, number(2)))),
    (one_of(RESIDENCE, 0, 4), one_of(RESIDENCE, 0, 4)),
    (build("floordiv", build("add", build("mul", number(2), BILL), number(1)), number(2)), BILL),
    (
        build("floordiv", build("add", build("mul", number(120), BILL), number(100)), number(200)),
        build("floordiv", build("add", build("mul", number(3), BILL), number(2)), number(5)),
    ),
    (build("max", ZERO, BILL), BILL),
    (build("min", BILL, ZERO), ZERO),
    (build("min", BILL, number(10**9)), BILL),
]


@pytest.mark.parametrize(("given_", "expected"), CASES, ids=range(len(CASES)))
def test_it_is_as_short_as_it_can_be(given_: Node, expected: Node) -> None:
    assert simplify([given_])[given_] == expected


def test_what_belongs_to_the_family_stays_one_condition() -> None:
    orphan, debt = fact_node("person", "orphan", "bool"), fact_node("family", "overdue_debt", "bool")
    carer, refused = fact_node("person", "provides_care", "bool"), fact_node("family", "survey_refused", "bool")
    node = build("or", build("or", build("or", orphan, debt), carer), refused)
    assert simplify([node])[node] == build("or", build("or", orphan, carer), build("or", debt, refused))


def test_an_age_against_a_negative_multiple_is_left() -> None:
    node = build("le", build("mul", number(-3), BILL), number(-100))
    assert simplify([node])[node] is node


@given(programs(), st.integers(0, 2**32 - 1))
def test_the_value_stays_and_fits(outputs: dict[str, Node], seed: int) -> None:
    made = simplify(outputs.values())
    ranges = Ranges()
    for node in walk(*(made[node] for node in outputs.values())):
        low, high = ranges.of(node)
        assert low >= INT64_LOW
        assert high <= INT64_HIGH
    for case in random_families(seed, facts_read(outputs), most=5, families=4):
        assert reference({name: made[node] for name, node in outputs.items()}, case) == reference(outputs, case)
