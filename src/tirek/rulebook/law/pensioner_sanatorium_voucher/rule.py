"""A sanatorium voucher a year for pensioners, in kind.

Law: roadmap of active longevity, as the report of 2020 tells of it; the decision behind it was not seen, so the medical
recommendation and "once a year, voucher or refund" are unverified.
"""

from __future__ import annotations

from tirek.rulebook.engine import Benefit, Boolean, Number, person
from tirek.rulebook.national.household import counted
from tirek.rulebook.national.local_aid import pensioner_by_age

benefit = Benefit.beside(__file__)

ACT = "active_longevity_roadmap"


@benefit.condition("not_a_member", act=ACT)
def lives_there() -> Boolean:
    """The pensioner lives with the family, at the address."""
    return counted()


@benefit.condition("not_a_pensioner", act=ACT)
def pensioner() -> Boolean:
    """The person receives the age pension and has reached the general pension age."""
    return pensioner_by_age()


@benefit.condition("not_recommended", act=ACT)
def recommended() -> Boolean:
    """A physician recommends the treatment."""
    return person.sanatorium_recommended


@benefit.condition("treated_this_year", act=ACT)
def not_treated_this_year() -> Boolean:
    """Neither a voucher nor a refund was given this year."""
    return ~person.sanatorium_this_year


@benefit.amount(act=ACT)
def amount() -> Number:
    """So many vouchers a year."""
    return benefit.parameter("vouchers_a_year")
