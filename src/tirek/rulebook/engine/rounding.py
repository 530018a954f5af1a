"""The named roundings: a ratio becomes a whole number only where an act says so, and the rule says how."""

from __future__ import annotations

from collections.abc import Callable

from tirek.rulebook.engine.expressions import Number, combine
from tirek.rulebook.engine.tree import literal


def round_down(value: Number) -> Number:
    """The whole number at or below the value."""
    return Number(combine("floordiv", value.node, value.divisor()), value.unit)


def round_up(value: Number) -> Number:
    """The whole number at or above the value."""
    lowered = combine("floordiv", combine("sub", literal(0), value.node), value.divisor())
    return Number(combine("sub", literal(0), lowered), value.unit)


def round_half_up(value: Number) -> Number:
    """The nearest whole number; a half goes up."""
    if value.is_whole:
        return value
    divisor = value.divisor()
    doubled = combine("add", combine("mul", literal(2), value.node), divisor)
    return Number(combine("floordiv", doubled, combine("mul", literal(2), divisor)), value.unit)


ROUNDINGS: dict[str, Callable[[Number], Number]] = {
    "down": round_down,
    "half_up": round_half_up,
    "up": round_up,
}
"""The named roundings an act may choose between."""
