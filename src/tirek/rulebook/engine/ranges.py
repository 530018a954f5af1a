"""Proof, before anything runs, that no value can leave 64 bits and no divisor can be zero."""

from __future__ import annotations

from typing import Any

from tirek.rulebook.engine.errors import OverflowPossible, RuleError
from tirek.rulebook.engine.facts import find_fact, row_limits
from tirek.rulebook.engine.intervals import OPERATIONS, Interval, gap_bounds
from tirek.rulebook.engine.tree import INT64_HIGH, INT64_LOW, Node, walk


class Ranges:
    """Bounds of every node for all facts inside their declared ranges."""

    def __init__(self) -> None:
        self._known: dict[Node, Interval] = {}

    def of(self, node: Node) -> Interval:
        """Bounds of a node."""
        if node in self._known:
            return self._known[node]
        for inner in walk(node):
            if inner not in self._known:
                self._known[inner] = self._bounds(inner)
        return self._known[node]

    def prove(self, roots: list[Node], divisors: list[tuple[Node, str]]) -> None:
        """Check every node below the roots, and every divisor.

        Raises
        ------
        OverflowPossible
            If a value could leave 64 bits.
        RuleError
            If a divisor could be below 1.
        """
        for divisor, where in divisors:
            if self.of(divisor)[0] < 1:
                remedy = "Bound it: greater(1, x), in its unit."
                raise RuleError(where, f"a divisor may be {self.of(divisor)[0]}.", remedy)
        for node in walk(*roots):
            low, high = self.of(node)
            if low < INT64_LOW or high > INT64_HIGH:
                what = f"{node.op} may reach {high if high > INT64_HIGH else low}, beyond 64 bits."
                raise OverflowPossible(
                    _place(node), what, "Narrow the range of a fact of the register (facts/), or divide earlier."
                )

    def _bounds(self, node: Node) -> Interval:
        if node.op == "lit":
            return node.args[0], node.args[0]
        if node.op in ("fact", "fact_or"):
            fact = find_fact(node.args[0], node.args[1])
            return (False, True) if node.kind == "bool" else (fact.low, fact.high)
        if node.op == "gap":
            return gap_bounds(node)
        inner: list[Any] = [self._known[child] for child in node.children()]
        if node.op in OPERATIONS:
            return OPERATIONS[node.op](*inner)
        return any_rows(node, inner)


def any_rows(node: Node, inner: list[Any]) -> Interval:
    """Bounds of an aggregate over any number of rows, from the bounds of its value and condition for one row."""
    rows = row_limits()[node.args[0]]
    if node.op == "count":
        return 0, (rows if inner[0][1] else 0)
    value, condition, otherwise = inner[0], inner[1], inner[2] if node.op != "sum" else (0, 0)
    if not condition[1]:
        return otherwise
    reach = rows if node.op == "sum" else 1
    return min(otherwise[0], reach * value[0]), max(otherwise[1], reach * value[1])


def _place(node: Node) -> str:
    facts = [".".join(leaf.args[:2]) for leaf in walk(node) if leaf.op == "fact"]
    return f"value of {', '.join(facts[:4]) or 'constants'}"
