"""Refund of the cost of buying, installing or checking a meter of water or gas: receipts, up to 3.4 MCI a device.

Law: Almaty maslikhat decision 347 of 23.07.2015; from 01.07.2023 the decision that followed it, which was not found.
"""

from __future__ import annotations

from tirek.rulebook.engine import Benefit, Boolean, Number, any_of, claim, lesser, parameter, rule
from tirek.rulebook.national.continuity import continued
from tirek.rulebook.national.household import counted, per_capita_income, reached_pension_age
from tirek.rulebook.national.local_aid import (
    disability_group,
    income_limit_minimum,
    low_income_recipient,
    minor_children_together,
)

benefit = Benefit.beside(__file__)

ACT = "almaty_maslikhat_347_2015"
ACT_SINCE_2023 = "almaty_maslikhat_current"


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
def member_of_pension_age() -> Boolean:
    """A member has reached the pension age, pensioner or not."""
    return any_of(reached_pension_age() & counted())


@continued(act=ACT_SINCE_2023)
@benefit.condition("not_a_meter", act=ACT)
def meter() -> Boolean:
    """The claim is for an individual meter of hot water, cold water or gas."""
    return claim.kind == "water_or_gas_meter"


@continued(act=ACT_SINCE_2023)
@benefit.condition("not_documented", act=ACT)
def documented() -> Boolean:
    """Receipts show the cost."""
    return claim.documented


@continued(act=ACT_SINCE_2023)
@benefit.condition("reimbursed_before", act=ACT)
def not_reimbursed_before() -> Boolean:
    """The cost of this device was not refunded before."""
    return ~claim.reimbursed_before


@continued(act=ACT_SINCE_2023)
@benefit.condition("not_in_category", act=ACT)
def in_category() -> Boolean:
    """The family belongs to one of the four categories."""
    return low_income_recipient() | large_family() | member_with_disability() | member_of_pension_age()


@continued(act=ACT_SINCE_2023)
@benefit.condition("income_above_limit", act=ACT)
def income_within_limit() -> Boolean:
    """Per-capita income is at most so many subsistence minima."""
    return per_capita_income() <= benefit.parameter("income_limit_pm") * income_limit_minimum()


@continued(act=ACT_SINCE_2023)
@benefit.amount(act=ACT)
def amount() -> Number:
    """The documented cost, up to so many MCI a device."""
    return lesser(claim.cost, parameter("mci") * benefit.parameter("device_cap_mci"))
