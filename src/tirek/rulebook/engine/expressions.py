"""What a rule handles while it runs once: numbers with units, booleans, dates, enumerations. Operators build the tree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from math import gcd, lcm
from typing import NoReturn

from tirek.rulebook.engine.errors import RuleError
from tirek.rulebook.engine.sources import rule_place
from tirek.rulebook.engine.tree import Node, build, literal
from tirek.rulebook.engine.units import NONE, Unit

divisors: list[tuple[Node, str]] = []
"""Divisors of the rule being built, with their places; binding proves that each is at least 1."""


class Expr:
    """Base of all values in a rule."""

    __slots__ = ()
    __hash__ = object.__hash__

    def nodes(self) -> tuple[Node, ...]:
        """Nodes that carry the value."""
        raise NotImplementedError

    def __bool__(self) -> NoReturn:
        refuse(
            "a rule may not branch in Python (if, and, or, not, a < b < c).",
            "Write when(condition, a, b), and join conditions with &, | and ~.",
        )


def refuse(what: str, remedy: str) -> NoReturn:
    """Stop a rule that does something the tree does not allow, naming file and line."""
    raise RuleError(rule_place(), what, remedy)


def combine(op: str, *nodes: Node) -> Node:
    """Build a node; rows of two entities must not meet outside an aggregate."""
    try:
        return build(op, *nodes)
    except ValueError as error:
        refuse(f"rows of {error} meet in one expression.", "Aggregate one of them first: count, total, any_of.")


class Boolean(Expr):
    """A condition. ``comparison`` keeps the two sides as written, so that a refusal can show line and figure.

    ``parts`` are the sides of an "and": a false one refuses by itself. An "or" has none, because naming one of its
    sides would read as advice to fulfil it.
    """

    __slots__ = ("comparison", "node", "parts")

    def __init__(
        self,
        node: Node,
        comparison: tuple[str, Number, Number] | None = None,
        parts: tuple[Boolean, ...] = (),
    ) -> None:
        self.node, self.comparison, self.parts = node, comparison, parts

    def nodes(self) -> tuple[Node, ...]:
        """Nodes that carry the value."""
        return (self.node,)

    def __and__(self, other: object) -> Boolean:
        right = as_boolean(other)
        return Boolean(combine("and", self.node, right.node), parts=(self, right))

    __rand__ = __and__

    def __or__(self, other: object) -> Boolean:
        right = as_boolean(other)
        return Boolean(combine("or", self.node, right.node))

    __ror__ = __or__

    def __invert__(self) -> Boolean:
        return Boolean(build("not", self.node))

    def __eq__(self, other: object) -> Boolean:  # type: ignore[override]
        return Boolean(combine("eq", self.node, as_boolean(other).node))

    def __ne__(self, other: object) -> Boolean:  # type: ignore[override]
        return ~(self == other)


def as_boolean(value: object) -> Boolean:
    """A condition, or a literal True or False."""
    if isinstance(value, Boolean):
        return value
    if isinstance(value, bool):
        return Boolean(literal(value))
    refuse(f"{type(value).__name__} stands where a condition is needed.", "Compare it: x > 0, x == y.")


class Number(Expr):
    """An exact number: a whole one, or a ratio of two whole trees, with a unit.

    ``over`` is the constant part of the divisor and ``under`` its nodes, each proven to be at least 1 when the rule
    is bound. Nothing is ever divided before a named rounding.
    """

    __slots__ = ("node", "over", "under", "unit")

    def __init__(self, node: Node, unit: Unit = NONE, over: int = 1, under: tuple[Node, ...] = ()) -> None:
        self.node, self.unit, self.over, self.under = node, unit, over, under

    def nodes(self) -> tuple[Node, ...]:
        """Nodes that carry the value."""
        return (self.node, *self.under)

    @property
    def is_whole(self) -> bool:
        """Whether the value is a whole number by construction."""
        return self.over == 1 and not self.under

    def divisor(self) -> Node:
        """The divisor as one node."""
        node = literal(self.over)
        for factor in self.under:
            node = combine("mul", node, factor)
        return node

    def __add__(self, other: object) -> Number:
        return _sum("add", self, other)

    def __sub__(self, other: object) -> Number:
        return _sum("sub", self, other)

    def __radd__(self, other: object) -> Number:
        return _sum("add", as_number(other), self)

    def __rsub__(self, other: object) -> Number:
        return _sum("sub", as_number(other), self)

    def __mul__(self, other: object) -> Number:
        right = as_number(other)
        left_node, right_under = _cancel(self.node, right.under)
        right_node, left_under = _cancel(right.node, self.under)
        node = combine("mul", left_node, right_node)
        return lowest_terms(node, self.unit * right.unit, self.over * right.over, left_under + right_under)

    __rmul__ = __mul__

    def __truediv__(self, other: object) -> Number:
        right = as_number(other)
        divisors.append((right.node, rule_place()))
        over, factors = 1, (right.node,)  # type: tuple[int, tuple[Node, ...]]
        if right.node.op == "lit":
            over, factors = right.node.args[0], ()
            if over < 1:
                refuse(f"a value is divided by {over}.", "Divide by a number that is at least 1.")
        node, under = _cancel(self.node, factors)
        top = combine("mul", node, Number(literal(right.over), under=right.under).divisor_product())
        return lowest_terms(top, self.unit / right.unit, self.over * over, self.under + under)

    def divisor_product(self) -> Node:
        """The whole value of ``node`` times the divisor's nodes: used to turn a divisor into a factor."""
        node = self.node
        for factor in self.under:
            node = combine("mul", node, factor)
        return node

    def __rtruediv__(self, other: object) -> Number:
        return as_number(other) / self

    def __floordiv__(self, other: object) -> NoReturn:
        refuse("// rounds without saying so.", "Write round_down(a / b), round_half_up(a / b) or round_up(a / b).")

    def __neg__(self) -> Number:
        return 0 - self

    def __lt__(self, other: object) -> Boolean:
        return _compare("lt", self, other)

    def __le__(self, other: object) -> Boolean:
        return _compare("le", self, other)

    def __gt__(self, other: object) -> Boolean:
        return _compare("gt", self, other)

    def __ge__(self, other: object) -> Boolean:
        return _compare("ge", self, other)

    def __eq__(self, other: object) -> Boolean:  # type: ignore[override]
        return _compare("eq", self, other)

    def __ne__(self, other: object) -> Boolean:  # type: ignore[override]
        return ~(self == other)


