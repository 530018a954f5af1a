"""Refund of sanatorium treatment that a pensioner paid for: the documented cost up to a ceiling, once a year.

Law: roadmap of active longevity, as the report of 2020 tells of it. The ceiling was not published: what is claimed above the
lowest ceiling that the report's own mean allows stays undetermined.
"""

from __future__ import annotations

from tirek.rulebook.engine import Benefit, Boolean, Number, claim, count, greater, lesser, person, plain, quantity, rule
from tirek.rulebook.national.household import counted
from tirek.rulebook.national.local_aid import pensioner_by_age

benefit = Benefit.beside(__file__)

ACT = "active_longevity_roadmap"


@rule(act=ACT)
def pensioners() -> Number:
    """Members of pension age with the age pension who had neither a voucher nor a refund this year."""
    return count(person, counted() & pensioner_by_age() & ~person.sanatorium_this_year)


@benefit.condition("not_a_treatment", act=ACT)
def treatment() -> Boolean:
    """The claim is for sanatorium treatment."""
    return claim.kind == "sanatorium_treatment"


@benefit.condition("not_documented", act=ACT)
def documented() -> Boolean:
    """Documents show the treatment and its cost."""
    return claim.documented


@benefit.condition("reimbursed_before", act=ACT)
def not_reimbursed_before() -> Boolean:
    """This treatment was not refunded before."""
    return ~claim.reimbursed_before


@benefit.condition("no_pensioner", act=ACT)
def pensioner_in_family() -> Boolean:
    """The family has a pensioner who may still be treated this year."""
    return pensioners() >= quantity(1, "person")


# A family without such a pensioner is refused for that alone, so the number of refunds is counted as of one.
@benefit.condition("above_yearly_number", act=ACT)
def within_yearly_number() -> Boolean:
    """The family claims at most so many refunds a year for each pensioner."""
    allowed = plain(greater(pensioners(), quantity(1, "person"))) * benefit.parameter("refunds_a_year")
    return claim.number <= allowed


@benefit.amount(act=ACT)
def amount() -> Number:
    """The documented cost, up to the ceiling."""
    return lesser(claim.cost, benefit.parameter("ceiling"))
