"""Lowering: bounds as trees, equal to `intervals` for every fact, and no larger than they must be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rulebook.engine.drawn import facts_read, programs, random_families, reference
from tirek.rulebook.engine.fact_limits import TABLES
from tirek.rulebook.engine.intervals import OPERATIONS
from tirek.rulebook.engine.lowering import bounded_outputs, lower_bounds
from tirek.rulebook.engine.tree import (
    FALSE,
    ONE,
    TRUE,
    ZERO,
    Node,
    aggregate,
    build,
    fact_node,
    intern_node,
    literal,
    walk,
)

WAGE, PENSION = fact_node("person", "wage", "int"), fact_node("person", "pension", "int")
BILL, ORPHAN = fact_node("family", "heating_bill", "int"), fact_node("person", "orphan", "bool")
DISABILITY = fact_node("person", "disability", "int")
GAP = intern_node("gap", ("median_income", "on", "social"), "int", None)
NULLABLE = frozenset({("person", "wage"), ("family", "heating_bill"), ("person", "orphan"), ("person", "disability")})
WAGE_LOW, WAGE_HIGH = (intern_node("fact_or", ("person", "wage", v), "int", "person") for v in (0, 100000000000))
ORPHAN_LOW, ORPHAN_HIGH = (intern_node("fact_or", ("person", "orphan", v), "bool", "person") for v in (False, True))


def lowered(node: Node) -> tuple[Node, Node]:
    return lower_bounds([node], NULLABLE)[node]


def plain_value(root: Node, case: Mapping[str, Any]) -> Any:
    """Value of a lowered tree for one family: nothing in it is unknown any more."""
    cells: dict[Node, Any] = {}
    for node in walk(root):
        assert node.op != "gap"
        if node.op == "fact_or":
            entity, name, otherwise = node.args
            rows = [case["family"]] if entity == "family" else case[TABLES[entity]]
            made = [otherwise if row[name] is None else row[name] for row in rows]
            cells[node] = made[0] if entity == "family" else made
        elif node.op == "fact":
            entity, name = node.args
            cells[node] = case["family"][name] if entity == "family" else [row[name] for row in case[TABLES[entity]]]
        else:
            cells[node] = _plain_operation(node, cells, case)
    return cells[root]


def _plain_operation(node: Node, cells: Mapping[Node, Any], case: Mapping[str, Any]) -> Any:
    if node.op == "lit":
        return node.args[0]
    below = [cells[child] for child in node.children()]
    if node.op in OPERATIONS:
        if not any(isinstance(cell, list) for cell in below):
            return OPERATIONS[node.op](*((cell, cell) for cell in below))[0]
        size = len(next(cell for cell in below if isinstance(cell, list)))
        columns = [cell if isinstance(cell, list) else [cell] * size for cell in below]
        return [OPERATIONS[node.op](*((cell, cell) for cell in row))[0] for row in zip(*columns, strict=True)]
    size = len(case[TABLES[node.args[0]]])
    columns = [cell if isinstance(cell, list) else [cell] * size for cell in below]
    if node.op == "count":
        return sum(columns[0])
    fitting = [value for value, fits in zip(columns[0], columns[1], strict=True) if fits]
    if node.op == "sum":
        return sum(fitting)
    return (min if node.op == "least" else max)(fitting, default=below[2])


@given(programs(gaps=True), st.integers(0, 2**32 - 1))
def test_bounds_are_those_of_intervals(outputs: dict[str, Node], seed: int) -> None:
    facts = facts_read(outputs)
    nullable = frozenset(facts)
    bounds = lower_bounds(outputs.values(), nullable)
    for case in random_families(seed, facts, nullable, most=5, families=4):
        expected = reference(outputs, case)
        for name, node in outputs.items():
            low, high = (plain_value(side, case) for side in bounds[node])
            assert (low, high) == expected[name]


def test_what_is_known_keeps_itself() -> None:
    known = build("add", PENSION, build("mul", literal(3), PENSION))
    assert lowered(known) == (known, known)
    half = build("add", known, WAGE)
    assert lowered(half) == (build("add", known, WAGE_LOW), build("add", known, WAGE_HIGH))


def test_a_gap_is_bounded_even_where_every_fact_is_known() -> None:
    assert lower_bounds([GAP])[GAP] == (ZERO, literal(10**9))


def test_a_product_of_what_is_not_negative_has_one_corner() -> None:
    low, high = lowered(build("mul", WAGE, PENSION))
    assert (low, high) == (build("mul", WAGE_LOW, PENSION), build("mul", WAGE_HIGH, PENSION))


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("other", [1, -1])
def test_a_product_of_known_signs_needs_no_choice(sign: int, other: int) -> None:
    node = build("mul", build("mul", literal(sign), WAGE), build("mul", literal(other), BILL))
    for side in lowered(node):
        assert not {part.op for part in walk(side)} & {"min", "max"}


def test_a_product_of_unknown_signs_needs_four_corners() -> None:
    balance = build("sub", WAGE, PENSION)
    low, _ = lowered(build("mul", balance, build("sub", BILL, literal(5))))
    assert [part.op for part in walk(low)].count("mul") == 4


def test_a_division_takes_the_opposite_end_of_the_divisor() -> None:
    divisor = build("max", ONE, WAGE)
    low, high = lowered(build("floordiv", BILL, divisor))
    assert (low.args[1], high.args[1]) == (build("max", ONE, WAGE_HIGH), build("max", ONE, WAGE_LOW))


def test_a_divisor_that_may_be_zero_is_at_least_one() -> None:
    low, _ = lowered(build("floordiv", PENSION, WAGE))
    assert low.args[1] == build("max", WAGE_HIGH, ONE)


def test_an_enumeration_is_compared_once_a_bound() -> None:
    low, high = lowered(build("eq", DISABILITY, literal(2)))
    assert low == build("eq", intern_node("fact_or", ("person", "disability", 0), "int", "person"), literal(2))
    assert high == build("eq", intern_node("fact_or", ("person", "disability", 2), "int", "person"), literal(2))
    assert lowered(build("eq", DISABILITY, ZERO))[0].args[0].args[2] == 4
    assert lowered(build("eq", DISABILITY, literal(9)))[0] is lowered(build("eq", DISABILITY, literal(9)))[1]


def test_a_choice_against_nothing_is_one_choice() -> None:
    low, high = lowered(build("when", ORPHAN, PENSION, ZERO))
    assert (low, high) == (build("when", ORPHAN_LOW, PENSION, ZERO), build("when", ORPHAN_HIGH, PENSION, ZERO))
    low, high = lowered(build("when", ORPHAN, ZERO, PENSION))
    assert (low, high) == (build("when", ORPHAN_HIGH, ZERO, PENSION), build("when", ORPHAN_LOW, ZERO, PENSION))


def test_a_sum_of_money_takes_sure_rows_and_possible_rows() -> None:
    assert lowered(aggregate("sum", "person", WAGE, ORPHAN)) == (
        aggregate("sum", "person", WAGE_LOW, ORPHAN_LOW),
        aggregate("sum", "person", WAGE_HIGH, ORPHAN_HIGH),
    )


def test_outputs_that_cannot_differ_keep_their_name() -> None:
    outputs = {"known": PENSION, "unknown": WAGE}
    bounds = lower_bounds(outputs.values(), NULLABLE)
    assert list(bounded_outputs(outputs, bounds)) == ["known", "unknown.low", "unknown.high"]


def test_constants_stay_constants() -> None:
    assert lowered(TRUE) == (TRUE, TRUE)
    assert lowered(build("and", ORPHAN, FALSE)) == (FALSE, FALSE)
