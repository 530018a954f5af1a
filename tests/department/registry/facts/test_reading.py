"""The facts the law reads, from the rows of the registry: known, none and unknown are three different things."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.department.factories import make_family, make_person, whole_city
from tirek.department.accounts.viewer import entered
from tirek.department.registry.facts.columns import facts_of, sources_of
from tirek.department.registry.facts.reading import case_of_family
from tirek.department.registry.models import Circumstance, Disability, Dwelling, Income, Person, Status
from tirek.rulebook.engine.case import Case

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 22)
ALMALY = "751110000"
ALWAYS = ("2020-01-01", None)
ASKED = dict.fromkeys(sources_of("person"), "2026-10-01")


def case_of(*members: Person, on: date = ON) -> Case:
    family = make_family(*members)
    return case_of_family(family.pk, [member.pk for member in members], on)[0]


def add(model: Any, person: Person, **fields: Any) -> None:
    model.objects.create(person=person, territory=person.territory, **fields)


def person_of(case: Case, place: int = 0) -> dict[str, int | bool]:
    return dict((case.rows["person"] or ())[place])


@pytest.fixture(autouse=True)
def city() -> Any:
    with entered(whole_city()):
        yield


def test_nothing_recorded_is_unknown_until_the_source_has_answered() -> None:
    silent, asked = make_person(), make_person(checked=ASKED)
    case = case_of(silent, asked)
    assert "wage" not in person_of(case, 0)
    assert person_of(case, 1)["wage"] == 0
    assert "disability" not in person_of(case, 0)
    assert person_of(case, 1)["disability"] == 0


def test_an_answer_given_before_the_quarter_ended_says_nothing_of_its_income() -> None:
    early = make_person(checked=dict.fromkeys(ASKED, "2026-09-30"))
    row = person_of(case_of(early))
    assert "wage" not in row
    assert row["study"] == 0, "what is no sum of a quarter was answered"


def test_what_the_department_itself_would_know_is_never_unknown() -> None:
    row = person_of(case_of(make_person()))
    assert row["provides_care"] is False
    assert row["referral"] == 0


def test_every_fact_is_known_once_all_sources_have_answered() -> None:
    row = person_of(case_of(make_person(checked=ASKED)))
    names = {fact.name for fact in facts_of("person")}
    assert names - set(row) == {"hiv_registered", "tuberculosis_outpatient", "life_situation"}


def test_income_is_that_of_the_quarter_before_and_a_register_outweighs_a_declaration() -> None:
    person = make_person()
    for month, amount in (("2026-06-01", 1), ("2026-07-01", 10), ("2026-09-01", 100), ("2026-10-01", 1000)):
        add(Income, person, kind="wage", month=month, amount_tenge=amount, source="incomes")
    add(Income, person, kind="wage", month="2026-08-01", amount_tenge=5, source="declared")
    add(Income, person, kind="alimony", month="2026-08-01", amount_tenge=7, source="declared")
    row = person_of(case_of(person))
    assert (row["wage"], row["alimony"]) == (110, 7)


def test_dates_words_and_statuses_take_the_form_the_law_stores() -> None:
    person = make_person(birth_on=date(1961, 3, 9), sex="female", residence="kandas")
    add(Disability, person, group="group_2", cause="general_illness", valid=ALWAYS)
    add(Status, person, kind="home_front_worker", valid=ALWAYS)
    add(Circumstance, person, fact="study", choice="college", valid=ALWAYS)
    add(Circumstance, person, fact="children_raised", value=6, valid=ALWAYS)
    row = person_of(case_of(person))
    assert row["birth_date"] == 19610309
    assert (row["sex"], row["residence"], row["disability"], row["study"]) == (1, 1, 2, 2)
    assert row["home_front_worker"] is True
    assert row["children_raised"] == 6


def test_what_has_ended_does_not_count() -> None:
    person = make_person(checked=ASKED)
    add(Disability, person, group="group_1", cause="general_illness", valid=("2020-01-01", "2026-11-22"))
    assert person_of(case_of(person))["disability"] == 0
    family = make_family(other := make_person())
    assert case_of_family(family.pk, [other.pk], date(2019, 12, 31))[0].rows["person"] == ()


def test_a_confidential_fact_is_unknown_to_who_may_not_see_it_and_never_false() -> None:
    person = make_person(checked=ASKED)
    add(Income, person, kind="wage", month="2026-08-01", amount_tenge=1)  # known before, and not only by the programme
    with entered(whole_city(confidential=frozenset({"hiv"}))):
        add(Status, person, kind="hiv_registered", confidential="hiv", valid=ALWAYS)
        family = make_family(person)
        assert person_of(case_of_family(family.pk, [person.pk], ON)[0])["hiv_registered"] is True
    assert "hiv_registered" not in person_of(case_of_family(family.pk, [person.pk], ON)[0])


def test_a_dwelling_of_two_owners_counts_once_and_an_unasked_register_is_no_none() -> None:
    one, two = make_person(), make_person()
    family = make_family(one, two)
    records = [one.pk, two.pk]
    assert case_of_family(family.pk, records, ON)[0].rows["dwelling"] is None
    assert case_of_family(family.pk, records, ON, {"real_estate"})[0].rows["dwelling"] == ()
    told = {
        "kind": "flat",
        "tenure": "owned",
        "area_m2_hundredths": 6050,
        "cadastral_number": "20:311:1",
        "valid": ALWAYS,
    }
    add(Dwelling, one, **told)
    add(Dwelling, two, **told)
    assert case_of_family(family.pk, records, ON)[0].rows["dwelling"] == (
        {"area": 6050, "tenure": 0, "kind": 0, "residence": False},
    )


def test_rows_of_a_merged_record_count_for_the_survivor() -> None:
    survivor = make_person()
    double = make_person(merged_into=survivor)
    add(Income, double, kind="wage", month="2026-08-01", amount_tenge=9, source="incomes")
    add(Circumstance, double, fact="provides_care", value=1, valid=ALWAYS)
    family = make_family(survivor)
    row = person_of(case_of_family(family.pk, [survivor.pk, double.pk], ON)[0])
    assert (row["wage"], row["provides_care"]) == (9, True)


def test_family_facts_are_those_recorded_for_the_head() -> None:
    head, child = make_person(), make_person()
    add(Circumstance, head, fact="heating_bill", value=4200, valid=ALWAYS)
    add(Circumstance, child, fact="phone_bill", value=1, valid=ALWAYS)
    case = case_of(head, child)
    assert case.family["heating_bill"] == 4200
    assert case.family["territory"] == 751110000
    assert "phone_bill" not in case.family
