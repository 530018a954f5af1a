"""Kits of food and hygiene goods for children of one to six whose family receives targeted assistance.

Law: law 246 of 17.07.2001 as amended for 2020. The money of child_supplement took its place on 01.01.2023, so no month has both.
"""

from __future__ import annotations

from tirek.rulebook.engine import Benefit, Boolean
from tirek.rulebook.national.household import LAW, counted
from tirek.rulebook.national.targeted_assistance import child_of_one_to_six, receives_targeted_assistance

benefit = Benefit.beside(__file__)


@benefit.condition("not_a_member", act=LAW)
def lives_with_the_family() -> Boolean:
    """The child counts as a member of the family."""
    return counted()


@benefit.condition("not_one_to_six", act=LAW)
def of_the_age() -> Boolean:
    """The child is between the first birthday and the day before the seventh."""
    return child_of_one_to_six()


@benefit.condition("no_targeted_assistance", act=LAW)
def assisted() -> Boolean:
    """The family receives targeted assistance of either kind."""
    return receives_targeted_assistance()
