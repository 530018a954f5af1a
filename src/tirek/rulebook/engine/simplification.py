"""Trees made shorter with what ranges and constants tell; the value is the same for every fact inside its range.

Comparisons with a constant move onto the fact, so that every back end compares a stored fact and computes nothing:
``(20201101 - birth_date) // 10000 < 18`` is ``20021102 <= birth_date``. Roundings of whole numbers, limits that cannot bind
and word lists of neighbouring codes go the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce
from math import gcd

from tirek.rulebook.engine.ranges import Ranges
from tirek.rulebook.engine.tree import FALSE, INT64_HIGH, INT64_LOW, TRUE, Node, build, literal, rebuild, walk


def simplify(nodes: Iterable[Node], ranges: Ranges | None = None) -> dict[Node, Node]:
    """Every node below the given ones, made shorter.

    Examples
    --------
    >>> from tirek.rulebook.engine.tree import fact_node
    >>> born = fact_node("person", "birth_date", "int")
    >>> age = build("floordiv", build("sub", literal(20201101), born), literal(10000))
    >>> minor = build("lt", age, literal(18))
    >>> simplify([minor])[minor]
    le(lit(20021102), fact('person', 'birth_date'))
    """
    known = ranges or Ranges()
    done: dict[Node, Node] = {}
    for node in walk(*nodes):
        children = [done[child] for child in node.children()]
        made = node if children == list(node.children()) else rebuild(node, children)
        if node.op == made.op == "or":
            done[node] = _gathered([done[part] for part in disjuncts(node)], known)
        else:
            change = _CHANGES.get(made.op)
            done[node] = change(made, known) if change else made
    return done


def disjuncts(condition: Node) -> list[Node]:
    """Conditions of which one must hold, in order."""
    if condition.op != "or":
        return [condition]
    return [*disjuncts(condition.args[0]), *disjuncts(condition.args[1])]


def _gathered(parts: list[Node], ranges: Ranges) -> Node:
    """One of the conditions; equalities of one value to neighbouring constants become a range."""
    wanted: dict[Node, set[int]] = {}
    rest: list[Node] = []
    for part in parts:
        if part.op == "eq" and part.args[1].op == "lit" and part.args[0].kind == "int":
            wanted.setdefault(part.args[0], set()).add(part.args[1].args[0])
        else:
            rest.append(part)
    joined = FALSE
    for value, numbers in wanted.items():
        for low, high in _runs(sorted(numbers)):
            joined = build("or", joined, _between(value, low, high, ranges))
    # What belongs to the family stays together, as one condition that may leave the rows (see ``factoring``).
    family = reduce(_or, [part for part in rest if part.entity in (None, "family")], FALSE)
    return _or(reduce(_or, [part for part in rest if part.entity not in (None, "family")], joined), family)


def _or(a: Node, b: Node) -> Node:
    return build("or", a, b)


def _runs(numbers: list[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1] = runs[-1][0], number
        else:
            runs.append((number, number))
    return runs


def _between(value: Node, low: int, high: int, ranges: Ranges) -> Node:
    if low == high:
        return build("eq", value, literal(low))
    ends = build("le", literal(low), value), build("le", value, literal(high))
    return build("and", *(_compared(end, ranges) for end in ends))


_Step = tuple[Node, bool, int]
"""A value, whether it is at most (or else at least) the line, and the line."""


def _compared(node: Node, ranges: Ranges) -> Node:
    """One comparison as ``value <= k`` or ``k <= value`` with the innermost value that the constant can reach."""
    if node.op not in ("lt", "le"):
        return node
    left, right = node.args
    strict = int(node.op == "lt")
    if right.op == "lit" and left.op != "lit":
        value, most, line = left, True, right.args[0] - strict
    elif left.op == "lit" and right.op != "lit":
        value, most, line = right, False, left.args[0] + strict
    else:
        return node
    while (step := _step(value, most, line)) is not None and INT64_LOW <= step[2] <= INT64_HIGH:
        value, most, line = step
    low, high = ranges.of(value)
    if (high <= line) if most else (line <= low):
        return TRUE
    if (low > line) if most else (line > high):
        return FALSE
    return build("le", value, literal(line)) if most else build("le", literal(line), value)


def _step(value: Node, most: bool, line: int) -> _Step | None:
    """The same comparison one operation further in; None where the operation has no constant."""
    if value.op not in ("add", "sub", "mul", "floordiv"):
        return None
    a, b = value.args
    if b.op == "lit":
        return _with_right(value.op, a, most, line, b.args[0])
    if a.op != "lit" or value.op == "floordiv":
        return None
    number = a.args[0]
    if value.op == "sub":
        return b, not most, number - line
    return _with_right(value.op, b, most, line, number)


def _with_right(op: str, value: Node, most: bool, line: int, number: int) -> _Step | None:
    if op == "add":
        return value, most, line - number
    if op == "sub":
        return value, most, line + number
    if number < 1:
        return None
    if op == "floordiv":
        return value, most, line * number + (number - 1 if most else 0)
    return value, most, line // number if most else -(-line // number)


def _denied(node: Node, ranges: Ranges) -> Node:
    """The opposite of a comparison as a comparison; of an equality with the end of a range too."""
    (inner,) = node.children()
    if inner.op in ("lt", "le"):
        return _compared(build("le" if inner.op == "lt" else "lt", *inner.args[::-1]), ranges)
    if inner.op == "eq" and inner.args[1].op == "lit" and inner.args[0].kind == "int":
        value, number = inner.args[0], inner.args[1].args[0]
        low, high = ranges.of(value)
        if number == low:
            return _compared(build("lt", literal(number), value), ranges)
        if number == high:
            return _compared(build("lt", value, literal(number)), ranges)
    return node


def _divided(node: Node, ranges: Ranges) -> Node:
    """``(c x + d) // k`` in lowest terms; a rounding of a whole number vanishes: ``(2 x + 1) // 2`` is ``x``."""
    top, bottom = node.args
    if bottom.op != "lit" or bottom.args[0] < 1:
        return node
    factor, value, rest = _linear(top)
    shared = gcd(factor, bottom.args[0])
    if shared <= 1:
        return node
    small = build("add", build("mul", literal(factor // shared), value), literal(rest // shared))
    made = build("floordiv", small, literal(bottom.args[0] // shared))
    return made if all(_fits(part, ranges) for part in (*small.children(), small)) else node


def _linear(node: Node) -> tuple[int, Node, int]:
    """A value as ``factor x value + rest`` with constants taken out."""
    if node.op in ("add", "sub", "mul"):
        for value, number in (node.args, node.args[::-1]):
            if number.op != "lit" or (node.op == "sub" and number is not node.args[1]):
                continue
            factor, inner, rest = _linear(value)
            if node.op == "mul" and number.args[0] >= 1:
                return factor * number.args[0], inner, rest * number.args[0]
            if node.op != "mul":
                return factor, inner, rest + (number.args[0] if node.op == "add" else -number.args[0])
    return 1, node, 0


def _fits(node: Node, ranges: Ranges) -> bool:
    low, high = ranges.of(node)
    return bool(low >= INT64_LOW and high <= INT64_HIGH)


def _bounded(node: Node, ranges: Ranges) -> Node:
    """The smaller or larger of two values whose ranges do not cross."""
    a, b = node.args
    (a_low, a_high), (b_low, b_high) = ranges.of(a), ranges.of(b)
    small: Node
    large: Node
    small, large = (a, b) if node.op == "min" else (b, a)
    if a_high <= b_low:
        return small
    return large if b_high <= a_low else node


_CHANGES: dict[str, Callable[[Node, Ranges], Node]] = {
    "lt": _compared,
    "le": _compared,
    "not": _denied,
    "or": lambda node, ranges: _gathered(disjuncts(node), ranges),
    "floordiv": _divided,
    "min": _bounded,
    "max": _bounded,
}
