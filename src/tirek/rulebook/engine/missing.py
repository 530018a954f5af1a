"""What keeps a result undetermined: the unknown facts and unpublished parameters it still depends on."""

from __future__ import annotations

from dataclasses import dataclass

from tirek.rulebook.engine.facts import find_fact
from tirek.rulebook.engine.interpreter import Interpreter, settled
from tirek.rulebook.engine.intervals import OPERATIONS, Interval
from tirek.rulebook.engine.tree import Node


@dataclass(frozen=True)
class Missing:
    """One unknown thing on which a result still depends.

    Attributes
    ----------
    key : str
        ``person.wage``, ``persons`` (the rows themselves), or ``parameter.median_income``.
    rows : tuple of int
        Rows in which the fact is unknown; empty for the family.
    """

    key: str
    rows: tuple[int, ...] = ()


class _Search:
    def __init__(self, interpreter: Interpreter) -> None:
        self.interpreter = interpreter
        self.found: dict[str, set[int]] = {}
        self.seen: set[tuple[Node, int | None]] = set()

    def bounds(self, node: Node, row: int | None) -> Interval:
        return self.interpreter.value(node) if row is None else self.interpreter.row_value(node, row)

    def enter(self, node: Node, row: int | None) -> None:
        """Follow an unsettled node down to its unknown leaves."""
        if (node, row) in self.seen or settled(self.bounds(node, row)):
            return
        self.seen.add((node, row))
        if node.op == "gap":
            self.found.setdefault(f"parameter.{node.args[0]}", set())
        elif node.op == "fact":
            rows = {row} if row is not None and node.entity != "family" else set()
            self.found.setdefault(find_fact(*node.args).key, set()).update(rows)
        elif node.op in OPERATIONS:
            for child in self.open_children(node, row):
                self.enter(child, row)
        else:
            self.enter_rows(node)

    def open_children(self, node: Node, row: int | None) -> list[Node]:
        """Children that still matter: a branch that a known condition has closed is not asked about."""
        children = list(node.children())
        if node.op != "when":
            return children
        condition = self.bounds(children[0], row)
        if condition[0]:
            return [children[1]]
        return children if condition[1] else [children[2]]

    def enter_rows(self, node: Node) -> None:
        """Follow an aggregate into the rows that may count."""
        entity = node.args[0]
        count = self.interpreter.row_count(entity)
        if count is None:
            self.found.setdefault(f"{entity}s", set())
            return
        condition = node.args[1] if node.op == "count" else node.args[2]
        for row in range(count):
            self.enter(condition, row)
            if node.op != "count" and self.bounds(condition, row)[1]:
                self.enter(node.args[1], row)
        if node.op in ("least", "greatest"):
            self.enter(node.args[3], None)


def missing_for(interpreter: Interpreter, *nodes: Node) -> list[Missing]:
    """Facts and parameters that keep nodes of the family undetermined, in the order in which the rule asks for them."""
    search = _Search(interpreter)
    for node in nodes:
        search.enter(node, None)
    return [Missing(key, tuple(sorted(rows))) for key, rows in search.found.items()]
