"""Semi-stationary care, by day: the elderly, groups I and II, adults with illness, children with a disability, and others.

Law: standard of semi-stationary services (order 165 of 26.03.2015, from 01.07.2023 order 263 of 29.06.2023). The report
of 2020 names under this form also victims and those released from prison.
"""

from __future__ import annotations

from tirek.rulebook.engine import Benefit, Boolean, Number, person, rule
from tirek.rulebook.national.continuity import continued
from tirek.rulebook.national.special_services import (
    ORDER,
    SINCE_2023,
    adult_with_illness,
    child_with_disability,
    elderly_or_severely_disabled,
    found_in_need,
    served,
    victim,
)

benefit = Benefit.beside(__file__)


@continued(act=SINCE_2023)
@rule(act=ORDER)
def helped_by_day() -> Boolean:
    """Victims of violence and trafficking, and those released from prison."""
    return victim() | (person.life_situation == "released")


@continued(act=SINCE_2023)
@benefit.condition("not_found_in_need", act=ORDER)
def in_need() -> Boolean:
    """The assessment found a need of services."""
    return found_in_need()


@continued(act=SINCE_2023)
@benefit.condition("another_form", act=ORDER)
def form_fits() -> Boolean:
    """One of the four groups."""
    return elderly_or_severely_disabled() | adult_with_illness() | child_with_disability() | helped_by_day()


@continued(act=SINCE_2023)
@benefit.extra(act=ORDER)
def elderly() -> Number:
    """Members of the first group."""
    return served(elderly_or_severely_disabled())


@continued(act=SINCE_2023)
@benefit.extra(act=ORDER)
def adults() -> Number:
    """Members of the second group."""
    return served(adult_with_illness())


@continued(act=SINCE_2023)
@benefit.extra(act=ORDER)
def children() -> Number:
    """Members of the third group."""
    return served(child_with_disability())


@continued(act=SINCE_2023)
@benefit.extra(act=ORDER)
def situations() -> Number:
    """Members of the fourth group."""
    return served(helped_by_day())
