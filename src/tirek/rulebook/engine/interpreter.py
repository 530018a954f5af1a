"""The tracing interpreter: every node of a program for one family, as bounds. Written apart from the compiled back ends, so
that each proves the other."""

from __future__ import annotations

from typing import Any

from tirek.rulebook.engine.case import Case
from tirek.rulebook.engine.intervals import (
    OPERATIONS,
    Interval,
    count_rows,
    extreme_rows,
    gap_bounds,
    sum_rows,
)
from tirek.rulebook.engine.program import Program
from tirek.rulebook.engine.ranges import Ranges, any_rows
from tirek.rulebook.engine.tree import Node

Cell = Interval | list[Interval]
"""Bounds of a family's node; one a row of a row's node; those of any row where the rows themselves are unknown."""


class Interpreter:
    """Values of nodes for one family; computed when asked, each once.

    Examples
    --------
    >>> from tirek.rulebook.engine.tree import build, literal
    >>> Interpreter(Case({}, {}), Ranges()).value(build("add", literal(2), literal(3)))
    (5, 5)
    """

    def __init__(self, case: Case, ranges: Ranges) -> None:
        self.case = case
        self._ranges = ranges
        self._cells: dict[Node, Cell] = {}
        self.traced: dict[str, Any] = {}
        """Steps traced so far, by name (see ``trace``)."""

    def value(self, node: Node) -> Interval:
        """Bounds of a node that belongs to the family."""
        cell = self.cell(node)
        assert isinstance(cell, tuple)
        return cell

    def row_value(self, node: Node, index: int) -> Interval:
        """Bounds of a node for one row; a family's node has one value for all rows."""
        cell = self.cell(node)
        return cell[index] if isinstance(cell, list) else cell

    def cell(self, node: Node) -> Cell:
        """Value or values of any node."""
        cells = self._cells
        waiting = [] if node in cells else [node]
        while waiting:
            last = waiting[-1]
            unknown = [child for child in last.inner if child not in cells]
            if unknown:
                waiting.extend(unknown)
            else:
                cells[waiting.pop()] = self._compute(last)
        return cells[node]

    def row_count(self, entity: str) -> int | None:
        """How many rows the family has; None where that is unknown."""
        rows = self.case.rows.get(entity)
        return None if rows is None else len(rows)

    def _compute(self, node: Node) -> Cell:
        if node.op in OPERATIONS:
            return self._operation(node)
        if node.op == "lit":
            return node.args[0], node.args[0]
        if node.op == "fact":
            return self._fact(node)
        if node.op == "gap":
            return gap_bounds(node)
        return self._aggregate(node)

    def _fact(self, node: Node) -> Cell:
        entity, name = node.args
        unknown = self._ranges.of(node)
        if entity == "family":
            value = self.case.family.get(name)
            return unknown if value is None else (value, value)
        rows = self.case.rows.get(entity)
        if rows is None:
            return unknown
        found = (row.get(name) for row in rows)
        return [unknown if value is None else (value, value) for value in found]

    def _operation(self, node: Node) -> Cell:
        operation = OPERATIONS[node.op]
        cells = [self._cells[child] for child in node.inner]
        count = None if node.entity in (None, "family") else self.row_count(str(node.entity))
        if count is None:
            return operation(*cells)
        columns: list[Any] = [cell if isinstance(cell, list) else [cell] * count for cell in cells]
        return [operation(*row) for row in zip(*columns, strict=True)]

    def _aggregate(self, node: Node) -> Interval:
        count = self.row_count(node.args[0])
        if count is None:
            return any_rows(node, [self._cells[child] for child in node.children()])
        columns: list[Any] = []
        for child in node.children():
            cell = self._cells[child]
            columns.append(cell if isinstance(cell, list) else [cell] * count)
        if node.op == "count":
            return count_rows(columns[0])
        if node.op == "sum":
            return sum_rows(columns[0], columns[1])
        otherwise = self._cells[node.args[3]]
        assert isinstance(otherwise, tuple)
        return extreme_rows(min if node.op == "least" else max, columns[0], columns[1], otherwise)


def settled(bounds: Interval) -> bool:
    """Whether bounds have met."""
    return bool(bounds[0] == bounds[1])


def interpret(program: Program, case: Case) -> Interpreter:
    """An interpreter of a program's nodes for a case."""
    return Interpreter(case, program.ranges)