def as_number(value: object) -> Number:
    """A number, or a literal int or Fraction. A float is refused: money is exact here."""
    if isinstance(value, Number):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float | Fraction):
        refuse(f"{type(value).__name__} stands where a number is needed.", "Use a number, or when(condition, 1, 0).")
    if isinstance(value, float):
        refuse(f"{value!r} is a float, and a float is not exact.", f"Write Fraction({str(value)!r}).")
    exact = Fraction(value)
    return Number(literal(exact.numerator), NONE, exact.denominator)


def same_unit(op: str, left: Number, right: Number) -> Unit:
    """The unit both sides share; a literal zero fits any.

    Raises
    ------
    RuleError
        If the units differ.
    """
    if left.unit == right.unit or _is_zero(right):
        return left.unit
    if _is_zero(left):
        return right.unit
    names = {"add": "added to", "sub": "subtracted from", "min": "compared with", "max": "compared with"}
    refuse(
        f"{right.unit} cannot be {names.get(op, 'compared with')} {left.unit}.",
        "Bring both to one unit (monthly(x) turns a quarter into a month; multiply by persons, areas, multiples).",
    )


def _is_zero(number: Number) -> bool:
    return number.node.op == "lit" and number.node.args[0] == 0


def level(left: Number, right: Number) -> tuple[Node, Node, int, tuple[Node, ...]]:
    """Both numerators over one common divisor, and that divisor."""
    over = lcm(left.over, right.over)
    common = Counter(left.under) | Counter(right.under)
    numerators = []
    for side in (left, right):
        node = combine("mul", literal(over // side.over), side.node)
        for factor in (common - Counter(side.under)).elements():
            node = combine("mul", node, factor)
        numerators.append(node)
    return numerators[0], numerators[1], over, tuple(common.elements())


def _sum(op: str, first: object, second: object) -> Number:
    left, right = as_number(first), as_number(second)
    unit = same_unit(op, left, right)
    a, b, over, under = level(left, right)
    return lowest_terms(combine(op, a, b), unit, over, under)


def _compare(op: str, left: Number, other: object) -> Boolean:
    right = as_number(other)
    same_unit(op, left, right)
    a, b, _, _ = level(left, right)
    made: dict[str, Callable[[], Node]] = {
        "lt": lambda: combine("lt", a, b),
        "le": lambda: combine("le", a, b),
        "gt": lambda: combine("lt", b, a),
        "ge": lambda: combine("le", b, a),
        "eq": lambda: combine("eq", a, b),
    }
    return Boolean(made[op](), (op, left, right))


def _cancel(node: Node, under: tuple[Node, ...]) -> tuple[Node, tuple[Node, ...]]:
    """Cancel a factor that is exactly one of the divisor's nodes (it is at least 1, so this is exact)."""
    if node in under:
        rest = list(under)
        rest.remove(node)
        return literal(1), tuple(rest)
    return node, under


def lowest_terms(node: Node, unit: Unit, over: int, under: tuple[Node, ...]) -> Number:
    """Shorten the constant part: 140 x / 200 becomes 7 x / 10, which keeps products far from 64 bits."""
    factor, rest = _constant_factor(node)
    shared = gcd(factor, over)
    if shared > 1:
        node = combine("mul", literal(factor // shared), rest)
        over //= shared
    return Number(node, unit, over, under)


def _constant_factor(node: Node) -> tuple[int, Node]:
    if node.op == "lit":
        return int(node.args[0]), literal(1)
    if node.op == "mul":
        for factor, other in ((node.args[0], node.args[1]), (node.args[1], node.args[0])):
            if factor.op == "lit":
                return int(factor.args[0]), other
    return 1, node


class Date(Expr):
    """A date, as an integer YYYYMMDD; 0 is "never"."""

    __slots__ = ("node",)

    def __init__(self, node: Node) -> None:
        self.node = node

    def nodes(self) -> tuple[Node, ...]:
        """Nodes that carry the value."""
        return (self.node,)

    def _against(self, op: str, other: object, swap: bool) -> Boolean:
        if not isinstance(other, Date):
            refuse(f"a date is compared with {type(other).__name__}.", "Compare it with a date: on(), day(2026, 1, 1).")
        pair = (other.node, self.node) if swap else (self.node, other.node)
        return Boolean(combine(op, *pair))

    def __lt__(self, other: object) -> Boolean:
        return self._against("lt", other, swap=False)

    def __le__(self, other: object) -> Boolean:
        return self._against("le", other, swap=False)

    def __gt__(self, other: object) -> Boolean:
        return self._against("lt", other, swap=True)

    def __ge__(self, other: object) -> Boolean:
        return self._against("le", other, swap=True)

    def __eq__(self, other: object) -> Boolean:  # type: ignore[override]
        return self._against("eq", other, swap=False)

    def __ne__(self, other: object) -> Boolean:  # type: ignore[override]
        return ~(self == other)


class Enumeration(Expr):
    """A value out of a fixed list; compare it with one of the list's words, or ask ``is_in``."""

    __slots__ = ("name", "node", "values")

    def __init__(self, node: Node, values: tuple[str, ...], name: str) -> None:
        self.node, self.values, self.name = node, values, name

    def nodes(self) -> tuple[Node, ...]:
        """Nodes that carry the value."""
        return (self.node,)

    def is_in(self, *words: str) -> Boolean:
        """Whether the value is one of these words."""
        result = self == words[0]
        for word in words[1:]:
            result = result | (self == word)
        return result

    def __eq__(self, other: object) -> Boolean:  # type: ignore[override]
        if other not in self.values:
            refuse(f"{self.name} has no value {other!r}.", f"It may be: {', '.join(self.values)}.")
        return Boolean(combine("eq", self.node, literal(self.values.index(other))))

    def __ne__(self, other: object) -> Boolean:  # type: ignore[override]
        return ~(self == other)
