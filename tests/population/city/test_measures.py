"""Whoever is referred to a measure fits it, so that the law grants what the career centre began."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from tirek.population.city import CityTables
from tirek.population.city.measures import REFERRALS
from tirek.population.city.tunables import tunables
from tirek.population.engines import open_engine
from tirek.population.questions import ask_all
from tirek.population.snapshot import read_manifest
from tirek.rulebook.engine.moment import Moment


def referred_to(city: CityTables, *measures: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return city.is_any("person", "referral", *measures)


def test_measures_are_for_the_unemployed_and_those_already_placed(city: CityTables) -> None:
    referred = ~referred_to(city, "none", "altyn_zhas")
    free = city.is_any("person", "employment", "registered_unemployed", "temporary_job")
    assert referred.any()
    assert free[referred].all()
    assert city.person["takes_part_in_measures"][referred].all()
    assert not city.of_pension_age[referred].any()
    learning = referred_to(city, "short_training")
    assert city.is_any("person", "employment", "registered_unemployed")[learning].all()
    assert city.person["training_in_list"][learning].all()
    assert (city.person["subsidised_wage"] > 0).tolist() == (
        referred & ~learning | referred_to(city, "altyn_zhas")
    ).tolist()


def test_each_measure_has_its_age_and_its_time(city: CityTables) -> None:
    months = city.person["measure_months_used"]
    for measure, most in tunables("measures").table("months").items():
        rows = referred_to(city, measure)
        assert rows.any() or measure in ("generation_contract", "first_job")
        assert (months[rows] < most).all()
    assert (months[referred_to(city, "none")] == 0).all()
    young = referred_to(city, "youth_practice", "first_job", "generation_contract")
    assert city.age[young].max() <= 35
    assert (city.person["graduated_on"][referred_to(city, "youth_practice")] > 2022_01_01).all()
    assert not city.person["work_experience"][referred_to(city, "first_job")].any()
    assert city.age[referred_to(city, "silver_age")].min() >= 50
    assert city.is_any("person", "pension_kind", "age_pension")[referred_to(city, "altyn_zhas")].all()


def test_graduates_are_grown_up_and_study_no_more(city: CityTables) -> None:
    done = city.person["graduated_on"] > 0
    assert done.any()
    assert not (done & (city.age < 18)).any()
    assert city.is_any("person", "study", "none")[done].all()
    assert (city.person["graduated_on"][done] < city.as_of).all()


def test_a_project_needs_the_course_and_no_grant_before(city: CityTables) -> None:
    approved = city.person["business_project_approved"]
    assert approved.any()
    assert city.person["bastau_certificate"][approved | city.person["microcredit_requested"]].all()
    assert not (approved & (city.person["business_grant_received"] | city.person["microcredit_requested"])).any()
    large = (city.minors >= 4)[city.of_family]
    assert 0.5 < large[approved].mean() < 0.8


@pytest.mark.parametrize("measure", [name for name in REFERRALS if name != "social_jobs"])
def test_the_law_grants_each_measure_to_those_referred(
    folders: dict[int, Path], city: CityTables, measure: str
) -> None:
    questions = ask_all(Moment(on=date(2026, 1, 1), territory="750000000"), [measure])
    engine = open_engine("polars", folders[1], questions, frozenset(), read_manifest(folders[1]).max_rows)
    answers = engine.answer(0, city.families - 1).sort("family_id")
    holders = answers[f"{measure}.holders"].to_numpy()  # one column: nothing about it is unknown
    assert holders.tolist() == city.count(referred_to(city, measure)).tolist()
