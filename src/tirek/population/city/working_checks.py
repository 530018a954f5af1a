"""Joint checks of studies, work, incomes and property."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tirek.population.city.ages import ADULT
from tirek.population.city.found import Found, failing, mean_by_band, not_rising
from tirek.population.city.incomes import MONTHS
from tirek.population.city.tunables import tunables

if TYPE_CHECKING:
    from collections.abc import Callable

    from tirek.population.city.tables import CityTables

STUDY_AGES = {"school": (5, 19), "college": (14, 30), "university": (16, 40)}


def _age_pension(city: CityTables) -> Found:
    return failing(city.is_any("person", "pension_kind", "age_pension"), ~city.of_pension_age)


def _pension_age(city: CityTables) -> Found:
    return failing(city.of_pension_age, ~city.is_any("person", "pension_kind", "age_pension", "age_allowance"))


def _least_pension(city: CityTables) -> Found:
    least = tunables("incomes").table("base_pension")["least"] * MONTHS
    return failing(city.is_any("person", "pension_kind", "age_pension"), city.person["pension"] < least)


def _benefit_follows(city: CityTables) -> Found:
    benefit = city.is_any("person", "pension_kind", "disability_benefit")
    return failing(benefit, city.is_any("person", "disability", "none"))


def _disability_brings(city: CityTables) -> Found:
    disabled = ~city.is_any("person", "disability", "none") & ~city.of_pension_age
    return failing(disabled, city.person["state_benefits"] == 0)


def _studies(city: CityTables) -> Found:
    wrong = np.zeros(city.people, dtype=bool)
    for stage, (first, last) in STUDY_AGES.items():
        wrong |= city.is_any("person", "study", stage) & ((city.age < first) | (city.age > last))
    return failing(~city.is_any("person", "study", "none"), wrong)


def _school_age(city: CityTables) -> Found:
    return failing((city.age >= 7) & (city.age <= 16), city.is_any("person", "study", "none"))


def _wage_and_job(city: CityTables) -> Found:
    paid = city.is_any("person", "employment", "permanent_job", "temporary_job")
    return failing(paid | (city.person["wage"] > 0), paid != (city.person["wage"] > 0))


def _registered(city: CityTables) -> Found:
    wrong = (city.person["wage"] > 0) | (city.age < 16) | city.of_pension_age
    return failing(city.is_any("person", "employment", "registered_unemployed"), wrong)


def _care(city: CityTables) -> Found:
    needs = (city.age < 3) | (city.age >= 80) | city.person["needs_outside_care"]
    needs |= city.is_any("person", "disability", "group_1")
    needs |= ~city.is_any("person", "disability", "none") & (city.age < ADULT)
    return failing(city.person["provides_care"], ~city.any_of(needs)[city.of_family])


def _earners(city: CityTables) -> Found:
    """Among families of grown-ups under pension age: the share who work, from the poorest fifth to the richest."""
    working_age = (city.age >= ADULT) & ~city.of_pension_age
    grown = city.count(working_age)
    some = grown > 0
    share = city.count(city.has_job & working_age)[some] / grown[some]
    return not_rising(mean_by_band(share, city.fifth[some], 5))


def _vehicles(city: CityTables) -> Found:
    many = city.sum_rows("vehicle", np.ones(city.vehicle["kind"].size))
    return not_rising(mean_by_band(many, city.fifth, 5))


WORKING_CHECKS: dict[str, Callable[[CityTables], Found]] = {
    "age_pension_only_at_pension_age": _age_pension,
    "pension_age_brings_a_pension": _pension_age,
    "age_pension_is_at_least_the_base": _least_pension,
    "disability_benefit_follows_disability": _benefit_follows,
    "disability_before_pension_age_brings_a_benefit": _disability_brings,
    "studies_fit_the_age": _studies,
    "child_of_school_age_studies": _school_age,
    "child_under_14_has_no_wage": lambda city: failing(city.age < 14, city.person["wage"] > 0),
    "paid_job_and_wage_go_together": _wage_and_job,
    "registered_unemployed_has_no_wage": _registered,
    "care_has_a_reason": _care,
    "earners_rise_with_income": _earners,
    "vehicles_rise_with_income": _vehicles,
}
