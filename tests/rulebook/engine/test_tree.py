"""Nodes are interned and folded, and folding never changes a value."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tirek.rulebook.engine.case import Case
from tirek.rulebook.engine.interpreter import Interpreter
from tirek.rulebook.engine.ranges import Ranges
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
    joined_entity,
    literal,
    rebuild,
    walk,
)

BILL, LIFT = fact_node("family", "gas_bill", "int"), fact_node("family", "lift_bill", "int")
ASKED, DEBT = fact_node("family", "survey_refused", "bool"), fact_node("family", "overdue_debt", "bool")
WAGE, AREA = fact_node("person", "wage", "int"), fact_node("dwelling", "area", "int")


def test_equal_nodes_are_one_node() -> None:
    assert build("add", BILL, LIFT) is build("add", BILL, LIFT)
    assert build("add", BILL, LIFT) is not build("add", LIFT, BILL)
    assert literal(1) is ONE
    assert literal(1) is not TRUE
    assert literal(0) is not FALSE
    assert literal(True).kind == "bool"


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (build("and", ASKED, FALSE), FALSE),
        (build("and", FALSE, ASKED), FALSE),
        (build("and", TRUE, ASKED), ASKED),
        (build("and", ASKED, TRUE), ASKED),
        (build("and", ASKED, ASKED), ASKED),
        (build("or", ASKED, TRUE), TRUE),
        (build("or", TRUE, ASKED), TRUE),
        (build("or", FALSE, ASKED), ASKED),
        (build("or", ASKED, FALSE), ASKED),
        (build("or", ASKED, ASKED), ASKED),
        (build("not", build("not", ASKED)), ASKED),
        (build("when", ASKED, BILL, BILL), BILL),
        (build("when", TRUE, BILL, LIFT), BILL),
        (build("when", FALSE, BILL, LIFT), LIFT),
        (build("when", ASKED, TRUE, FALSE), ASKED),
        (build("mul", BILL, ZERO), ZERO),
        (build("mul", ZERO, BILL), ZERO),
        (build("mul", ONE, BILL), BILL),
        (build("mul", BILL, ONE), BILL),
        (build("add", ZERO, BILL), BILL),
        (build("add", BILL, ZERO), BILL),
        (build("sub", BILL, ZERO), BILL),
        (build("floordiv", BILL, ONE), BILL),
        (build("min", BILL, BILL), BILL),
        (build("max", BILL, BILL), BILL),
        (build("floordiv", literal(-7), literal(2)), literal(-4)),
        (build("when", TRUE, literal(1), literal(2)), ONE),
        (build("not", TRUE), FALSE),
        (build("and", TRUE, FALSE), FALSE),
        (build("and", TRUE, TRUE), TRUE),
        (build("or", TRUE, FALSE), TRUE),
        (build("or", FALSE, FALSE), FALSE),
        (build("when", FALSE, literal(1), literal(2)), literal(2)),
    ],
)
def test_folded(made: Node, expected: Node) -> None:
    assert made is expected


@pytest.mark.parametrize(
    "made",
    [
        build("sub", ZERO, BILL),
        build("floordiv", ONE, BILL),
        build("floordiv", ONE, ZERO),
        build("and", ASKED, DEBT),
        build("or", ASKED, DEBT),
        build("when", ASKED, FALSE, TRUE),
        build("when", ASKED, TRUE, DEBT),
        build("when", ASKED, DEBT, FALSE),
        build("when", ASKED, BILL, LIFT),
        build("min", BILL, LIFT),
        build("max", BILL, LIFT),
        build("eq", BILL, BILL),
    ],
)
def test_not_folded(made: Node) -> None:
    assert made.op not in ("lit", "fact")


@given(
    st.sampled_from(["add", "sub", "mul", "min", "max", "lt", "le", "eq"]),
    st.sampled_from([-1, 0, 1, 2]),
    st.sampled_from([-1, 0, 1, 2]),
)
def test_folding_keeps_the_value(op: str, x: int, y: int) -> None:
    interpreter = Interpreter(Case({"gas_bill": x, "lift_bill": y}, {}), Ranges())
    values = {interpreter.value(build(op, a, b)) for a, b in ((BILL, LIFT), (literal(x), LIFT), (BILL, literal(y)))} | {
        interpreter.value(build(op, literal(x), literal(y)))
    }
    assert len(values) == 1


@pytest.mark.parametrize(
    ("op", "kind"),
    [("lt", "bool"), ("le", "bool"), ("eq", "bool"), ("add", "int"), ("min", "int"), ("floordiv", "int")],
)
def test_kinds(op: str, kind: str) -> None:
    assert build(op, BILL, LIFT).kind == kind
    assert build("when", ASKED, DEBT, build("not", DEBT)).kind == "bool"
    assert build("when", ASKED, BILL, LIFT).kind == "int"


def test_whose_value_it_is() -> None:
    assert joined_entity() is None
    assert joined_entity(ONE) is None
    assert joined_entity(BILL, ONE) == "family"
    assert joined_entity(BILL, WAGE) == "person"
    assert aggregate("sum", "person", WAGE, TRUE).entity == "family"
    with pytest.raises(ValueError, match=r"^dwelling and person$"):
        joined_entity(WAGE, AREA)


def test_walk_gives_children_first_and_each_once() -> None:
    shared = build("add", BILL, LIFT)
    root = build("mul", shared, build("sub", shared, BILL))
    order = walk(root, shared)
    assert len(order) == len(set(order)) == 5
    assert order[0] is BILL
    assert order[1] is LIFT
    assert order[-1] is root
    for node in order:
        assert all(order.index(child) < order.index(node) for child in node.children())


def test_a_deep_tree_needs_no_deep_stack() -> None:
    node = BILL
    for number in range(5000):
        node = build("add", build("mul", node, LIFT), literal(number + 1))
    assert len(walk(node)) == 15002


def test_rebuild_folds_again() -> None:
    assert rebuild(build("add", BILL, LIFT), [ZERO, LIFT]) is LIFT
    assert rebuild(BILL, []) is BILL
    wages = aggregate("sum", "person", WAGE, TRUE)
    assert rebuild(wages, [WAGE, FALSE]) is aggregate("sum", "person", WAGE, FALSE)


def test_shown() -> None:
    assert repr(build("lt", ZERO, BILL)) == "lt(lit(0), fact('family', 'gas_bill'))"


@pytest.mark.parametrize("write", [lambda: intern_node("gap", ("x", "on", "social"), "int", None)])
def test_nodes_without_children(write: Callable[[], Any]) -> None:
    assert list(write().children()) == []
    assert write() is write()
