"""Missing facts, lowered: every node becomes two trees without nulls, the lower and the upper bound of its value.

The meaning is that of ``intervals`` exactly; here it is written as trees, so that every back end computes bounds with the
operations it has already. A node that depends on no unknown value is both its bounds, so sharing survives. Signs known from
``ranges`` choose the short form: money is mostly not negative, and then a bound needs one product and not four.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce

from tirek.rulebook.engine.facts import find_fact
from tirek.rulebook.engine.intervals import gap_bounds
from tirek.rulebook.engine.ranges import Ranges
from tirek.rulebook.engine.tree import (
    ONE,
    ZERO,
    Node,
    aggregate,
    build,
    intern_node,
    literal,
    rebuild,
    walk,
)

Bounds = tuple[Node, Node]
Nullable = frozenset[tuple[str, str]]
"""Facts that may be unknown, as (entity, name)."""


def lower_bounds(
    nodes: Iterable[Node], nullable: Nullable = frozenset(), ranges: Ranges | None = None
) -> dict[Node, Bounds]:
    """Lower and upper bound of every node below the given ones, as trees without nulls.

    Parameters
    ----------
    nodes : iterable of Node
        Bound trees.
    nullable : frozenset of (entity, fact)
        Facts that may be unknown. A parameter nobody published is always a bound.
    ranges : Ranges, optional
        Ranges already known, to be used again.

    Examples
    --------
    >>> from tirek.rulebook.engine.tree import fact_node
    >>> wage = fact_node("person", "wage", "int")
    >>> lower_bounds([wage], frozenset({("person", "wage")}))[wage]
    (fact_or('person', 'wage', 0), fact_or('person', 'wage', 100000000000))
    """
    lowering = _Lowering(nullable, ranges or Ranges())
    done: dict[Node, Bounds] = {}
    for node in walk(*nodes):
        done[node] = lowering.bounds(node, [done[child] for child in node.children()])
    return done


def bounded_outputs(outputs: dict[str, Node], bounds: dict[Node, Bounds]) -> dict[str, Node]:
    """Outputs by name: ``x`` where the value is always determined, else ``x.low`` and ``x.high``."""
    named: dict[str, Node] = {}
    for name, node in outputs.items():
        low, high = bounds[node]
        named.update({name: low} if low is high else {f"{name}.low": low, f"{name}.high": high})
    return named


class _Lowering:
    """The bounds of one node from the bounds of its children."""

    def __init__(self, nullable: Nullable, ranges: Ranges) -> None:
        self.nullable, self.ranges = nullable, ranges
        self.forms: dict[str, Callable[[Node, list[Bounds]], Bounds]] = {
            "add": lambda _, b: (build("add", b[0][0], b[1][0]), build("add", b[0][1], b[1][1])),
            "sub": lambda _, b: (build("sub", b[0][0], b[1][1]), build("sub", b[0][1], b[1][0])),
            "mul": self._product,
            "floordiv": self._quotient,
            "lt": lambda _, b: (build("lt", b[0][1], b[1][0]), build("lt", b[0][0], b[1][1])),
            "le": lambda _, b: (build("le", b[0][1], b[1][0]), build("le", b[0][0], b[1][1])),
            "eq": self._equal,
            "not": lambda _, b: (build("not", b[0][1]), build("not", b[0][0])),
            "when": self._choice,
            "sum": self._sum,
            "least": self._extreme,
            "greatest": self._extreme,
        }

    def bounds(self, node: Node, below: list[Bounds]) -> Bounds:
        """Bounds of a node whose children's bounds are known."""
        if node.op == "gap":
            low, high = gap_bounds(node)
            return literal(low), literal(high)
        if node.op == "fact" and node.args[:2] in self.nullable:
            return _unknown(node)
        if all(low is high for low, high in below):
            children = [low for low, _ in below]
            same = node if children == list(node.children()) else rebuild(node, children)
            return same, same
        form = self.forms.get(node.op)
        if form is not None:
            return form(node, below)
        return rebuild(node, [low for low, _ in below]), rebuild(node, [high for _, high in below])

    def _sign(self, node: Node) -> int:
        low, high = self.ranges.of(node)
        return 1 if low >= 0 else -1 if high <= 0 else 0

    def _product(self, node: Node, below: list[Bounds]) -> Bounds:
        a, b = below
        left, right = self._sign(node.args[0]), self._sign(node.args[1])
        if left == 0 and right != 0:
            a, b, left, right = b, a, right, left
        if left == 0:
            corners = [build("mul", x, y) for x in a for y in b]
            return _least(corners), _greatest(corners)
        low_factor, high_factor = b if left > 0 else (b[1], b[0])
        low = [build("mul", x, low_factor) for x in _ends(a, 1, right)]
        high = [build("mul", x, high_factor) for x in _ends(a, -1, right)]
        return _least(low), _greatest(high)

    def _quotient(self, node: Node, below: list[Bounds]) -> Bounds:
        a, b = below
        if self.ranges.of(node.args[1])[0] < 1:
            b = build("max", b[0], ONE), build("max", b[1], ONE)
        sign = self._sign(node.args[0])
        low = [build("floordiv", a[0], y) for y in _ends(b, -1, sign)]
        high = [build("floordiv", a[1], y) for y in _ends(b, 1, sign)]
        return _least(low), _greatest(high)

    def _equal(self, node: Node, below: list[Bounds]) -> Bounds:
        for leaf, other in (node.args, node.args[::-1]):
            if other.op == "lit" and leaf.op == "fact" and leaf.kind == "int":
                return _fact_equals(leaf, other)
        a, b = below
        sure = build("and", build("eq", a[0], b[1]), build("eq", a[1], b[0]))
        if node.args[0].kind == "bool":
            meet = build("and", _implies(a[0], b[1]), _implies(b[0], a[1]))
        else:
            meet = build("and", build("le", a[0], b[1]), build("le", b[0], a[1]))
        return sure, meet

    def _choice(self, node: Node, below: list[Bounds]) -> Bounds:
        (sure, may), a, b = below
        if sure is may:
            return build("when", sure, a[0], b[0]), build("when", sure, a[1], b[1])
        first, second = self.ranges.of(node.args[1]), self.ranges.of(node.args[2])
        if first[0] >= second[1]:
            return build("when", sure, a[0], b[0]), build("when", may, a[1], b[1])
        if first[1] <= second[0]:
            return build("when", may, a[0], b[0]), build("when", sure, a[1], b[1])
        pick_low, pick_high = ("and", "or") if node.kind == "bool" else ("min", "max")
        low = build("when", may, build(pick_low, a[0], b[0]), b[0])
        high = build("when", may, build(pick_high, a[1], b[1]), b[1])
        return build("when", sure, a[0], low), build("when", sure, a[1], high)

    def _sum(self, node: Node, below: list[Bounds]) -> Bounds:
        entity, value, (sure, may) = node.args[0], below[0], below[1]
        sign = self._sign(node.args[1])
        if sure is may or sign != 0:
            low_rows, high_rows = (sure, may) if sign >= 0 else (may, sure)
            return aggregate("sum", entity, value[0], low_rows), aggregate("sum", entity, value[1], high_rows)
        low = build("when", sure, value[0], build("min", value[0], ZERO))
        high = build("when", sure, value[1], build("max", value[1], ZERO))
        return aggregate("sum", entity, low, may), aggregate("sum", entity, high, may)

    def _extreme(self, node: Node, below: list[Bounds]) -> Bounds:
        """Where no row fits surely, the fallback and every row that may fit are possible."""
        entity, value, (sure, may), otherwise = node.args[0], below[0], below[1], below[2]
        if sure is may:
            low, high = (aggregate(node.op, entity, value[i], sure, otherwise[i]) for i in (0, 1))
            return low, high
        some_sure = build("lt", ZERO, aggregate("count", entity, sure))
        lowest = aggregate("least", entity, value[0], may, otherwise[0])
        highest = aggregate("greatest", entity, value[1], may, otherwise[1])
        open_low, open_high = build("min", otherwise[0], lowest), build("max", otherwise[1], highest)
        if node.op == "least":
            sure_low, sure_high = lowest, aggregate("least", entity, value[1], sure, otherwise[1])
        else:
            sure_low, sure_high = aggregate("greatest", entity, value[0], sure, otherwise[0]), highest
        return build("when", some_sure, sure_low, open_low), build("when", some_sure, sure_high, open_high)


