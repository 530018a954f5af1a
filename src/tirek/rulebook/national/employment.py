"""What the employment measures share: who is free to work, of the age, and of a group that is helped first.

Law: law on employment of 06.04.2016 until 30.06.2023; then Social Code, articles 98-99 (job seekers, the unemployed) and 111
(subsidised workplaces). Only excerpts were seen; the groups that are helped first are from general knowledge: unverified.
"""

from __future__ import annotations

from tirek.rulebook.engine import Boolean, age, any_of, count, parameter, person, rule
from tirek.rulebook.national.continuity import continued
from tirek.rulebook.national.household import counted, minor, reached_pension_age
from tirek.rulebook.national.targeted_assistance import receives_targeted_assistance

LAW = "law_employment_2016"
CODE = "social_code"
PROGRAMME = "government_resolution_746_2018"
"""The programme of 2017-2021, under which the measures stood until ``PROJECT_BEGAN``."""
PROJECT = "government_resolution_728_2021"
PROJECT_BEGAN = "2022-01-01"
SUBSIDISED_JOBS = "government_resolution_476_2023"
"""The list of subsidised workplaces, from 01.07.2023."""
ENTERPRISE_RULES = "order_272_2023"
"""The rules on support of enterprise, from 01.07.2023."""


@continued(act=CODE, article="99")
@rule(act=LAW)
def unemployed() -> Boolean:
    """Whether the person is registered as unemployed."""
    return person.employment == "registered_unemployed"


# Whoever works at a subsidised workplace is no longer unemployed, and is the person the subsidy is for from the second month on.
@continued(act=CODE, article="111")
@rule(act=LAW)
def at_subsidised_workplace() -> Boolean:
    """Whether the person has a temporary job as an employment measure."""
    return (person.employment == "temporary_job") & person.takes_part_in_measures


@continued(act=CODE, article="111")
@rule(act=LAW)
def free_for_measures() -> Boolean:
    """Unemployed, or already at a subsidised workplace."""
    return unemployed() | at_subsidised_workplace()


@continued(act=CODE, article="98")
@rule(act=LAW)
def of_working_age() -> Boolean:
    """From 16 to the pension age."""
    return (age(person.birth_date) >= parameter("employment_age")) & ~reached_pension_age()


@continued(act=CODE, article="98")
@rule(act=LAW)
def self_employed() -> Boolean:
    """Works for oneself, or is a sole trader whose activity is suspended."""
    return person.employment.is_in("self_employed", "suspended_trader")


@continued(act=CODE)
@rule(act=LAW)
def in_large_family() -> Boolean:
    """Four or more minor children live with the family."""
    children = count(person, minor() & counted() & person.registered_at_address)
    return children >= parameter("large_family_children")


@continued(act=CODE)
@rule(act=LAW)
def with_disability() -> Boolean:
    """Disability of group I, II or III; whether work is advised against is for the career centre to see."""
    return person.disability.is_in("group_1", "group_2", "group_3")


@continued(act=CODE)
@rule(act=LAW)
def cares_for_disabled_child() -> Boolean:
    """Cares for a child with a disability who lives with the family."""
    return person.provides_care & any_of(minor() & counted() & (person.disability != "none"))


@continued(act=CODE)
@rule(act=LAW)
def of_family_helped_first() -> Boolean:
    """Large family, or one that receives targeted assistance: one condition of the family, however many grounds it has."""
    return in_large_family() | receives_targeted_assistance()


@continued(act=CODE)
@rule(act=LAW)
def helped_first() -> Boolean:
    """Whether the person belongs to a group that social jobs are made for."""
    return (
        with_disability()
        | (person.residence == "kandas")
        | person.orphan
        | (person.hardship_ground == "released_or_probation")
        | of_family_helped_first()
    )
