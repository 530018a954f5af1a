"""Factoring: what belongs to the family leaves the rows, where 64 bits are proven, and the value stays the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rulebook.engine.drawn import facts_read, programs, random_families, reference
from tirek.rulebook.engine.factoring import (
    _row_choice,
    factor,
    family_parts,
    row_inputs,
    split_condition,
    substitute,
)
from tirek.rulebook.engine.ranges import Ranges
from tirek.rulebook.engine.tree import (
    AGGREGATES,
    FALSE,
    INT64_HIGH,
    INT64_LOW,
    ONE,
    TRUE,
    ZERO,
    Node,
    aggregate,
    build,
    fact_node,
    literal,
    walk,
)

WAGE, PENSION = fact_node("person", "wage", "int"), fact_node("person", "pension", "int")
GROUP = fact_node("person", "disability", "int")
BILL, TARIFF = fact_node("family", "heating_bill", "int"), fact_node("family", "gas_tariff", "int")
DEBT, REFUSED = fact_node("family", "overdue_debt", "bool"), fact_node("family", "survey_refused", "bool")
ORPHAN, STUDENT = fact_node("person", "orphan", "bool"), fact_node("person", "full_time_student", "bool")


def count(condition: Node) -> Node:
    return aggregate("count", "person", condition)


def total(value: Node, condition: Node = TRUE) -> Node:
    return aggregate("sum", "person", value, condition)


def both(*conditions: Node) -> Node:
    joined = TRUE
    for condition in conditions:
        joined = build("and", joined, condition)
    return joined


def mixed_aggregates(*roots: Node) -> list[Node]:
    """Aggregates whose rows read a value of the family."""
    return [node for node in walk(*roots) if node.op in AGGREGATES and family_parts(*row_inputs(node))]


CASES: Mapping[str, tuple[Node, Node]] = {
    "count": (count(both(DEBT, ORPHAN)), build("when", DEBT, count(ORPHAN), ZERO)),
    "count of all": (count(DEBT), build("when", DEBT, count(TRUE), ZERO)),
    "count either": (count(build("or", ORPHAN, DEBT)), build("when", DEBT, count(TRUE), count(ORPHAN))),
    "sum": (
        total(build("when", both(DEBT, ORPHAN), BILL, ZERO)),
        build("when", DEBT, build("mul", BILL, count(ORPHAN)), ZERO),
    ),
    "factor": (total(build("mul", GROUP, BILL), ORPHAN), build("mul", BILL, total(GROUP, ORPHAN))),
    "constant": (
        total(build("when", ORPHAN, literal(150000), ZERO)),
        build("mul", literal(150000), count(ORPHAN)),
    ),
    "addends": (
        total(build("add", BILL, WAGE), ORPHAN),
        build("add", build("mul", BILL, count(ORPHAN)), total(WAGE, ORPHAN)),
    ),
    "subtrahend": (
        total(build("sub", WAGE, BILL)),
        build("sub", total(WAGE), build("mul", BILL, count(TRUE))),
    ),
    "unless": (
        total(build("when", ORPHAN, ZERO, WAGE)),
        total(WAGE, build("not", ORPHAN)),
    ),
    "smallest": (
        aggregate("least", "person", WAGE, both(ORPHAN, DEBT), BILL),
        build("when", DEBT, aggregate("least", "person", WAGE, ORPHAN, BILL), BILL),
    ),
    "smallest of one": (
        aggregate("least", "person", TARIFF, ORPHAN, BILL),
        build("when", build("lt", ZERO, count(ORPHAN)), TARIFF, BILL),
    ),
    "family's choice": (
        total(build("when", DEBT, WAGE, PENSION)),
        build("when", DEBT, total(WAGE), total(PENSION)),
    ),
    "family's choice inside": (
        total(build("max", ZERO, build("sub", WAGE, build("when", DEBT, build("add", GROUP, ONE), ZERO)))),
        build(
            "when",
            DEBT,
            total(build("max", ZERO, build("sub", WAGE, build("add", GROUP, ONE)))),
            total(build("max", ZERO, WAGE)),
        ),
    ),
    "smallest of nobody": (aggregate("least", "person", WAGE, FALSE, BILL), BILL),
    "nobody": (count(both(ORPHAN, FALSE)), ZERO),
}


@pytest.mark.parametrize("name", CASES)
def test_what_belongs_to_the_family_leaves_the_rows(name: str) -> None:
    given_, expected = CASES[name]
    assert factor([given_])[given_] == expected


def test_a_choice_deep_inside_a_row_value_is_lifted() -> None:
    share = build("floordiv", build("add", build("when", ORPHAN, BILL, TARIFF), ONE), literal(2))
    node = total(build("max", ZERO, share), STUDENT)
    assert mixed_aggregates(node)
    assert not mixed_aggregates(factor([node])[node])


def test_a_choice_between_family_figures_inside_a_product_is_lifted() -> None:
    node = total(build("mul", build("when", ORPHAN, BILL, TARIFF), GROUP), STUDENT)
    made = factor([node])[node]
    assert not mixed_aggregates(made)
    assert made == build(
        "add",
        build("mul", BILL, total(GROUP, both(STUDENT, ORPHAN))),
        build("mul", TARIFF, total(GROUP, both(STUDENT, build("not", ORPHAN)))),
    )


def test_a_family_figure_compared_with_each_row_stays() -> None:
    node = count(build("lt", WAGE, BILL))
    assert factor([node])[node] is node


def test_a_plain_row_sum_stays_as_it_is() -> None:
    node = total(build("when", ORPHAN, WAGE, PENSION), STUDENT)
    assert factor([node])[node] is node


def test_what_would_leave_64_bits_stays() -> None:
    high = literal(2**59)
    node = total(build("sub", build("add", BILL, high), build("add", GROUP, high)))
    assert Ranges().of(node)[1] < INT64_HIGH
    assert factor([node])[node] is node


def test_inner_aggregates_are_freed_too() -> None:
    inner = count(both(ORPHAN, DEBT))
    outer = count(build("lt", WAGE, inner))
    made = factor([outer])[outer]
    assert made == count(build("lt", WAGE, build("when", DEBT, count(ORPHAN), ZERO)))


def test_a_condition_keeps_the_form_of_its_parts() -> None:
    rows = both(ORPHAN, STUDENT)
    assert split_condition(build("and", rows, both(DEBT, REFUSED))) == (both(DEBT, REFUSED), rows)
    assert split_condition(rows)[1] is rows


def test_substitute_replaces_wherever_it_stands() -> None:
    node = build("when", DEBT, count(both(ORPHAN, DEBT)), ZERO)
    assert substitute([node], {DEBT: REFUSED})[node] == build("when", REFUSED, count(both(ORPHAN, REFUSED)), ZERO)
    assert substitute([node], {DEBT: TRUE})[node] == count(ORPHAN)
    assert substitute([node], {WAGE: ZERO})[node] is node


def test_a_choice_inside_another_entitys_rows_is_not_lifted() -> None:
    orphan, refused = fact_node("person", "orphan", "bool"), fact_node("person", "measures_refused_on", "int")
    broken, cost = fact_node("family", "contract_broken_on", "int"), fact_node("claim", "cost", "int")
    people = aggregate("sum", "person", build("when", orphan, broken, refused), TRUE)
    assert _row_choice(build("min", cost, people)) is None
    own = build("when", fact_node("claim", "documented", "bool"), broken, cost)
    assert _row_choice(build("min", own, people)) is own


@given(programs(), st.integers(0, 2**32 - 1))
def test_the_value_stays_and_fits(outputs: dict[str, Node], seed: int) -> None:
    made = factor(outputs.values())
    ranges = Ranges()
    for node in walk(*(made[node] for node in outputs.values())):
        low, high = ranges.of(node)
        assert low >= INT64_LOW
        assert high <= INT64_HIGH
    families: list[dict[str, Any]] = random_families(seed, facts_read(outputs), most=5, families=4)
    for case in families:
        assert reference({name: made[node] for name, node in outputs.items()}, case) == reference(outputs, case)
