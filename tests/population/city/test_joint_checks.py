"""Every joint check passes on a made city and fails on a planted violation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tirek.population.city import CityTables, joint_checks, joint_checks_of
from tirek.population.city.joint_checks import CHECKS
from tirek.population.city.tunables import read_margins_file
from tirek.population.snapshot import load_schema

NAMES = tuple(read_margins_file("joint_checks"))


@dataclass
class Spoiler:
    """A copy of a city that may be spoiled."""

    city: CityTables

    def set(self, entity: str, fact: str, rows: Any, value: Any) -> None:
        """Overwrite a column in some rows."""
        columns = getattr(self.city, entity)
        columns[fact] = columns[fact].copy()
        columns[fact][rows] = value

    def code(self, entity: str, fact: str, value: str) -> int:
        """The code of an enumerated value."""
        return load_schema().code(entity, fact, value)

    def rows(self, fact: str, value: str) -> Any:
        """Persons with an enumerated value."""
        return self.city.is_any("person", fact, value)


def copy_of(city: CityTables) -> CityTables:
    columns = (dict(getattr(city, name)) for name in ("family", "person", "dwelling", "vehicle", "claim"))
    return CityTables(*columns, city.as_of)


def plain(entity: str, fact: str, rows: Callable[[Spoiler], Any], value: Any) -> Callable[[Spoiler], None]:
    return lambda spoiler: spoiler.set(entity, fact, rows(spoiler), value)


def coded(fact: str, rows: Callable[[Spoiler], Any], value: str) -> Callable[[Spoiler], None]:
    return lambda spoiler: spoiler.set("person", fact, rows(spoiler), spoiler.code("person", fact, value))


def everybody(spoiler: Spoiler) -> Any:
    return slice(None)


def young(spoiler: Spoiler) -> Any:
    return np.flatnonzero((spoiler.city.age > 20) & (spoiler.city.age < 40))[:1]


def _parents_as_old_as_children(spoiler: Spoiler) -> None:
    adults = spoiler.city.age >= 18
    spoiler.set("person", "birth_date", adults, 20060601)


def _parents_very_old(spoiler: Spoiler) -> None:
    spoiler.set("person", "birth_date", spoiler.city.age >= 18, 19300601)


def _wide_couples(spoiler: Spoiler) -> None:
    city = spoiler.city
    grown_women = city.is_any("person", "sex", "female") & (city.age >= 25)
    spoiler.set("person", "birth_date", grown_women, 19400601)


def _two_homes(spoiler: Spoiler) -> None:
    spoiler.set("dwelling", "residence", slice(None), True)


def _one_district_of_old(spoiler: Spoiler) -> None:
    city = spoiler.city
    old = city.count(city.is_any("person", "pension_kind", "age_pension")) > 0
    spoiler.set("family", "territory", old, 751110000)


def _one_district_of_large(spoiler: Spoiler) -> None:
    spoiler.set("family", "territory", spoiler.city.minors >= 4, 751110000)


def _areas_fall(spoiler: Spoiler) -> None:
    city = spoiler.city
    size = city.size[city.dwelling["family_id"]]
    spoiler.set("dwelling", "area", slice(None), 20_000 - 500 * size.astype(np.int64))


def _earners_poor(spoiler: Spoiler) -> None:
    jobs = ("permanent_job", "temporary_job", "self_employed")
    working = spoiler.city.is_any("person", "employment", *jobs)
    for name in ("wage", "business_income"):
        spoiler.set("person", name, working, 0)


def _vehicles_with_the_poorest(spoiler: Spoiler) -> None:
    city = spoiler.city
    poorest = np.flatnonzero(city.fifth == 0)
    owners = np.sort(poorest[np.arange(city.vehicle["kind"].size) % poorest.size])
    spoiler.set("vehicle", "family_id", slice(None), owners)


def _first(fact: str, value: str) -> Callable[[Spoiler], Any]:
    return lambda spoiler: np.flatnonzero(spoiler.rows(fact, value))[:1]


PLANTED: dict[str, Callable[[Spoiler], None]] = {
    "minor_lives_with_an_adult_16_years_older": _parents_as_old_as_children,
    "minor_lives_with_an_adult_of_parents_age": _parents_very_old,
    "infant_lives_with_a_woman_of_childbearing_age": coded("sex", everybody, "male"),
    "nobody_is_over_110": plain("person", "birth_date", young, 19100101),
    "spouses_are_of_similar_age": _wide_couples,
    "old_people_are_mostly_women": coded("sex", everybody, "male"),
    "family_has_one_home": _two_homes,
    "members_are_registered_at_the_address": plain("person", "registered_at_address", everybody, False),
    "age_pension_only_at_pension_age": coded("pension_kind", young, "age_pension"),
    "pension_age_brings_a_pension": coded("pension_kind", everybody, "none"),
    "age_pension_is_at_least_the_base": plain("person", "pension", _first("pension_kind", "age_pension"), 106_787),
    "pensioners_share_by_district": _one_district_of_old,
    "large_families_share_by_district": _one_district_of_large,
    "disability_benefit_follows_disability": coded("disability", _first("pension_kind", "disability_benefit"), "none"),
    "disability_before_pension_age_brings_a_benefit": plain("person", "state_benefits", everybody, 0),
    "home_education_is_of_children_with_disability": plain("person", "home_education_plan", young, True),
    "war_participant_is_at_least_95": plain("person", "war_participant", young, True),
    "home_front_worker_is_at_least_85": plain("person", "home_front_worker", young, True),
    "rehabilitated_of_1986_was_then_of_age": plain("person", "december_1986_rehabilitated", young, True),
    "orphan_is_a_child": plain("person", "orphan", _first("pension_kind", "age_pension"), True),
    "conscript_is_a_young_man": coded("absence", _first("pension_kind", "age_pension"), "conscript"),
    "studies_fit_the_age": coded("study", _first("pension_kind", "age_pension"), "school"),
    "child_of_school_age_studies": coded("study", everybody, "none"),
    "child_under_14_has_no_wage": plain("person", "wage", lambda spoiler: np.flatnonzero(spoiler.city.age < 14)[:1], 1),
    "paid_job_and_wage_go_together": plain("person", "wage", _first("employment", "permanent_job"), 0),
    "registered_unemployed_has_no_wage": plain("person", "wage", _first("employment", "registered_unemployed"), 1),
    "care_has_a_reason": plain("person", "provides_care", everybody, True),
    "earners_rise_with_income": _earners_poor,
    "area_rises_with_family_size": _areas_fall,
    "vehicles_rise_with_income": _vehicles_with_the_poorest,
}


def test_there_are_thirty_checks_each_with_titles() -> None:
    assert len(NAMES) == 30
    assert set(NAMES) == set(CHECKS) == set(PLANTED)
    assert all(set(entry["title"]) == {"kk", "ru", "en"} for entry in read_margins_file("joint_checks").values())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_made_city_passes_all(folders: dict[int, Path], seed: int) -> None:
    failed = {check.name: check.share for check in joint_checks(folders[seed]) if not check.passed}
    assert failed == {}


@pytest.mark.parametrize("name", NAMES)
def test_a_planted_violation_fails_its_check(city: CityTables, name: str) -> None:
    spoiler = Spoiler(copy_of(city))
    PLANTED[name](spoiler)
    # Views are cached: look at the spoiled columns afresh.
    checks = {check.name: check for check in joint_checks_of(copy_of(spoiler.city))}
    assert not checks[name].passed
    assert 0 < checks[name].failed <= checks[name].checked


def test_a_check_of_nobody_passes(city: CityTables) -> None:
    spoiler = Spoiler(copy_of(city))
    spoiler.set("person", "orphan", slice(None), False)
    coded("pension_kind", everybody, "none")(spoiler)
    checks = {check.name: check for check in joint_checks_of(spoiler.city)}
    for name in ("orphan_is_a_child", "pensioners_share_by_district"):
        assert (checks[name].checked, checks[name].share) == (0, 0.0)
        assert checks[name].passed
