"""Stationary care: the elderly and groups I and II without relatives able to care, adults and children who need constant care.

Law: standard of stationary services (order 165 of 26.03.2015, from 01.07.2023 order 263 of 29.06.2023). Which groups it
takes is told by the reports of the department; that relatives able to care exclude the first group is unverified.
"""

from __future__ import annotations

from tirek.rulebook.engine import Benefit, Boolean, Number, person, rule
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
@rule(act=ORDER)
def ill_adult() -> Boolean:
    """Adults with a psychoneurological illness who need the care of others."""
    return adult_with_illness() & person.needs_outside_care


@continued(act=SINCE_2023)
@rule(act=ORDER)
def ill_child() -> Boolean:
    """Children with a disability who need the care of others and are ill or move with difficulty."""
    hindered = person.psychoneurological_illness | person.mobility_difficulty
    return child_with_disability() & person.needs_outside_care & hindered


@continued(act=SINCE_2023)
@benefit.condition("not_found_in_need", act=ORDER)
def in_need() -> Boolean:
    """The assessment found a need of services."""
    return found_in_need()


@continued(act=SINCE_2023)
@benefit.condition("another_form", act=ORDER)
def form_fits() -> Boolean:
    """One of the three groups."""
    return old_alone() | ill_adult() | ill_child()


@continued(act=SINCE_2023)
@benefit.extra(act=ORDER)
def elderly() -> Number:
    """Members of the first group."""
    return served(old_alone())


@continued(act=SINCE_2023)
@benefit.extra(act=ORDER)
def adults() -> Number:
    """Members of the second group."""
    return served(ill_adult())


@continued(act=SINCE_2023)
@benefit.extra(act=ORDER)
def children() -> Number:
    """Members of the third group."""
    return served(ill_child())
