"""Refund of the whole documented cost of three gas points to the owner of a detached house, once in a life.

Law: Almaty maslikhat decision 347 of 23.07.2015; from 01.07.2023 the decision that followed it, which was not found.
"""

from __future__ import annotations

from tirek.rulebook.engine import Benefit, Boolean, Number, any_of, claim, dwelling, family, person, rule, total
from tirek.rulebook.national.continuity import continued
from tirek.rulebook.national.household import counted, per_capita_income
from tirek.rulebook.national.local_aid import (
    disability_group,
    income_limit_minimum,
    low_income_recipient,
    minor_children_together,
    pensioner_by_age,
)

benefit = Benefit.beside(__file__)

ACT = "almaty_maslikhat_347_2015"
ACT_SINCE_2023 = "almaty_maslikhat_current"


@continued(act=ACT_SINCE_2023)
@rule(act=ACT)
def refundable_point() -> Boolean:
    """One of the first three gas points, with receipts."""
    return (claim.kind == "gas_point") & claim.documented & (claim.number <= benefit.parameter("points"))


@continued(act=ACT_SINCE_2023)
@rule(act=ACT)
def large_family() -> Boolean:
    """Four or more minor children live together."""
    return minor_children_together() >= benefit.parameter("large_family_children")


@continued(act=ACT_SINCE_2023)
@rule(act=ACT)
def member_with_disability() -> Boolean:
    """A member has a disability of group I, II or III."""
    return any_of(disability_group() & counted())


@continued(act=ACT_SINCE_2023)
@rule(act=ACT)
def child_with_disability() -> Boolean:
    """The family raises a child with a disability, also one who has no group."""
    return any_of((person.disability == "child_without_group") & counted())


@continued(act=ACT_SINCE_2023)
@rule(act=ACT)
def pensioner() -> Boolean:
    """A member is a pensioner by age under article 11, point 1, of the pension law."""
    return any_of(pensioner_by_age() & counted())


@continued(act=ACT_SINCE_2023)
@benefit.condition("not_house_owner", act=ACT)
def owns_house() -> Boolean:
    """The family owns the detached house it lives in."""
    return any_of((dwelling.kind == "house") & (dwelling.tenure == "owned") & dwelling.residence)


@continued(act=ACT_SINCE_2023)
@benefit.condition("not_in_category", act=ACT)
def in_category() -> Boolean:
    """The family belongs to one of the five categories."""
    return low_income_recipient() | large_family() | member_with_disability() | child_with_disability() | pensioner()


@continued(act=ACT_SINCE_2023)
@benefit.condition("income_above_limit", act=ACT)
def income_within_limit() -> Boolean:
    """Per-capita income is at most so many subsistence minima."""
    return per_capita_income() <= benefit.parameter("income_limit_pm") * income_limit_minimum()


@continued(act=ACT_SINCE_2023)
@benefit.condition("reimbursed_before", act=ACT)
def not_reimbursed_before() -> Boolean:
    """The family has not had this refund: it is given once."""
    return ~family.gas_connection_reimbursed


@continued(act=ACT_SINCE_2023)
@benefit.condition("no_documented_point", act=ACT)
def point_documented() -> Boolean:
    """There is at least one point to refund."""
    return any_of(refundable_point())


@continued(act=ACT_SINCE_2023)
@benefit.amount(act=ACT)
def amount() -> Number:
    """The whole documented cost of the points that count."""
    return total(claim.cost, refundable_point())
