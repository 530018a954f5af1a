"""The facts of a case: the registry's word, what was declared where it is silent, what was settled over both."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from tests.department.factories import make_family, make_person, make_user, whole_city
from tests.department.road import ON, make_case
from tirek.department.accounts.viewer import entered
from tirek.department.applications.enums import CaseState
from tirek.department.applications.models import Case, DeclaredFact
from tirek.department.evaluations.facts import FrozenFacts, facts_of_case
from tirek.department.registry.card import family_card_for
from tirek.department.registry.enums import IncomeKind
from tirek.department.registry.facts.columns import sources_of
from tirek.department.registry.models import Circumstance, Dwelling, Income, Person, Status
from tirek.department.verification.facts import ROWS
from tirek.department.verification.models import FactCheck
from tirek.department.verification.receipts import tell_receipts
from tirek.rulebook.engine.case import Case as Facts

pytestmark = pytest.mark.django_db
ALWAYS = ("2020-01-01", None)
ASKED = dict.fromkeys(sources_of("person"), "2026-10-01")


@pytest.fixture(autouse=True)
def city() -> Iterator[None]:
    with entered(whole_city()):
        yield


def case_of(*members: Person, programme: str = "half_yearly_aid") -> Case:
    return make_case(CaseState.CHECKING, family=make_family(*members), programme=programme)


def declare(case: Case, entity: str, fact: str, value: int | None, person: Person | None = None, row: int = 0) -> None:
    DeclaredFact.objects.create(
        application=case.application, entity=entity, fact=fact, value=value, person=person, row=row
    )


def settle(case: Case, entity: str, fact: str, state: str, *, person: Person | None = None, **fields: Any) -> FactCheck:
    by_hand = {"settled_by": make_user(), "settled_at": "2026-11-03T10:00+05:00", "reason": "seen"}
    told = by_hand if state in ("resolved", "unknown") else {}
    return FactCheck.objects.create(case=case, entity=entity, fact=fact, state=state, person=person, **(told | fields))


def person_of(case: Case, place: int = 0) -> dict[str, int | bool]:
    return dict((facts_of_case(case, ON).facts.rows["person"] or ())[place])


def rows_of(case: Case, entity: str) -> tuple[Any, ...] | None:
    return facts_of_case(case, ON).facts.rows[entity]


@st.composite
def homes(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Members with what the registry holds of them."""
    amounts = st.integers(0, 10**6)
    member = st.fixed_dictionaries(
        {
            "checked": st.sampled_from([{}, ASKED, {"incomes": "2026-09-01"}]),
            "incomes": st.lists(
                st.tuples(st.sampled_from(IncomeKind.values), amounts, st.sampled_from(["incomes", "declared"])),
                unique_by=lambda income: (income[0], income[2]),
            ),
            "statuses": st.lists(st.sampled_from(["home_front_worker", "hiv_registered"]), unique=True),
            "bill": st.none() | amounts,
            "dwelling": st.booleans(),
        }
    )
    return draw(st.lists(member, min_size=1, max_size=4))


@given(home=homes())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_without_declarations_the_facts_are_those_of_the_card(home: list[dict[str, Any]]) -> None:
    people = [made(told) for told in home]
    case = case_of(*people)
    frozen = facts_of_case(case, ON)
    card = family_card_for(whole_city(), case.family_id, ON)
    assert card.level is not None
    assert frozen.facts == card.level.interpreter.case
    assert set(frozen.order) == {person.pk for person in people}


