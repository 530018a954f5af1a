"""Every back end gives the same integers as a plain reference, on random rules and families."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import count, product
from typing import Any

import psycopg
from hypothesis import given
from hypothesis import strategies as st

from tests.rulebook.engine.drawn import Nullable, facts_read, programs, random_families, reference
from tests.rulebook.engine.snapshots import as_bounds, by_duckdb, by_polars, by_postgres, largest, snapshot
from tirek.rulebook.engine.ranges import Ranges
from tirek.rulebook.engine.scalar import compile_scalar
from tirek.rulebook.engine.tree import Node, build, fact_node, literal, walk

SEEDS = st.integers(0, 2**32 - 1)


def agree(
    outputs: Mapping[str, Node],
    families: list[dict[str, Any]],
    nullable: Nullable,
    postgres: psycopg.Connection[Any],
) -> None:
    """All back ends give what the reference gives, in any order of rows, together and one by one."""
    facts = facts_read(outputs)
    expected = [reference(outputs, case) for case in families]
    compiled = compile_scalar(outputs, nullable=nullable)
    assert [compiled.bounds(case) for case in families] == expected, compiled.source
    turned = [{part: rows if part == "family" else rows[::-1] for part, rows in case.items()} for case in families]
    assert [compiled.bounds(case) for case in turned] == expected
    sizes = largest(families)
    for shuffle in (None, 1):
        tables = snapshot(families, facts, shuffle)
        for columnar in (by_polars, by_duckdb, by_postgres(postgres)) if shuffle else (by_polars, by_duckdb):
            made = columnar(outputs, tables, sizes, nullable)
            assert [as_bounds(row, outputs) for row in made] == expected, columnar
    alone = by_polars(outputs, snapshot(families[:1], facts), {}, nullable)
    assert [as_bounds(row, outputs) for row in alone] == expected[:1]


@given(programs(), SEEDS)
def test_known_facts(postgres: psycopg.Connection[Any], outputs: dict[str, Node], seed: int) -> None:
    families = random_families(seed, facts_read(outputs))
    agree(outputs, families, frozenset(), postgres)


@given(programs(gaps=True), SEEDS, st.data())
def test_unknown_facts_and_gaps(
    postgres: psycopg.Connection[Any], outputs: dict[str, Node], seed: int, data: st.DataObject
) -> None:
    facts = facts_read(outputs)
    chosen = data.draw(st.lists(st.sampled_from(facts), unique=True)) if facts else []
    nullable = frozenset(chosen)
    agree(outputs, random_families(seed, facts, nullable), nullable, postgres)


NUMBERS = ("add", "sub", "mul", "floordiv", "min", "max", "when")
CONDITIONS = ("lt", "le", "eq", "and", "or", "not", "same", "choose")
BILL, TARIFF = fact_node("family", "heating_bill", "int"), fact_node("family", "gas_tariff", "int")
DEBT, REFUSED = fact_node("family", "overdue_debt", "bool"), fact_node("family", "survey_refused", "bool")


def places(op: str, fresh: Iterator[int]) -> list[Callable[[Node, Node], Node]]:
    """An operation with an operand (a number or a condition) in each place where it may stand; constants never repeat."""

    def asked() -> Node:
        return build("lt", TARIFF, literal(next(fresh)))

    def lower() -> Node:
        return build("sub", TARIFF, literal(next(fresh)))

    name = {"same": "eq", "choose": "when"}.get(op, op)
    return {
        "floordiv": [
            lambda number, _: build(name, number, literal(next(fresh))),
            lambda number, _: build(name, lower(), build("max", literal(1), number)),
        ],
        "when": [
            lambda number, condition: build(name, condition, TARIFF, lower()),
            lambda number, _: build(name, asked(), number, TARIFF),
            lambda number, _: build(name, asked(), TARIFF, number),
        ],
        "choose": [
            lambda _, condition: build(name, condition, DEBT, asked()),
            lambda _, condition: build(name, asked(), condition, REFUSED),
            lambda _, condition: build(name, asked(), REFUSED, condition),
        ],
        "not": [lambda _, condition: build(name, condition)],
    }.get(
        op,
        [lambda _, condition: build(name, condition, asked()), lambda _, condition: build(name, REFUSED, condition)]
        if op in CONDITIONS[3:]
        else [lambda number, _: build(name, number, TARIFF), lambda number, _: build(name, lower(), number)],
    )


def nested_operations() -> dict[str, Node]:
    """Each pair of operations in every place, each used once, so that nothing gets a name; those proven to fit 64 bits."""
    fresh = count(1000, 7)
    nodes: list[Node] = []
    for inner, outer in product((*NUMBERS, *CONDITIONS), repeat=2):
        for within, around in product(places(inner, fresh), places(outer, fresh)):
            node = within(build("sub", BILL, literal(next(fresh))), build("le", BILL, literal(next(fresh))))
            number = node if node.kind == "int" else build("when", node, BILL, literal(next(fresh)))
            condition = node if node.kind == "bool" else build("lt", node, literal(next(fresh)))
            nodes.append(around(number, condition))
    ranges = Ranges()
    proven = [node for node in nodes if all(-(2**63) <= end < 2**63 for part in walk(node) for end in ranges.of(part))]
    assert len(proven) > 0.9 * len(nodes)
    return {f"out.{index}": node for index, node in enumerate(proven)}


def test_every_operation_inside_every_other(postgres: psycopg.Connection[Any]) -> None:
    """No text may lose a parenthesis."""
    outputs = nested_operations()
    agree(outputs, random_families(11, facts_read(outputs), most=1, families=30), frozenset(), postgres)
