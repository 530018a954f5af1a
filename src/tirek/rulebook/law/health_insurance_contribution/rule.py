"""Contribution of the mandatory health insurance for the uninsured of categories D and E, paid to the fund from the local budget.

Law: amendments of 2025 to the law on mandatory social health insurance, of which a public page tells (2 % of the mean wage of
the region); number and date were not found. The mean wage was not published for the purpose: without it the sum is undetermined.
"""

from __future__ import annotations

from tirek.rulebook.engine import Benefit, Boolean, Number, family, parameter, person

benefit = Benefit.beside(__file__)

ACT = "health_insurance_amendment_2025"


@benefit.condition("not_category_d_or_e", act=ACT)
def in_category() -> Boolean:
    """The Digital Family Card puts the family in category D or E."""
    return family.family_card_category.is_in("category_d", "category_e")


@benefit.condition("insured", act=ACT)
def not_insured() -> Boolean:
    """Nobody pays contributions for the person, and the state does not either."""
    return ~person.health_insured


@benefit.amount(act=ACT)
def amount() -> Number:
    """A share of the region's mean wage."""
    return parameter("regional_mean_wage") * benefit.parameter("contribution_rate")
