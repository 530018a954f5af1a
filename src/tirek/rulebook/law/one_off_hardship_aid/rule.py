"""One-off aid of 20 MCI to a person in a difficult life situation whose family earns at most 2 subsistence minima a head.

Law: Almaty maslikhat decision 347 of 23.07.2015; model rules of Government resolution 504 of 21.05.2013, from
01.07.2023 resolution 523 of 30.06.2023 (grounds, survey, conclusion of the commission: from general knowledge, unverified).
"""

from __future__ import annotations

from tirek.rulebook.engine import Benefit, Boolean, Number, family, parameter, person
from tirek.rulebook.national.continuity import continued
from tirek.rulebook.national.household import counted, per_capita_income
from tirek.rulebook.national.local_aid import income_limit_minimum

benefit = Benefit.beside(__file__)

ACT = "almaty_maslikhat_347_2015"
ACT_SINCE_2023 = "almaty_maslikhat_current"
MODEL_RULES = "government_resolution_504_2013"
MODEL_RULES_SINCE_2023 = "government_resolution_523_2023"


@continued(act=ACT_SINCE_2023)
@benefit.condition("not_a_member", act=ACT)
def lives_in_the_city() -> Boolean:
    """The person lives with the family (is not in an institution, in prison, elsewhere)."""
    return counted()


# The seven grounds in force until the reform of 2026, which drops the last of them.
@continued(act=MODEL_RULES_SINCE_2023)
@benefit.condition("no_hardship_ground", act=MODEL_RULES)
def hardship_ground() -> Boolean:
    """One of the seven grounds of a difficult life situation holds."""
    return person.hardship_ground.is_in(
        "fire",
        "natural_disaster",
        "significant_disease",
        "orphanhood",
        "low_income",
        "incapable_elderly",
        "released_or_probation",
    )


@continued(act=ACT_SINCE_2023)
@benefit.condition("income_above_limit", act=ACT)
def income_within_limit() -> Boolean:
    """Per-capita income is at most so many subsistence minima."""
    return per_capita_income() <= benefit.parameter("income_limit_pm") * income_limit_minimum()


@continued(act=MODEL_RULES_SINCE_2023)
@benefit.condition("survey_refused", act=MODEL_RULES)
def survey_allowed() -> Boolean:
    """The family let the participating commission in (unverified)."""
    return ~family.survey_refused


@continued(act=MODEL_RULES_SINCE_2023)
@benefit.condition("need_not_confirmed", act=MODEL_RULES)
def need_confirmed() -> Boolean:
    """The participating commission concluded that help is needed (unverified)."""
    return family.commission_found_need


@continued(act=ACT_SINCE_2023)
@benefit.amount(act=ACT)
def amount() -> Number:
    """So many MCI, once."""
    return parameter("mci") * benefit.parameter("amount_mci")
