"""Algebra on aggregates, so that one pass over the rows is enough: what belongs to the family leaves the rows.

A count or sum that reads a family's value (an income test inside a count of pensioners) would need that value on every row, and
so a join. Most leave by algebra: ``count(F and P) = when(F, count(P), 0)``, ``sum(F x p) = F x sum(p)``. Every rewritten
node is proven to stay within 64 bits; what cannot be rewritten, or would not gain, stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from tirek.rulebook.engine.ranges import Ranges
from tirek.rulebook.engine.tree import (
    AGGREGATES,
    FALSE,
    INT64_HIGH,
    INT64_LOW,
    TRUE,
    ZERO,
    Node,
    aggregate,
    build,
    rebuild,
    walk,
)

SPLITS = 3
"""How many family conditions or row choices one aggregate may be split on; each can double it."""


def substitute(nodes: Iterable[Node], mapping: Mapping[Node, Node]) -> dict[Node, Node]:
    """Every node below the given ones with some nodes replaced, wherever they stand.

    Examples
    --------
    >>> from tirek.rulebook.engine.tree import fact_node
    >>> gets = fact_node("family", "receives.child_supplement", "bool")
    >>> root = build("when", gets, build("add", ZERO, fact_node("family", "gas_bill", "int")), ZERO)
    >>> substitute([root], {gets: TRUE})[root]
    fact('family', 'gas_bill')
    """
    done: dict[Node, Node] = dict(mapping)
    for node in walk(*nodes):
        if node not in done:
            children = [done[child] for child in node.children()]
            done[node] = node if children == list(node.children()) else rebuild(node, children)
    return done


def factor(nodes: Iterable[Node], ranges: Ranges | None = None) -> dict[Node, Node]:
    """Every node below the given ones, with aggregates freed of what belongs to the family.

    Parameters
    ----------
    nodes : iterable of Node
        Trees without gaps (see ``lowering``).
    ranges : Ranges, optional
        Ranges already known, to be used again.
    """
    factoring = _Factoring(ranges or Ranges())
    done: dict[Node, Node] = {}
    for node in walk(*nodes):
        children = [done[child] for child in node.children()]
        made = node if children == list(node.children()) else rebuild(node, children)
        done[node] = factoring.rewritten(made) if made.op in AGGREGATES else made
    return done


def is_row(node: Node) -> bool:
    """Whether the value differs from row to row of a family."""
    return node.entity not in (None, "family")


def family_parts(*roots: Node) -> list[Node]:
    """Values of the family that row trees read: the largest nodes below the roots that are the family's."""
    found: dict[Node, None] = {}
    seen: set[Node] = set()
    stack = list(roots)
    while stack:
        node = stack.pop()
        if node in seen:
            continue
        seen.add(node)
        if node.entity == "family":
            found[node] = None
        elif is_row(node):
            stack.extend(node.children())
    return list(found)


def split_condition(condition: Node) -> tuple[Node, Node]:
    """A condition as what the family must fulfil and what the row must; parts without the family keep their form.

    Examples
    --------
    >>> from tirek.rulebook.engine.tree import fact_node
    >>> debt, orphan = fact_node("family", "overdue_debt", "bool"), fact_node("person", "orphan", "bool")
    >>> split_condition(build("and", orphan, debt)) == (debt, orphan)
    True
    """
    if not is_row(condition):
        return condition, TRUE
    if condition.op != "and":
        return TRUE, condition
    (family_a, row_a), (family_b, row_b) = map(split_condition, condition.args)
    return build("and", family_a, family_b), build("and", row_a, row_b)


def row_inputs(node: Node) -> tuple[Node, ...]:
    """What an aggregate reads of each row: its value and condition, without the fallback."""
    return tuple(list(node.children())[:2])


