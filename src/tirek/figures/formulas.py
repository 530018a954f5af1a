"""Formulas over figures: read from text, computed exactly or over what the printed digits leave open."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from itertools import product
from math import inf

from tirek.figures.intervals import Interval, point
from tirek.rulebook.engine.errors import LawError
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.engine.parameters import find_parameter

COUNTRY = "0"
"""The code of no territory: values of the whole country."""

MOST_CORNERS = 12
"""Figures that a formula names twice are tried at every corner up to so many; beyond, the interval may be too wide."""


class FormulaError(ValueError):
    """A formula that cannot be read; ``code`` is a key of ``messages.yaml``."""

    def __init__(self, code: str, value: str) -> None:
        self.code, self.value = code, value
        super().__init__(f"{code}: {value}")


@dataclass(frozen=True)
class Formula:
    """A formula as a tree, with the names of the figures in it, in order and with repetitions."""

    text: str
    tree: ast.expr
    names: tuple[str, ...]

    @property
    def is_list(self) -> bool:
        """Whether it is a list of figures with commas, and nothing to compute."""
        return isinstance(self.tree, ast.Tuple)

    def value(self, numbers: Callable[[str], Fraction], territory: str = COUNTRY) -> Fraction:
        """The formula for exact numbers.

        Raises
        ------
        ZeroDivisionError
            If something is divided by zero.
        """
        low = _compute(self.tree, lambda name: point(numbers(name)), territory).low
        assert isinstance(low, Fraction)
        return low

    def interval(self, intervals: Callable[[str], Interval], territory: str = COUNTRY) -> Interval:
        """The numbers that the formula may give.

        A figure named twice is one number and not two, so the ends are looked for at the corners: in each figure a
        formula of the four operations is monotone between poles.

        Raises
        ------
        ZeroDivisionError
            If something is divided by what may be zero.
        """
        whole = _compute(self.tree, intervals, territory)
        names = sorted(set(self.names))
        known = {name: intervals(name) for name in names}
        unbounded = any(abs(value) == inf for one in known.values() for value, _ in one.ends)
        if len(names) == len(self.names) or len(names) > MOST_CORNERS or unbounded:
            return whole
        return self._between_corners(known, territory)

    def _between_corners(self, known: dict[str, Interval], territory: str) -> Interval:
        found: list[tuple[Fraction, bool]] = []
        for corner in product(*(interval.ends for interval in known.values())):
            numbers = {name: Fraction(value) for name, (value, _) in zip(known, corner, strict=True)}
            found.append((self.value(numbers.__getitem__, territory), any(is_open for _, is_open in corner)))
        low, high = min(value for value, _ in found), max(value for value, _ in found)
        return Interval(
            low,
            high,
            all(is_open for value, is_open in found if value == low),
            all(is_open for value, is_open in found if value == high),
        )


@cache
def read_formula(text: str) -> Formula:
    """A formula from its text.

    Raises
    ------
    FormulaError
        If it is no formula, or uses anything but the four operations, numbers, names and values of the law.

    Examples
    --------
    >>> read_formula("a / (a + file.b)").names
    ('a', 'a', 'file.b')
    """
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # the last two: brackets in brackets without end
        raise FormulaError("bad_formula", text[:80]) from None
    return Formula(text, tree, tuple(_names(tree, text)))


def _names(node: ast.expr, text: str) -> Iterator[str]:
    match node:
        case ast.Name(id=name):
            yield name
        case ast.Attribute(value=ast.Name(id=file), attr=key):
            yield f"{file}.{key}"
        case ast.BinOp(left=left, right=right, op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div()):
            yield from _names(left, text)
            yield from _names(right, text)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            yield from _names(operand, text)
        case ast.Tuple(elts=elements) if all(isinstance(one, ast.Name | ast.Attribute) for one in elements):
            for element in elements:
                yield from _names(element, text)
        case ast.Constant(value=int() | float()) if not isinstance(node.value, bool):
            node.exact = _exact_constant(node, text)  # type: ignore[attr-defined]
        case ast.Call(func=ast.Name(), args=[ast.Constant(value=str())], keywords=[]):
            _check_call(node, text)
        case _:
            raise FormulaError("bad_formula_part", ast.unparse(node))


def _exact_constant(node: ast.Constant, text: str) -> Fraction:
    """The number as it is written: Python's own would be a binary fraction."""
    written = ast.get_source_segment(text.strip(), node) or ""
    try:
        return Fraction(written.replace("_", ""))
    except ValueError:
        raise FormulaError("bad_formula_part", written) from None


def _check_call(node: ast.Call, text: str) -> None:
    name, day = _call_of(node)
    try:
        date.fromisoformat(day)
    except ValueError:
        raise FormulaError("bad_formula_part", ast.unparse(node)) from None
    try:
        find_parameter(name)
    except LawError:
        raise FormulaError("unknown_parameter", name) from None


def _call_of(node: ast.Call) -> tuple[str, str]:
    assert isinstance(node.func, ast.Name)
    (argument,) = node.args
    assert isinstance(argument, ast.Constant)
    return node.func.id, str(argument.value)


def _law_value(node: ast.Call, territory: str) -> Fraction:
    """A value of the law for social payments on a day."""
    name, day = _call_of(node)
    found = find_parameter(name).value_at(Moment(on=date.fromisoformat(day), territory=territory))
    if found is None:
        raise FormulaError("no_value", f"{name}('{day}')")
    return found.amount


def _compute(node: ast.expr, intervals: Callable[[str], Interval], territory: str) -> Interval:
    match node:
        case ast.BinOp(left=left, right=right, op=operation):
            one, two = _compute(left, intervals, territory), _compute(right, intervals, territory)
            return _combine(operation, one, two)
        case ast.UnaryOp(operand=operand):
            return -_compute(operand, intervals, territory)
        case ast.Constant():
            return point(node.exact)  # type: ignore[attr-defined]
        case ast.Call():
            return point(_law_value(node, territory))
        case _:
            return intervals(ast.unparse(node))


def _combine(operation: ast.operator, one: Interval, two: Interval) -> Interval:
    match operation:
        case ast.Add():
            return one + two
        case ast.Sub():
            return one - two
        case ast.Mult():
            return one * two
        case _:
            return one / two
