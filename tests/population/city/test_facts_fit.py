"""What the law reads must fit together row by row, beyond the thirty checks."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from tirek.population.city import CityTables, read_city
from tirek.population.city.pensions import _in_minima
from tirek.population.engines import open_engine
from tirek.population.questions import ask_all
from tirek.population.snapshot import load_schema, read_manifest
from tirek.rulebook.engine.moment import Moment

MINIMUM_WAGE_NET = 73_400


@pytest.mark.parametrize(
    ("coefficient", "tenge"), [(2.20, 111_873), (1.76, 89_498), (1.20, 61_022), (1.61, 81_871), (0.92, 46_783)]
)
def test_benefits_are_shares_of_the_minimum_rounded_up(coefficient: float, tenge: int) -> None:
    assert _in_minima(coefficient) == tenge


def test_a_benefit_is_three_months_of_its_kind(city: CityTables) -> None:
    disabled = city.is_any("person", "pension_kind", "disability_benefit")
    adults = disabled & (city.age >= 18) & city.is_any("person", "disability", "group_1")
    assert adults.any()
    assert set(city.person["state_benefits"][adults].tolist()) == {3 * 111_873}
    none = city.is_any("person", "pension_kind", "none", "age_pension")
    assert (city.person["state_benefits"][none] == 0).all()


def test_pay_is_at_least_the_minimum_wage_of_a_month(city: CityTables) -> None:
    permanent = city.is_any("person", "employment", "permanent_job")
    assert city.person["wage"][permanent].min() >= MINIMUM_WAGE_NET


def test_a_scholarship_needs_studies(city: CityTables) -> None:
    paid = city.person["scholarship"] > 0
    assert paid.any()
    assert (city.is_any("person", "study", "college", "university") | ~paid).all()
    assert city.person["scholarship"][city.person["excellent_student"]].min() > 0


def test_children_before_seven_have_no_group(city: CityTables) -> None:
    groups = city.is_any("person", "disability", "group_1", "group_2", "group_3")
    assert not (groups & (city.age < 7)).any()
    assert not (city.is_any("person", "disability", "child_without_group") & (city.age >= 18)).any()


def test_a_family_without_a_home_has_no_bills(city: CityTables) -> None:
    rows = city.sum_rows("dwelling", np.ones(city.dwelling["kind"].size))
    bills = [name for name in city.family if name.endswith(("_bill", "_tariff"))]
    assert len(bills) == 14
    assert all((city.family[name][rows == 0] == 0).all() for name in bills)
    heated = city.family["heating_bill"] > 0
    assert (city.family["heating_tariff"][heated] > 8_000 * 100).all()


def test_claims_are_numbered_within_family_and_kind(city: CityTables) -> None:
    claim = city.claim
    assert claim["number"].size
    keys = list(zip(claim["family_id"], claim["kind"], claim["number"], strict=True))
    assert len(set(keys)) == len(keys)
    damage = city.is_any("claim", "kind", "fire_damage", "disaster_damage")
    ground = ~city.is_any("person", "hardship_ground", "none")
    assert city.any_of(ground)[claim["family_id"][damage]].all()


def test_gas_points_are_of_owners_of_houses(city: CityTables) -> None:
    house = city.is_any("dwelling", "kind", "house") & city.is_any("dwelling", "tenure", "owned")
    owners = city.sum_rows("dwelling", house) > 0
    gas = city.is_any("claim", "kind", "gas_point")
    assert owners[city.claim["family_id"][gas]].all()


def test_contracts_are_signed_by_poor_families(city: CityTables) -> None:
    signed = city.family["social_contract_signed"]
    assert signed.any()
    assert (city.income[signed] < 62_058).all()
    assert 0 < (city.family["survey_refused"].sum()) < 20 or not city.family["survey_refused"].any()
    refused = city.family["survey_refused"]
    assert not (refused & city.family["commission_found_need"]).any()


def test_nobody_refuses_and_takes_part(city: CityTables) -> None:
    refused = city.person["measures_refused_on"] > 0
    assert not (refused & city.person["takes_part_in_measures"]).any()


def test_numbers_fit_their_columns(city: CityTables) -> None:
    for fact in load_schema().entities["person"].facts.values():
        if fact.kind == "integer":
            assert city.person[fact.name].dtype == fact.column_type.to_pandas_dtype()
            assert city.person[fact.name].min() >= 0


def test_travel_and_treatment_are_claimed_by_families_of_the_entitled(city: CityTables) -> None:
    held = city.any_of(~city.is_any("person", "blockade_award", "none"))
    assert held[city.claim["family_id"][city.is_any("claim", "kind", "blockade_travel")]].all()
    pensioner = city.is_any("person", "pension_kind", "age_pension")
    assert city.person["sanatorium_recommended"].any()
    assert not (city.person["sanatorium_recommended"] & ~pensioner).any()
    treated = city.claim["family_id"][city.is_any("claim", "kind", "sanatorium_treatment")]
    assert city.any_of(pensioner)[treated].all()


def test_schools_have_pupils_only(city: CityTables) -> None:
    pupil = city.is_any("person", "study", "school")
    away = city.person["school_distance"] > 0
    assert (away == pupil).all()
    assert not (city.person["on_education_list"] & ~pupil).any()
    assert 0.95 < city.person["on_education_list"][pupil].mean() < 1
    assert city.person["school_distance"][city.person["school_travel_cost"] > 0].min() >= 1_500


def test_the_uninsured_are_adults_whom_nobody_insures(city: CityTables) -> None:
    uninsured = ~city.person["health_insured"]
    assert uninsured.any()
    assert (city.age[uninsured] >= 18).all()
    assert not (uninsured & city.is_any("person", "employment", "permanent_job", "registered_unemployed")).any()
    assert not (uninsured & ~city.is_any("person", "disability", "none")).any()


def test_the_family_card_follows_income(city: CityTables) -> None:
    codes = [f"category_{letter}" for letter in "abcde"]
    means = [city.income[city.is_any("family", "family_card_category", code)].mean() for code in codes]
    assert means == sorted(means, reverse=True)


def test_awards_are_of_mothers_of_many(city: CityTables) -> None:
    raised, awarded = city.person["children_raised"], ~city.is_any("person", "mothers_award", "none")
    mothers = raised > 0
    assert awarded.any()
    assert city.is_any("person", "sex", "female")[mothers].all()
    assert raised[awarded].min() >= 6
    assert raised[city.is_any("person", "mothers_award", "altyn_alqa")].min() >= 7
    assert ((city.person["last_child_born_on"] > 0) == mothers).all()


def test_the_law_computes_the_disability_benefit_that_is_recorded(folders: dict[int, Path]) -> None:
    moment = Moment(on=date(2026, 1, 15))
    questions = ask_all(moment, ["state_disability_benefit"])
    engine = open_engine("polars", folders[1], questions, frozenset(), read_manifest(folders[1]).max_rows)
    city = read_city(folders[1])
    answers = engine.answer(0, city.families - 1).sort("family_id")
    low, high = (answers[f"state_disability_benefit.total.{bound}"].to_numpy() for bound in ("low", "high"))
    paid = city.is_any("person", "pension_kind", "disability_benefit")
    resident = city.is_any("person", "residence", "citizen", "kandas", "permanent_resident")
    recorded = city.count(np.where(paid & resident, city.person["state_benefits"], 0))
    assert paid.any()
    assert (3 * low == recorded).all()
    # No cause is "another" here, so nothing is left open.
    assert (low == high).all()


def test_a_loss_of_the_breadwinner_goes_with_its_benefit(city: CityTables) -> None:
    lost = ~city.is_any("person", "breadwinner_lost", "none")
    paid = city.is_any("person", "pension_kind", "survivor_benefit")
    assert paid.any()
    assert (lost | ~paid).all()
    both = city.is_any("person", "breadwinner_lost", "both_parents")
    assert (city.person["orphan"] | ~both).all()


def test_children_of_a_family_are_born_one_after_another(city: CityTables) -> None:
    order, born = city.person["birth_order"].astype(int), city.person["birth_date"]
    assert (order[city.age >= 18] == 0).all()
    for family in np.flatnonzero(city.minors >= 3)[:200]:
        minors = np.flatnonzero((city.of_family == family) & (order > 0))
        ranked = minors[np.argsort(order[minors])]
        assert np.diff(order[ranked]).tolist() == [1] * (minors.size - 1)
        assert (np.diff(born[ranked].astype(int)) >= 0).all()


def test_who_has_a_programme_and_what_it_names(city: CityTables) -> None:
    person = city.person
    programme = person["rehabilitation_programme"]
    for fact in ("assistant_prescribed", "sign_language_prescribed", "sanatorium_prescribed", "wheelchair_prescribed"):
        assert person[fact].any()
        assert (programme | ~person[fact]).all()
    assert (~city.is_any("person", "disability", "none") | ~programme).all()
    helped = person["assistant_prescribed"]
    assert (city.is_any("person", "disability", "group_1") & person["mobility_difficulty"] | ~helped).all()


def test_an_aid_has_a_kind_and_nothing_else_does(city: CityTables) -> None:
    aid = city.is_any("claim", "kind", "technical_aid")
    assert aid.any()
    assert (city.is_any("claim", "aid", "none") == ~aid).all()
    assert (city.claim["previous_on"][~aid] == 0).all()
    assert not city.claim["prescribed"][~aid].any()


def test_a_situation_needs_services(city: CityTables) -> None:
    found = ~city.is_any("person", "life_situation", "none")
    assert found.any()
    assert city.person["needs_special_services"][found].all()
    assert (city.age[found] >= 18).all()
