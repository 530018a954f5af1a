"""What the local kinds of social aid share: the base of their income limits and their categories.

Law: model rules of the Government (resolution 504 of 21.05.2013, then 523 of 30.06.2023); Almaty maslikhat decision 347
of 23.07.2015; pension law of 21.06.2013, article 11, then Social Code, article 207.
"""

from __future__ import annotations

from tirek.rulebook.engine import (
    Boolean,
    Number,
    count,
    parameter,
    person,
    receives,
    rule,
)
from tirek.rulebook.national.continuity import continued
from tirek.rulebook.national.household import counted, minor, reached_pension_age

ALMATY_347 = "almaty_maslikhat_347_2015"
ALMATY_SINCE_2023 = "almaty_maslikhat_current"


@continued(act=ALMATY_SINCE_2023)
@rule(act=ALMATY_347)
def income_limit_minimum() -> Number:
    """The subsistence minimum whose multiples limit per-capita income.

    The decision does not say which one is meant; the reform of 2026 says that until then it was the regional one. The
    register holds it by the quarter of application, in which it is used; a quarter without a value stays undetermined.
    """
    return parameter("regional_subsistence_minimum", at="application")


@continued(act=ALMATY_SINCE_2023)
@rule(act=ALMATY_347)
def pensioner_by_age() -> Boolean:
    """Whether the person receives the age pension and has reached the general pension age."""
    return (person.pension_kind == "age_pension") & reached_pension_age()


@continued(act=ALMATY_SINCE_2023)
@rule(act=ALMATY_347)
def disability_group() -> Boolean:
    """Whether the person has a disability of group I, II or III."""
    return person.disability.is_in("group_1", "group_2", "group_3")


@continued(act=ALMATY_SINCE_2023)
@rule(act=ALMATY_347)
def minor_children_together() -> Number:
    """Minor children who live with the family: a child who studies and lives elsewhere is not one of them."""
    return count(person, minor() & counted() & person.registered_at_address)


@continued(act=ALMATY_SINCE_2023)
@rule(act=ALMATY_347)
def low_income_recipient() -> Boolean:
    """Whether the family receives targeted assistance of either kind, or housing aid."""
    return (
        receives("targeted_assistance_unconditional")
        | receives("targeted_assistance_conditional")
        | receives("housing_aid")
    )