class _Factoring:
    """Rewrites one aggregate; ``made`` gathers the aggregates of the attempt."""

    def __init__(self, ranges: Ranges) -> None:
        self.ranges = ranges
        self.made: list[Node] = []
        self.known: dict[Node, Node] = {}

    def rewritten(self, node: Node) -> Node:
        """The aggregate in its best form; itself where nothing is gained or 64 bits are not proven."""
        if node not in self.known:
            self.made = []
            candidate = self._attempt(node)
            gained = not any(family_parts(*row_inputs(made)) for made in self.made)
            self.known[node] = candidate if gained and self._fits(candidate) else node
        return self.known[node]

    def _attempt(self, node: Node) -> Node:
        entity, *args = node.args
        if node.op == "count":
            return self._under(args[0], lambda rows: self._count(entity, rows, SPLITS), ZERO)
        if node.op == "sum":
            return self._sum(entity, args[0], args[1], SPLITS)
        value, condition, otherwise = args
        return self._under(condition, lambda rows: self._extreme(node.op, entity, value, rows, otherwise), otherwise)

    def _fits(self, root: Node) -> bool:
        return all(low >= INT64_LOW and high <= INT64_HIGH for low, high in map(self.ranges.of, walk(root)))

    def _make(self, op: str, entity: str, *args: Node) -> Node:
        made = aggregate(op, entity, *args)
        self.made.append(made)
        return made

    def _under(self, condition: Node, rest: Callable[[Node], Node], otherwise: Node) -> Node:
        """Take the family's conditions out of the rows' condition."""
        outside, inside = split_condition(condition)
        if outside is FALSE:
            return otherwise
        return build("when", outside, rest(inside), otherwise)

    def _count(self, entity: str, rows: Node, splits: int) -> Node:
        asked = _family_condition(rows) if splits else None
        if asked is None:
            return self._make("count", entity, rows)
        return self._either(asked, [rows], lambda each: self._counted(entity, each[0], splits - 1))

    def _counted(self, entity: str, condition: Node, splits: int) -> Node:
        return self._under(condition, lambda rows: self._count(entity, rows, splits), ZERO)

    def _sum(self, entity: str, value: Node, condition: Node, splits: int) -> Node:
        return self._under(condition, lambda rows: self._total(entity, value, rows, splits), ZERO)

    def _total(self, entity: str, value: Node, rows: Node, splits: int) -> Node:
        """Sum of a value over rows, with the value taken apart."""
        if value is ZERO:
            return ZERO
        if not is_row(value):
            return build("mul", value, self._count(entity, rows, splits))
        if value.op == "when":
            return self._chosen(entity, value, rows, splits)
        if value.op == "mul":
            for factor_, rest in (value.args, value.args[::-1]):
                if not is_row(factor_):
                    return build("mul", factor_, self._total(entity, rest, rows, splits))
        if value.op in ("add", "sub") and family_parts(value):
            a, b = (self._total(entity, part, rows, splits) for part in value.args)
            return build(value.op, a, b)
        asked = _family_condition(value, rows) if splits else None
        if asked is not None:
            return self._either(asked, [value, rows], lambda each: self._sum(entity, each[0], each[1], splits - 1))
        choice = _row_choice(value) if splits and family_parts(value) else None
        if choice is not None:
            lifted = (substitute([value], {choice: branch})[value] for branch in choice.args[1:])
            return self._chosen(entity, build("when", choice.args[0], *lifted), rows, splits - 1)
        return self._make("sum", entity, value, rows)

    def _chosen(self, entity: str, value: Node, rows: Node, splits: int) -> Node:
        """Sum of ``when(c, a, b)``: one sum where a branch is nothing, two where it reads the family, else as it is."""
        if value.op != "when":
            return self._total(entity, value, rows, splits)
        condition, a, b = value.args
        if not is_row(condition):
            return build("when", condition, *(self._total(entity, branch, rows, splits) for branch in (a, b)))
        if b is not ZERO and a is not ZERO and not family_parts(value):
            return self._make("sum", entity, value, rows)
        met = self._sum(entity, a, build("and", rows, condition), splits)
        return build("add", met, self._sum(entity, b, build("and", rows, build("not", condition)), splits))

    def _extreme(self, op: str, entity: str, value: Node, rows: Node, otherwise: Node) -> Node:
        if is_row(value):
            return self._make(op, entity, value, rows, otherwise)
        return build("when", build("lt", ZERO, self._count(entity, rows, SPLITS)), value, otherwise)

    def _either(self, asked: Node, trees: list[Node], rest: Callable[[list[Node]], Node]) -> Node:
        """The same aggregate twice: where a condition of the family holds, and where it does not."""
        met, unmet = (substitute(trees, {asked: value}) for value in (TRUE, FALSE))
        return build("when", asked, rest([met[tree] for tree in trees]), rest([unmet[tree] for tree in trees]))


def _family_condition(*roots: Node) -> Node | None:
    return next((part for part in family_parts(*roots) if part.kind == "bool"), None)


def _row_choice(root: Node) -> Node | None:
    """A ``when`` of the rows' own tree with a branch that reads the family; rows inside an aggregate are not these rows."""
    queue = [root]
    for node in queue:
        if node.op == "when" and any(part.entity == "family" for part in node.args[1:]):
            return node
        queue.extend(child for child in node.children() if is_row(child) and child not in queue)
    return None
