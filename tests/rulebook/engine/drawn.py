"""Random rule trees and random populations, and the plain reference they are evaluated by: straight from `intervals`."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any, Final

from hypothesis import strategies as st

from tirek.rulebook.engine.fact_limits import TABLES
from tirek.rulebook.engine.facts import ENTITIES, Fact, find_fact
from tirek.rulebook.engine.intervals import OPERATIONS, Interval, count_rows, extreme_rows, sum_rows
from tirek.rulebook.engine.parameters import GAP_RANGE
from tirek.rulebook.engine.ranges import Ranges
from tirek.rulebook.engine.tree import (
    INT64_HIGH,
    INT64_LOW,
    ONE,
    Node,
    aggregate,
    build,
    fact_node,
    intern_node,
    literal,
    walk,
)

FACTS: Final = {
    "family": ("heating_bill", "gas_tariff", "contract_broken_on", "overdue_debt", "survey_refused"),
    "person": ("birth_date", "wage", "pension", "disability", "measures_refused_on", "full_time_student", "orphan"),
    "dwelling": ("area", "tenure", "residence"),
    "vehicle": ("kind",),
    "claim": ("cost", "kind", "documented"),
}
ROWS: Final = ENTITIES[1:]
CONSTANTS: Final = (0, 1, 2, 3, 5, 7, 60, 100, 2778, 31183, 10000, 20201101, 20040229, -1, -3, -1000, 2**31, 2**40)
Case = Mapping[str, Any]
Nullable = frozenset[tuple[str, str]]


class Grower:
    """Grows a tree from below: pools of values by entity and kind, new ones made of old ones."""

    def __init__(self, draw: st.DrawFn, gaps: bool) -> None:
        self.draw, self.ranges = draw, Ranges()
        self.pools: dict[tuple[str, str], list[Node]] = {(e, kind): [] for e in ENTITIES for kind in ("int", "bool")}
        for entity, names in FACTS.items():
            for name in names:
                kind = "bool" if find_fact(entity, name).type == "boolean" else "int"
                self.pools[entity, kind].append(fact_node(entity, name, kind))
        if gaps:
            self.pools["family", "int"].append(intern_node("gap", ("median_income", "on", "social"), "int", None))

    def number(self, low: int, high: int) -> int:
        return self.draw(st.integers(low, high))

    def pick(self, entity: str, kind: str) -> Node:
        """A value of the entity, often a late one; sometimes the family's, or a constant."""
        where = self.number(0, 9)
        if where == 9 or not self.pools[entity, kind]:
            if kind == "bool":
                return build("eq", self.pick(entity, "int"), self.constant())
            return self.constant()
        pool = self.pools["family" if where in (6, 7, 8) else entity, kind]
        return pool[-1 - min(self.number(0, len(pool) - 1), self.number(0, len(pool) - 1))]

    def constant(self) -> Node:
        return literal(self.draw(st.sampled_from(CONSTANTS)))

    def grow(self) -> None:
        """Add one value to a pool; a value that could leave 64 bits is divided first."""
        entity = self.draw(st.sampled_from(("person", "person", "family", "family", "dwelling", "claim", "vehicle")))
        kind = self.draw(st.sampled_from(("int", "int", "bool")))
        if entity == "family" and kind == "int" and self.number(0, 2):
            made = self.aggregated(self.draw(st.sampled_from(("person", "person", "dwelling", "vehicle", "claim"))))
        elif kind == "int":
            made = self.whole(entity)
        else:
            made = self.condition(entity)
        low, high = self.ranges.of(made)
        if low < INT64_LOW or high > INT64_HIGH:
            return
        owner = made.entity or "family"
        self.pools[owner, made.kind].append(made)

    def whole(self, entity: str) -> Node:
        op = self.draw(st.sampled_from(("add", "sub", "mul", "floordiv", "min", "max", "when", "when")))
        a, b = self.pick(entity, "int"), self.pick(entity, "int")
        if op == "floordiv":
            return build(op, a, b if self.ranges.of(b)[0] >= 1 else build("max", ONE, b))
        if op == "when":
            return build(op, self.pick(entity, "bool"), a, b)
        return build(op, a, b)

    def condition(self, entity: str) -> Node:
        op = self.draw(st.sampled_from(("lt", "le", "eq", "and", "or", "not", "same", "when")))
        if op in ("lt", "le", "eq"):
            return build(op, self.pick(entity, "int"), self.pick(entity, "int"))
        a, b = self.pick(entity, "bool"), self.pick(entity, "bool")
        if op == "when":
            return build(op, self.pick(entity, "bool"), a, b)
        return build("not", a) if op == "not" else build("eq" if op == "same" else op, a, b)

    def aggregated(self, entity: str) -> Node:
        op = self.draw(st.sampled_from(("sum", "sum", "count", "count", "least", "greatest")))
        condition = self.pick(entity, "bool")
        if op == "count":
            return aggregate(op, entity, condition)
        value = self.pick(entity, "int")
        if op == "sum":
            return aggregate(op, entity, value, condition)
        return aggregate(op, entity, value, condition, self.pick("family", "int"))


