"""10,000 tenge a month to a university student with excellent marks from a large family within 1 subsistence minimum a head.

Law: Almaty maslikhat decision 347 of 23.07.2015; from 01.07.2023 the decision that followed it, which was not found.
"""

from __future__ import annotations

from tirek.rulebook.engine import Benefit, Boolean, Number, person
from tirek.rulebook.national.continuity import continued
from tirek.rulebook.national.household import counted, per_capita_income
from tirek.rulebook.national.local_aid import income_limit_minimum, minor_children_together

benefit = Benefit.beside(__file__)

ACT = "almaty_maslikhat_347_2015"
ACT_SINCE_2023 = "almaty_maslikhat_current"


@continued(act=ACT_SINCE_2023)
@benefit.condition("not_a_member", act=ACT)
def belongs_to_the_family() -> Boolean:
    """The student counts as a member of the family; one who studies full time elsewhere does too."""
    return counted()


@continued(act=ACT_SINCE_2023)
@benefit.condition("not_university_student", act=ACT)
def university_student() -> Boolean:
    """The person studies at a university."""
    return person.study == "university"


@continued(act=ACT_SINCE_2023)
@benefit.condition("not_excellent", act=ACT)
def excellent_marks() -> Boolean:
    """All marks are excellent."""
    return person.excellent_student


# Large families are those with four or more minor children living together, as the same decision says of meters and gas; the
# student may be of age and is then not one of the four.
@continued(act=ACT_SINCE_2023)
@benefit.condition("not_large_family", act=ACT)
def large_family() -> Boolean:
    """Four or more minor children live together."""
    return minor_children_together() >= benefit.parameter("large_family_children")


@continued(act=ACT_SINCE_2023)
@benefit.condition("income_above_limit", act=ACT)
def income_within_limit() -> Boolean:
    """Per-capita income is at most so many subsistence minima."""
    return per_capita_income() <= benefit.parameter("income_limit_pm") * income_limit_minimum()


@continued(act=ACT_SINCE_2023)
@benefit.amount(act=ACT)
def amount() -> Number:
    """A sum in tenge a month."""
    return benefit.parameter("amount")
