"""Half-yearly aid of 7 MCI to a person of one of four categories whose family earns at most 3 subsistence minima a head.

Law: Almaty maslikhat decision 347 of 23.07.2015; from 01.07.2023 the decision that followed it, which was not found.
"""

from __future__ import annotations

from tirek.rulebook.engine import Benefit, Boolean, Number, parameter, person, rule
from tirek.rulebook.national.continuity import continued
from tirek.rulebook.national.household import counted, per_capita_income
from tirek.rulebook.national.local_aid import income_limit_minimum, pensioner_by_age

benefit = Benefit.beside(__file__)

ACT = "almaty_maslikhat_347_2015"
ACT_SINCE_2023 = "almaty_maslikhat_current"


@continued(act=ACT_SINCE_2023)
@rule(act=ACT)
def pensioner_without_special_benefit() -> Boolean:
    """Pensioners who have reached the pension age and do not receive the special state benefit."""
    return pensioner_by_age() & ~person.special_state_benefit


@continued(act=ACT_SINCE_2023)
@rule(act=ACT)
def allowance_without_special_benefit() -> Boolean:
    """Recipients of the state allowance by age who do not receive the special state benefit."""
    return (person.pension_kind == "age_allowance") & ~person.special_state_benefit


@continued(act=ACT_SINCE_2023)
@rule(act=ACT)
def group_one_with_kidney_failure() -> Boolean:
    """Persons with a disability of group I who suffer from chronic kidney failure."""
    return (person.disability == "group_1") & person.chronic_kidney_failure


@continued(act=ACT_SINCE_2023)
@rule(act=ACT)
def home_front_worker() -> Boolean:
    """Home-front workers who receive the special state benefit as such.

    Decorated ones and those who worked six months without a decoration are one category of the law on the special state
    benefit, so the decision's "who receive it by this category" is read as said of both. Those who do not receive it are
    pensioners of the first category.
    """
    return person.home_front_worker & person.special_state_benefit


@continued(act=ACT_SINCE_2023)
@benefit.condition("not_a_member", act=ACT)
def lives_in_the_city() -> Boolean:
    """The person lives with the family (is not in an institution, in prison, elsewhere)."""
    return counted()


@continued(act=ACT_SINCE_2023)
@benefit.condition("not_in_category", act=ACT)
def in_category() -> Boolean:
    """The person belongs to one of the four categories."""
    return (
        pensioner_without_special_benefit()
        | allowance_without_special_benefit()
        | group_one_with_kidney_failure()
        | home_front_worker()
    )


@continued(act=ACT_SINCE_2023)
@benefit.condition("income_above_limit", act=ACT)
def income_within_limit() -> Boolean:
    """Per-capita income is at most so many subsistence minima."""
    return per_capita_income() <= benefit.parameter("income_limit_pm") * income_limit_minimum()


@continued(act=ACT_SINCE_2023)
@benefit.amount(act=ACT)
def amount() -> Number:
    """So many MCI a half-year."""
    return parameter("mci") * benefit.parameter("amount_mci")
