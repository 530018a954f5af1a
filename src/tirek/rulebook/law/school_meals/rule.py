"""Free hot meals at school for children whose families receive targeted assistance; the school provides them.

Law: law 246 of 17.07.2001 as amended for 2020; from 01.07.2023 Social Code, article 125.
"""

from __future__ import annotations

from tirek.rulebook.engine import Benefit, Boolean, Number, person
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
@benefit.amount(act=LAW)
def amount() -> Number:
    """So many hot meals a school day."""
    return benefit.parameter("meals_a_day")
