"""Bounds of every operation: the meaning of a missing fact, and the proof that nothing overflows.

An unknown value is an interval (low, high); a known one has low == high. A condition is (may not hold?, may hold?) written
as (low, high) with False < True. A result is determined when its bounds meet.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tirek.rulebook.engine.parameters import GAP_RANGE
from tirek.rulebook.engine.tree import Node

Interval = tuple[Any, Any]


def _mul(a: Interval, b: Interval) -> Interval:
    products = (a[0] * b[0], a[0] * b[1], a[1] * b[0], a[1] * b[1])
    return min(products), max(products)


def _floordiv(a: Interval, b: Interval) -> Interval:
    low, high = max(b[0], 1), max(b[1], 1)
    quotients = (a[0] // low, a[0] // high, a[1] // low, a[1] // high)
    return min(quotients), max(quotients)


def _eq(a: Interval, b: Interval) -> Interval:
    return a[0] == a[1] == b[0] == b[1], a[0] <= b[1] and b[0] <= a[1]


def _when(condition: Interval, a: Interval, b: Interval) -> Interval:
    if condition[0]:
        return a
    if not condition[1]:
        return b
    return min(a[0], b[0]), max(a[1], b[1])


OPERATIONS: dict[str, Callable[..., Interval]] = {
    "add": lambda a, b: (a[0] + b[0], a[1] + b[1]),
    "sub": lambda a, b: (a[0] - b[1], a[1] - b[0]),
    "mul": _mul,
    "floordiv": _floordiv,
    "min": lambda a, b: (min(a[0], b[0]), min(a[1], b[1])),
    "max": lambda a, b: (max(a[0], b[0]), max(a[1], b[1])),
    "lt": lambda a, b: (a[1] < b[0], a[0] < b[1]),
    "le": lambda a, b: (a[1] <= b[0], a[0] <= b[1]),
    "eq": _eq,
    "and": lambda a, b: (a[0] and b[0], a[1] and b[1]),
    "or": lambda a, b: (a[0] or b[0], a[1] or b[1]),
    "not": lambda a: (not a[1], not a[0]),
    "when": _when,
}


def gap_bounds(node: Node) -> Interval:
    """Bounds of a parameter without a published value: its node carries them."""
    low, high = node.args[3:5] or GAP_RANGE
    return low, high


def sum_rows(values: list[Interval], conditions: list[Interval]) -> Interval:
    """Bounds of a sum over the rows whose condition holds."""
    low = high = 0
    for value, condition in zip(values, conditions, strict=True):
        if condition[0]:
            low, high = low + value[0], high + value[1]
        elif condition[1]:
            low, high = low + min(value[0], 0), high + max(value[1], 0)
    return low, high


def count_rows(conditions: list[Interval]) -> Interval:
    """Bounds of a count."""
    return sum(bool(c[0]) for c in conditions), sum(bool(c[1]) for c in conditions)


def extreme_rows(
    pick: Callable[..., Any], values: list[Interval], conditions: list[Interval], otherwise: Interval
) -> Interval:
    """Bounds of the smallest (``pick`` is min) or largest (max) value of the rows whose condition holds."""
    sure = [value for value, condition in zip(values, conditions, strict=True) if condition[0]]
    maybe = [value for value, condition in zip(values, conditions, strict=True) if condition[1] and not condition[0]]
    if not sure and not maybe:
        return otherwise
    outcomes: list[Interval] = []
    if sure:
        outcomes.append((pick(v[0] for v in sure), pick(v[1] for v in sure)))
    else:
        outcomes.append(otherwise)
        outcomes.extend(maybe)
    low, high = min(o[0] for o in outcomes), max(o[1] for o in outcomes)
    if not sure:
        return low, high
    for value in maybe:
        low, high = (min(low, value[0]), high) if pick is min else (low, max(high, value[1]))
    return low, high
