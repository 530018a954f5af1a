"""Care at home: the elderly and groups I and II without relatives able to care, adults with illness, children with a disability.

Law: standard of services at home (order 165 of 26.03.2015, from 01.07.2023 order 263 of 29.06.2023). The report of 2020
counts 2,933 people who live alone and 1,034 children, 259 of whom are older than 18.
"""

from __future__ import annotations

from tirek.rulebook.engine import Benefit, Boolean, Number, rule
from tirek.rulebook.national.continuity import continued
from tirek.rulebook.national.special_services import (
    ORDER,
    SINCE_2023,
    adult_with_illness,
    cannot_manage_alone,
    child_with_disability,
    elderly_or_severely_disabled,
    found_in_need,
    served,
)

benefit = Benefit.beside(__file__)


@continued(act=SINCE_2023)
@rule(act=ORDER)
def old_alone() -> Boolean:
    """The elderly and groups I and II who cannot manage alone."""
    return elderly_or_severely_disabled() & cannot_manage_alone()


@continued(act=SINCE_2023)
@benefit.condition("not_found_in_need", act=ORDER)
def in_need() -> Boolean:
    """The assessment found a need of services."""
    return found_in_need()


@continued(act=SINCE_2023)
@benefit.condition("another_form", act=ORDER)
def form_fits() -> Boolean:
    """One of the three groups."""
    return old_alone() | adult_with_illness() | child_with_disability()


@continued(act=SINCE_2023)
@benefit.extra(act=ORDER)
def elderly() -> Number:
    """Members of the first group."""
    return served(old_alone())


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
