"""Refund of travel to school and back for children whose families receive targeted assistance and live far from school.

Law: law 246 of 17.07.2001 as amended for 2020; from 01.07.2023 Social Code, article 125.
"""

from __future__ import annotations

from tirek.rulebook.engine import Benefit, Boolean, Number, person, quantity
from tirek.rulebook.national.continuity import continued
from tirek.rulebook.national.household import CODE, LAW, counted
from tirek.rulebook.national.school_package import of_school_age
from tirek.rulebook.national.targeted_assistance import receives_targeted_assistance

benefit = Benefit.beside(__file__)


@continued(act=CODE, article="125")
@benefit.condition("not_a_member", act=LAW)
def lives_with_the_family() -> Boolean:
    """The child counts as a member of the family."""
    return counted()


@continued(act=CODE, article="125")
@benefit.condition("not_of_school_age", act=LAW)
def of_the_age() -> Boolean:
    """The child is of school age."""
    return of_school_age()


@continued(act=CODE, article="125")
@benefit.condition("not_a_pupil", act=LAW)
def at_school() -> Boolean:
    """The child goes to school."""
    return person.study == "school"


@continued(act=CODE, article="125")
@benefit.condition("no_targeted_assistance", act=LAW)
def assisted() -> Boolean:
    """The family receives targeted assistance of either kind."""
    return receives_targeted_assistance()


# The department sends the education authority the list of children of assisted families; the school provides what the list says.
@continued(act=CODE, article="125")
@benefit.condition("not_on_education_list", act=LAW)
def on_the_list() -> Boolean:
    """The child stands on the list agreed with the education authority."""
    return person.on_education_list


@continued(act=CODE, article="125")
@benefit.condition("lives_near", act=LAW)
def lives_far() -> Boolean:
    """The school is farther from home than so many metres."""
    return person.school_distance > benefit.parameter("distance")


@continued(act=CODE, article="125")
@benefit.condition("no_cost", act=LAW)
def has_cost() -> Boolean:
    """Documents show a cost of travel."""
    return person.school_travel_cost > quantity(0, "tenge_month")


@continued(act=CODE, article="125")
@benefit.amount(act=LAW)
def amount() -> Number:
    """The documented cost of a month; no cap is known."""
    return person.school_travel_cost