def _unknown(node: Node) -> Bounds:
    entity, name = node.args
    if node.kind == "bool":
        return _fact_or(node, False), _fact_or(node, True)
    fact = find_fact(entity, name)
    return _fact_or(node, fact.low), _fact_or(node, fact.high)


def _fact_or(node: Node, value: int | bool) -> Node:
    return intern_node("fact_or", (*node.args, value), node.kind, node.entity)


def _fact_equals(leaf: Node, other: Node) -> Bounds:
    """An unknown fact against a constant: one comparison a bound, with a stand-in that does or does not equal it."""
    fact, value = find_fact(*leaf.args), other.args[0]
    inside = fact.low <= value <= fact.high
    unlike = fact.high if value == fact.low else fact.low
    sure = build("eq", _fact_or(leaf, unlike), other)
    return sure, build("eq", _fact_or(leaf, value), other) if inside else sure


def _ends(pair: Bounds, side: int, sign: int) -> tuple[Node, ...]:
    """Ends of one operand that can give a bound: one where the other operand's sign is known, else both.

    ``side`` 1 takes the small end where the other operand is not negative, -1 takes the large one.
    """
    if sign == 0:
        return pair
    return (pair[0],) if side * sign > 0 else (pair[1],)


def _implies(a: Node, b: Node) -> Node:
    return build("or", build("not", a), b)


def _least(nodes: list[Node]) -> Node:
    return reduce(lambda x, y: build("min", x, y), dict.fromkeys(nodes))


def _greatest(nodes: list[Node]) -> Node:
    return reduce(lambda x, y: build("max", x, y), dict.fromkeys(nodes))
