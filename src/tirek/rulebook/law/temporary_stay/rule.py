"""Temporary stay: people without a fixed abode, victims of violence and trafficking, and those released from prison.

Law: standard of temporary stay (order 165 of 26.03.2015, from 01.07.2023 order 263 of 29.06.2023). The report of 2020
counts 775 people without a fixed abode and 311 victims of violence; those released from prison are from general
knowledge: unverified.
"""

from __future__ import annotations

from tirek.rulebook.engine import Benefit, Boolean, Number, person
from tirek.rulebook.national.continuity import continued
from tirek.rulebook.national.special_services import ORDER, SINCE_2023, found_in_need, served, victim

benefit = Benefit.beside(__file__)


@continued(act=SINCE_2023)
@benefit.condition("not_found_in_need", act=ORDER)
def in_need() -> Boolean:
    """The assessment found a need of services."""
    return found_in_need()


@continued(act=SINCE_2023)
@benefit.condition("another_form", act=ORDER)
def form_fits() -> Boolean:
    """A situation in which a place to stay is given."""
    return victim() | person.life_situation.is_in("homeless", "released")


@continued(act=SINCE_2023)
@benefit.extra(act=ORDER)
def situations() -> Number:
    """Members in such a situation."""
    return served(victim() | person.life_situation.is_in("homeless", "released"))
