"""Sanatorium treatment by the individual programme: a voucher a year, for a child one more for the accompanying person.

Law: order 26 of 22.01.2015; from 01.07.2023 order 286 of 30.06.2023. Once a calendar year and the accompanying person are from
general knowledge of the orders: unverified.
"""

from __future__ import annotations

from tirek.rulebook.engine import Benefit, Boolean, Number, person, quantity, when
from tirek.rulebook.national.continuity import continued
from tirek.rulebook.national.household import minor
from tirek.rulebook.national.rehabilitation import ORDER, SINCE_2023, has_programme

benefit = Benefit.beside(__file__)


@continued(act=SINCE_2023)
@benefit.condition("no_disability", act=ORDER)
def has_disability() -> Boolean:
    """The person has a disability, with a group or without one."""
    return person.disability != "none"


@continued(act=SINCE_2023)
@benefit.condition("no_programme", act=ORDER)
def with_programme() -> Boolean:
    """There is a valid individual programme."""
    return has_programme()


@continued(act=SINCE_2023)
@benefit.condition("not_prescribed", act=ORDER)
def prescribed() -> Boolean:
    """The programme names sanatorium treatment."""
    return person.sanatorium_prescribed


@continued(act=SINCE_2023)
@benefit.condition("given_this_year", act=ORDER)
def not_given_this_year() -> Boolean:
    """No voucher was given this year."""
    return ~person.programme_voucher_this_year


@continued(act=SINCE_2023)
@benefit.amount(act=ORDER)
def amount() -> Number:
    """One voucher, and one more for the person who accompanies a child."""
    accompanying = when(minor(), benefit.parameter("accompanying_vouchers"), quantity(0, "vouchers_year"))
    return benefit.parameter("vouchers_a_year") + accompanying