def made(told: dict[str, Any]) -> Person:
    person = make_person(checked=told["checked"])
    shared = {"person": person, "territory": person.territory}
    # Known by something open as well: whom only a programme knows is hidden whole from everybody else.
    Circumstance.objects.create(fact="phone_bill", value=1, valid=ALWAYS, **shared)
    for kind, amount, source in told["incomes"]:
        Income.objects.create(kind=kind, month="2026-08-01", amount_tenge=amount, source=source, **shared)
    if told["bill"] is not None:
        Circumstance.objects.create(fact="heating_bill", value=told["bill"], valid=ALWAYS, **shared)
    if told["dwelling"]:
        Dwelling.objects.create(kind="flat", tenure="owned", area_m2_hundredths=5000, valid=ALWAYS, **shared)
    with entered(whole_city(confidential=frozenset({"hiv"}))):
        for kind in told["statuses"]:
            hidden = "hiv" if kind == "hiv_registered" else ""
            Status.objects.create(kind=kind, confidential=hidden, valid=ALWAYS, **shared)
    return person


def test_a_fixed_number_of_queries_whatever_the_family(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for members in (1, 7):
        people = [make_person(checked=ASKED) for _ in range(members)]
        case = case_of(*people)
        for person in people:
            declare(case, "person", "alimony", 5, person)
        with django_assert_num_queries(5):
            facts_of_case(case, ON)


def test_a_declaration_counts_where_the_registry_is_silent_and_not_against_it() -> None:
    silent, asked = make_person(), make_person(checked=ASKED)
    case = case_of(silent, asked)
    for person in (silent, asked):
        declare(case, "person", "wage", 70_000, person)
    assert person_of(case, 0)["wage"] == 70_000
    assert person_of(case, 1)["wage"] == 0, "the register says: none"


def test_of_what_only_the_applicant_can_tell_the_newest_declaration_counts() -> None:
    person = make_person(checked=ASKED)
    Income.objects.create(
        person=person, territory=person.territory, kind="alimony", month="2026-08-01", amount_tenge=1, source="declared"
    )
    case = case_of(person)
    declare(case, "person", "alimony", 500, person)
    declare(case, "person", "alimony", 900, person)
    assert person_of(case)["alimony"] == 900
    declare(case, "person", "alimony", None, person)
    assert person_of(case)["alimony"] == 1, "who does not know takes nothing back from the registry"


def test_a_yes_is_a_yes_in_the_form_of_the_law_and_an_unknown_fact_is_passed_over() -> None:
    person = make_person()
    case = case_of(person)
    declare(case, "person", "full_time_student", 1, person)
    declare(case, "person", "fact_of_old_law", 1, person)
    declare(case, "family", "territory", 1)
    row = person_of(case)
    assert row["full_time_student"] is True
    assert "fact_of_old_law" not in row
    assert facts_of_case(case, ON).facts.family["territory"] == 751110000


def test_who_was_merged_or_left_is_found_or_left_out() -> None:
    survivor, stranger = make_person(), make_person()
    double = make_person(merged_into=survivor)
    case = case_of(survivor)
    declare(case, "person", "wage", 30, double)
    declare(case, "person", "wage", 40, stranger)
    assert person_of(case)["wage"] == 30
    assert facts_of_case(case, ON).order == (survivor.pk,)


def test_claims_are_what_was_declared() -> None:
    case = case_of(make_person())
    assert rows_of(case, "claim") == ()
    declare(case, "claim", "kind", 3, row=0)
    declare(case, "claim", "cost", 12_000, row=0)
    declare(case, "claim", "kind", 4, row=1)
    assert rows_of(case, "claim") == ({"kind": 3, "cost": 12_000}, {"kind": 4})


def test_rows_are_added_until_their_source_has_told_of_all() -> None:
    silent, asked = case_of(make_person()), case_of(make_person(checked=ASKED | {"real_estate": "2026-10-01"}))
    for case in (silent, asked):
        declare(case, "dwelling", "area", 4500)
    assert rows_of(silent, "dwelling") == ({"area": 4500},)
    assert rows_of(asked, "dwelling") == ()
    other = case_of(make_person())
    assert rows_of(other, "vehicle") is None
    declare(other, "vehicle", ROWS, 0)
    assert rows_of(other, "vehicle") == ()


def test_what_was_settled_goes_over_registry_and_declaration() -> None:
    person = make_person(checked=ASKED)
    case = case_of(person)
    declare(case, "person", "wage", 70_000, person)
    settle(case, "person", "wage", "resolved", person=person, settled_value=50_000, settled_source="document")
    settle(case, "person", "study", "unknown", person=person)
    settle(case, "person", "pension", "discrepant", person=person, declared_value=9, found_value=8)
    settle(case, "vehicle", ROWS, "resolved", settled_value=0, settled_source="document")
    row = person_of(case)
    assert row["wage"] == 50_000
    assert "study" not in row
    assert row["pension"] == 0, "an open discrepancy settles nothing"
    assert rows_of(case, "vehicle") == ()


def test_what_a_visit_found_fills_a_gap_and_gives_way_to_the_registry() -> None:
    silent, asked = make_person(), make_person(checked=ASKED)
    case = case_of(silent, asked)
    for person in (silent, asked):
        settle(case, "person", "full_time_student", "confirmed", person=person, found_value=1, found_source="visit")
    settle(case, "family", "commission_found_need", "confirmed", found_value=1, found_source="visit")
    assert person_of(case, 0)["full_time_student"] is True
    assert person_of(case, 1)["full_time_student"] is False
    assert facts_of_case(case, ON).facts.family["commission_found_need"] is True, "nobody else could have recorded it"


def test_a_fact_of_another_confidential_programme_is_never_frozen_whoever_reads_it() -> None:
    told = {"checked": ASKED, "incomes": [], "statuses": ["hiv_registered"], "bill": None, "dwelling": False}
    open_case = case_of(made(told))
    with entered(whole_city(confidential=frozenset({"hiv", "violence"}))):
        hidden = make_case(
            CaseState.CHECKING, family=open_case.family, programme="hiv_children_aid", confidential="hiv"
        )
        assert "hiv_registered" not in person_of(open_case)
        assert person_of(hidden)["hiv_registered"] is True
        seen = facts_of_case(open_case, ON).digest
    assert facts_of_case(open_case, ON).digest == seen, "who reads it changes nothing"


def test_incomes_are_those_of_the_quarter_before_the_application() -> None:
    person = make_person(checked=dict.fromkeys(ASKED, "2027-01-11"))
    for month, amount in (("2026-08-01", 10), ("2026-11-01", 100)):
        Income.objects.create(
            person=person, territory=person.territory, kind="wage", month=month, amount_tenge=amount, source="incomes"
        )
    case = case_of(person)
    frozen = facts_of_case(case, date(2027, 1, 12))
    assert (frozen.facts.rows["person"] or ())[0]["wage"] == 10
    later = facts_of_case(case, date(2027, 1, 12), applied_on=date(2027, 1, 12))
    assert (later.facts.rows["person"] or ())[0]["wage"] == 100


def test_what_is_received_is_told_by_who_pays_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from tirek.department.verification import receipts

    monkeypatch.setattr(receipts, "_sources", {})
    case = case_of(make_person(), programme="meter_refund")
    assert not [name for name in facts_of_case(case, ON).facts.family if name.startswith("receives.")]
    tell_receipts("test", lambda family, on, programmes: {"housing_aid": family == case.family_id and on == ON})
    assert facts_of_case(case, ON).facts.family["receives.housing_aid"] is True


values = st.dictionaries(st.sampled_from(["wage", "sex", "pension"]), st.integers(-(2**60), 2**60) | st.booleans())


@given(values, st.lists(values, max_size=3), st.none() | st.lists(values, max_size=3))
def test_what_is_kept_is_read_back_as_it_was(family: Any, persons: Any, vehicles: Any) -> None:
    rows = {"person": tuple(persons), "vehicle": None if vehicles is None else tuple(vehicles)}
    frozen = FrozenFacts(Facts(family, rows), tuple(range(len(persons))))
    again = FrozenFacts.from_json(frozen.as_json())
    assert again == frozen
    assert again.digest == frozen.digest
