"""12 MCI a quarter for a child with a disability who is taught at home by an individual plan.

Law: Almaty maslikhat decision 196 of 19.12.2013.
"""

from __future__ import annotations

from tirek.rulebook.engine import Benefit, Boolean, Number, parameter, person
from tirek.rulebook.national.household import counted, minor

benefit = Benefit.beside(__file__)

ACT = "almaty_maslikhat_196_2013"


@benefit.condition("not_a_member", act=ACT)
def lives_in_the_city() -> Boolean:
    """The child lives with the family."""
    return counted()


@benefit.condition("not_a_child", act=ACT)
def child() -> Boolean:
    """The person is a minor."""
    return minor()


@benefit.condition("no_disability", act=ACT)
def has_disability() -> Boolean:
    """The child has a disability, with a group or without one."""
    return person.disability != "none"


@benefit.condition("no_home_education_plan", act=ACT)
def taught_at_home() -> Boolean:
    """The child is taught at home by an individual plan."""
    return person.home_education_plan


@benefit.amount(act=ACT)
def amount() -> Number:
    """So many MCI a quarter."""
    return parameter("mci") * benefit.parameter("amount_mci")