@st.composite
def programs(draw: st.DrawFn, gaps: bool = False) -> dict[str, Node]:
    """Outputs of a random program: values of the family, sharing parts."""
    grower = Grower(draw, gaps)
    for _ in range(draw(st.integers(1, 5)) * 8):
        grower.grow()
    found = [node for kind in ("int", "bool") for node in grower.pools["family", kind] if node.op != "fact"]
    weighty = sorted((node for node in found if node.op not in ("gap", "lit")), key=lambda node: -len(walk(node)))
    chosen = weighty[:5] or [aggregate("count", "person", literal(True))]
    return {f"out.{index}": node for index, node in enumerate(chosen)}


def facts_read(outputs: Mapping[str, Node]) -> list[tuple[str, str]]:
    """Facts that the outputs read."""
    return sorted({leaf.args for leaf in walk(*outputs.values()) if leaf.op == "fact"})


def random_value(chance: random.Random, fact: Fact) -> int | bool:
    """A legal value: often an end of the range, often small, else anything."""
    if fact.type == "boolean":
        return chance.random() < 0.5
    kind = chance.randrange(4)
    if kind == 0:
        return chance.choice((fact.low, fact.high))
    if kind == 1:
        return min(fact.high, max(fact.low, chance.choice(CONSTANTS)))
    if kind == 2:
        return chance.randint(fact.low, min(fact.high, fact.low + 10))
    return chance.randint(fact.low, fact.high)


def random_families(
    seed: int, facts: list[tuple[str, str]], nullable: Nullable = frozenset(), most: int = 20, families: int = 8
) -> list[dict[str, Any]]:
    """Families of 1 to `most` persons, with rows of every entity."""
    chance = random.Random(seed)

    def row(entity: str) -> dict[str, int | bool | None]:
        mine = [name for owner, name in facts if owner == entity]
        return {
            name: None
            if (entity, name) in nullable and chance.random() < 0.3
            else random_value(chance, find_fact(entity, name))
            for name in mine
        }

    return [
        {
            "family": row("family"),
            "persons": [row("person") for _ in range(chance.randint(1, most))],
            **{TABLES[e]: [row(e) for _ in range(chance.randint(0, 3))] for e in ROWS if e != "person"},
        }
        for _ in range(chance.randint(1, families))
    ]


def reference(outputs: Mapping[str, Node], case: Case) -> dict[str, Interval]:
    """Bounds of the outputs for one family, straight from `intervals`."""
    cells: dict[Node, Any] = {}
    for node in walk(*outputs.values()):
        cells[node] = _cell(node, cells, case)
    return {name: cells[node] for name, node in outputs.items()}


def _cell(node: Node, cells: Mapping[Node, Any], case: Case) -> Any:
    if node.op == "lit":
        return node.args[0], node.args[0]
    if node.op == "gap":
        return GAP_RANGE
    if node.op == "fact":
        entity, name = node.args
        if entity == "family":
            return _known(entity, name, case["family"][name])
        return [_known(entity, name, row[name]) for row in case[TABLES[entity]]]
    below = [cells[child] for child in node.children()]
    if node.op in OPERATIONS and node.entity in (None, "family"):
        return OPERATIONS[node.op](*below)
    size = len(case[TABLES[str(node.entity) if node.op in OPERATIONS else node.args[0]]])
    columns = [cell if isinstance(cell, list) else [cell] * size for cell in below]
    if node.op in OPERATIONS:
        return [OPERATIONS[node.op](*row) for row in zip(*columns, strict=True)]
    if node.op == "count":
        return count_rows(columns[0])
    if node.op == "sum":
        return sum_rows(columns[0], columns[1])
    return extreme_rows(min if node.op == "least" else max, columns[0], columns[1], below[2])


def _known(entity: str, name: str, value: int | bool | None) -> Interval:
    if value is not None:
        return value, value
    fact = find_fact(entity, name)
    return (False, True) if fact.type == "boolean" else (fact.low, fact.high)
