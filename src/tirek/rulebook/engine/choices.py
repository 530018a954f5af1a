"""Choosing between values in a rule: by a condition, the smaller or larger of several, by bands; a month's share."""

from __future__ import annotations

from typing import Any

from tirek.rulebook.engine.expressions import (
    Boolean,
    Date,
    Number,
    as_boolean,
    as_number,
    combine,
    level,
    lowest_terms,
    refuse,
    same_unit,
)
from tirek.rulebook.engine.tree import literal
from tirek.rulebook.engine.units import Unit


def when(condition: Boolean, a: Any, b: Any) -> Any:
    """``a`` where the condition holds, else ``b``: the only way to choose. Both sides need one type and unit."""
    test = as_boolean(condition).node
    if isinstance(a, Boolean | bool) and isinstance(b, Boolean | bool):
        return Boolean(combine("when", test, as_boolean(a).node, as_boolean(b).node))
    if isinstance(a, Date) and isinstance(b, Date):
        return Date(combine("when", test, a.node, b.node))
    left, right = as_number(a), as_number(b)
    unit = same_unit("when", left, right)
    x, y, over, under = level(left, right)
    return lowest_terms(combine("when", test, x, y), unit, over, under)


def _extreme(op: str, first: object, others: tuple[object, ...]) -> Number:
    result = as_number(first)
    for other in others:
        right = as_number(other)
        unit = same_unit(op, result, right)
        a, b, over, under = level(result, right)
        result = lowest_terms(combine(op, a, b), unit, over, under)
    return result


def lesser(first: object, *others: object) -> Number:
    """The smallest of the values."""
    return _extreme("min", first, others)


def greater(first: object, *others: object) -> Number:
    """The largest of the values."""
    return _extreme("max", first, others)


_MONTHS = {("quarter", -1): 3, ("half_year", -1): 6, ("year", -1): 12}


def monthly(value: Number) -> Number:
    """A quarter's or a half-year's or a year's value as an exact month's share."""
    period = next((power for power in value.unit.powers if power in _MONTHS), None)
    if period is None:
        remedy = "Give monthly() a value per quarter, half-year or year."
        refuse(f"{value.unit} has no period to turn into a month.", remedy)
    to_months = Unit.of({period[0]: 1, "month": -1})
    return value / _MONTHS[period] * Number(literal(1), to_months)


def band(value: Number, edges: list[tuple[object, object]], beyond: object) -> Number:
    """The result of the first band whose upper edge (inclusive) is not exceeded; ``beyond`` above the last."""
    result: Any = beyond
    for edge, outcome in reversed(edges):
        result = when(value <= edge, outcome, result)
    return as_number(result)
