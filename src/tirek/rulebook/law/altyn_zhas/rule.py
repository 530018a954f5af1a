"""Altyn Zhas: 85,000 tenge a month towards the wage of an age pensioner of Almaty, for up to thirty-six months.

Law: the city's programme of 2024-2028, with applications until the end of 2026; the act itself was not found.
"""

from __future__ import annotations

from tirek.rulebook.engine import Benefit, Boolean, Number, person

benefit = Benefit.beside(__file__)

PROGRAMME = "almaty_altyn_zhas_2024"


@benefit.condition("not_pensioner", act=PROGRAMME)
def age_pensioner() -> Boolean:
    """Receives the age pension; what was found names no age, so an early age pension counts too."""
    return person.pension_kind == "age_pension"


@benefit.condition("not_registered_here", act=PROGRAMME)
def registered_here() -> Boolean:
    """Lives and is registered in the city."""
    return person.registered_at_address & (person.absence == "none")


@benefit.condition("not_referred", act=PROGRAMME)
def referred() -> Boolean:
    """The career centre referred the person to an employer of the programme."""
    return person.referral == "altyn_zhas"


@benefit.condition("term_used", act=PROGRAMME)
def time_left() -> Boolean:
    """Fewer full months than the longest time are behind."""
    return person.measure_months_used < benefit.parameter("months")


@benefit.amount(act=PROGRAMME)
def amount() -> Number:
    """A sum in tenge a month, whatever the wage."""
    return benefit.parameter("amount")
