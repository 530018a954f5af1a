"""State benefit of a large family: so many MCI a month for four, five, six, seven children, 4 MCI a child from the eighth on.

Law: Social Code of 20.04.2023. A full-time student under the age limit is counted as a child of the family: the register of
facts has no relation between members, so a parent who studies at that age would be counted too.
"""

from __future__ import annotations

from tirek.rulebook.engine import Benefit, Boolean, Number, band, count, in_unit, parameter, person, quantity, rule
from tirek.rulebook.national.state_benefits import CODE, child_of_large_family

benefit = Benefit.beside(__file__)


@rule(act=CODE)
def children() -> Number:
    """Minor children and full-time students who live together."""
    return count(person, child_of_large_family())


@benefit.condition("too_few_children", act=CODE)
def enough_children() -> Boolean:
    """Four or more."""
    return children() >= benefit.parameter("large_family_children")


@benefit.amount(act=CODE)
def amount() -> Number:
    """By the number of children; each counts from the eighth on."""
    names = ("four", "five", "six", "seven")
    edges: list[tuple[object, object]] = [
        (quantity(number, "person"), benefit.parameter(f"{name}_children_mci"))
        for number, name in enumerate(names, start=4)
    ]
    each = benefit.parameter("each_child_mci") * in_unit(children(), "none")
    return parameter("mci") * band(children(), edges, each)
