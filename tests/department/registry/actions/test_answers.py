"""Answers become rows: each register's, once, never over a document, and what was not answered stays unknown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone

from tests.department.factories import ALMALY, make_family, make_person, make_user, whole_city
from tirek.department.accounts.viewer import entered
from tirek.department.core.identifiers.iin import synthetic_iin
from tirek.department.journal.models import FieldChange
from tirek.department.registry import tasks
from tirek.department.registry.actions import answers
from tirek.department.registry.actions.answers import NotApplied, apply_answer
from tirek.department.registry.actions.evidence import ask_register, enqueue_due, fetch_answer
from tirek.department.registry.answers import read_payload, told_by
from tirek.department.registry.facts.reading import case_of_family
from tirek.department.registry.models import (
    Circumstance,
    Consent,
    Disability,
    Dwelling,
    Family,
    Income,
    Person,
    RegisterAnswer,
    Vehicle,
)
from tirek.registers.adapters.disability import Cause, Group
from tirek.registers.adapters.labour_market import Employment
from tirek.registers.catalogue import find_register, registers
from tirek.registers.clock import SystemClock
from tirek.registers.contract import Answer, Purpose, Question
from tirek.registers.fields import Place, read_record, write_record
from tirek.registers.replies import read_reply
from tirek.registers.sandbox.citizens import Citizen, DerivedCity
from tirek.registers.sandbox.draws import Draws
from tirek.registers.sandbox.server import Sandbox
from tirek.registers.sandbox.things import business_number, plate_number
from tirek.rulebook.engine.facts import fact_register

pytestmark = pytest.mark.django_db
AS_OF = date(2026, 10, 20)
LATER = date(2026, 11, 20)
BORN = date(1990, 5, 17)
DRAWS = Draws(5, "thing")
BIN = business_number(DRAWS, "employer")
PLATES = (plate_number(DRAWS, "car0"), plate_number(DRAWS, "car1"))
ROWS = (Income, Dwelling, Vehicle, Disability, Circumstance)


class OneCity:
    """The sandbox's city, in which a test says more of everybody than was drawn."""

    def __init__(self, **said: Any) -> None:
        self.said = said

    def find(self, iin: str, as_of: date) -> Citizen | None:
        found = DerivedCity(5).find(iin, as_of)
        return None if found is None else replace(found, **self.said)


RICH: dict[str, Any] = {
    "employment": Employment.PERMANENT_JOB,
    "employer": BIN,
    "wage_tenge": 200_000,
    "business_tenge": 0,
    "pension_tenge": 0,
    "benefit_tenge": 12_000,
    "disability": Group.GROUP_2,
    "cause": Cause.GENERAL_ILLNESS,
    "loans": 1,
    "overdue": True,
    "died_on": None,
}


@pytest.fixture
def person() -> Iterator[Person]:
    with entered(whole_city()):
        yield consenting(0)


def consenting(start: int) -> Person:
    iin = next(found for serial in range(start, 999) if (found := synthetic_iin(BORN, "female", serial)))
    made = make_person(iin=iin, birth_on=BORN)
    Consent.objects.create(
        person=made,
        territory=ALMALY,
        purpose="registers",
        form="paper",
        given_on=date(2026, 1, 1),
        valid=(date(2026, 1, 1), None),
    )
    return made


@pytest.fixture
def family(person: Person) -> Family:
    return make_family(person)


def answered(person: Person, register: str, as_of: date = AS_OF, change: Any = None, **said: Any) -> RegisterAnswer:
    """The sandbox's answer, stored and not applied yet."""
    row = ask_register(person, register, Purpose.APPLICATION, as_of=as_of, acting_user=make_user())
    city = OneCity(**(RICH | said))
    sandbox = Sandbox(city, 5, ())

    def ask(question: Question) -> Answer:
        body = json.dumps(question.as_json()).encode()
        reply = sandbox.reply_to(question.register, str(question.request_id), body)
        now = SystemClock().now()
        answer = read_reply(reply.body, question, find_register(register), now, now)
        if change is None:
            return answer
        record, missing = change(answer.record)
        return replace(answer, record=record, payload=write_record(record), missing=missing)

    fetch_answer(row.request_id, ask)
    row.refresh_from_db()
    assert row.state == "answered", row.last_failure
    return row


def without(*names: str) -> Any:
    """The same record, partial."""

    def change(record: Any) -> tuple[Any, frozenset[str]]:
        kept = {name: value for name, value in write_record(record).items() if name not in names}
        return read_record(type(record), kept, Place("test", ""), frozenset(names)), frozenset(names)

    return change


def born_otherwise(record: Any) -> tuple[Any, frozenset[str]]:
    return replace(record, birth_date=BORN - timedelta(days=1)), frozenset()


def applied(person: Person, register: str, as_of: date = AS_OF, **more: Any) -> RegisterAnswer:
    row = answered(person, register, as_of, **more)
    apply_answer(row.request_id)
    row.refresh_from_db()
    return row


def facts_of(family: Family, on: date = AS_OF) -> dict[str, Any]:
    """What the law reads of the family and of its first person."""
    members = list(family.memberships.order_by("pk").values_list("person_id", flat=True))
    asked = set.intersection(*(set(Person.objects.get(pk=pk).checked) for pk in members))
    case, order = case_of_family(family.pk, members, on, asked)
    persons = case.rows["person"] or ()
    return {
        **{f"family.{name}": value for name, value in case.family.items()},
        **{f"person.{name}": value for name, value in persons[order.index(members[0])].items()},
        **{name: case.rows[name] for name in ("dwelling", "vehicle")},
    }


def everything() -> list[Any]:
    """All that an application may touch."""
    rows = [list(model.objects.order_by("pk").values()) for model in ROWS]
    return [rows, list(Person.objects.order_by("pk").values("checked", "version")), FieldChange.objects.count()]


@pytest.mark.parametrize("register", sorted(registers()))
def test_an_answer_settles_what_the_register_fills_and_applied_twice_it_is_applied_once(
    family: Family, person: Person, register: str
) -> None:
    row = applied(person, register)
    assert (row.applied_at is not None, row.apply_due_at) == (True, None)
    facts = facts_of(family)
    known = {name for name, value in facts.items() if value is not None}
    unsaid = {"person.registered_at_address", "dwelling.residence"}
    entities = ("person.", "family.")
    filled = {name for name in find_register(register).fills if name.startswith(entities)} - unsaid
    assert filled <= known
    for entity in {name.partition(".")[0] for name in find_register(register).fills} & {"dwelling", "vehicle"}:
        assert facts[entity] is not None or register == "population"
    before = everything()
    apply_answer(row.request_id)
    assert everything() == before
    assert {change.person_id for change in FieldChange.objects.all()} <= {person.pk}


def test_incomes_are_rows_by_month_kind_and_payer(family: Family, person: Person) -> None:
    applied(person, "incomes")
    wages = Income.objects.filter(kind="wage").order_by("month")
    assert [row.month for row in wages][:: len(wages) - 1] == [date(2025, 10, 1), date(2026, 9, 1)]
    assert {(row.amount_tenge, row.source, row.payer_bin) for row in wages} == {(200_000, "incomes", BIN)}
    assert set(Income.objects.filter(kind="state_benefits").values_list("source", flat=True)) == {"pensions"}
    facts = facts_of(family)
    assert (facts["person.wage"], facts["person.state_benefits"]) == (600_000, 36_000)
    assert (facts["person.pension"], facts["person.business_income"]) == (0, 0), "the source has answered: none"
    person.refresh_from_db()
    assert person.checked == {"incomes": AS_OF.isoformat(), "pensions": AS_OF.isoformat()}


def test_a_later_answer_corrects_the_same_rows_and_what_is_gone_was_not_received(
    family: Family, person: Person
) -> None:
    applied(person, "incomes")
    applied(person, "incomes", LATER, wage_tenge=250_000, benefit_tenge=0)
    assert Income.objects.filter(kind="wage").count() == 13, "a month more, none twice"
    august = {"month": date(2026, 8, 1)}
    assert Income.objects.get(kind="wage", **august).amount_tenge == 250_000
    assert Income.objects.get(kind="state_benefits", **august).amount_tenge == 0
    assert Income.objects.get(kind="wage", month=date(2025, 10, 1)).amount_tenge == 200_000, "not asked about again"
    changed = FieldChange.objects.filter(content="registry_income", field="amount_tenge")
    assert changed.count() == 22, "eleven months told by both answers, of two kinds"


def test_a_partial_answer_leaves_the_rest_unknown(family: Family, person: Person) -> None:
    applied(person, "incomes", change=without("pension_kind", "carer_benefit_paid"))
    facts = facts_of(family)
    assert (facts["person.wage"], facts["person.state_benefits"]) == (600_000, 36_000)
    assert facts["person.pension"] == 0, "told, though its source has not answered in whole"
    assert facts.get("person.pension_kind") is None
    assert facts.get("person.carer_benefit_paid") is None
    assert facts["person.special_state_benefit"] is not None
    person.refresh_from_db()
    assert set(person.checked) == {"incomes"}


def test_a_partial_answer_without_incomes_says_nothing_of_them(family: Family, person: Person) -> None:
    applied(person, "incomes", change=without("incomes"))
    facts = facts_of(family)
    assert [facts.get(f"person.{name}") for name in ("wage", "pension", "state_benefits")] == [None] * 3
    person.refresh_from_db()
    assert (Income.objects.count(), person.checked) == (0, {})


def test_a_contradicting_answer_writes_nothing(family: Family, person: Person) -> None:
    row = answered(person, "incomes", change=born_otherwise)
    before = everything()
    assert row.outcome == "contradicts"
    apply_answer(row.request_id)
    row.refresh_from_db()
    assert (row.applied_at, row.apply_due_at) == (None, None)
    assert everything() == before


@pytest.mark.parametrize(
    ("known", "named"),
    [
        ({"birth_on": date(1990, 5, 18)}, "birth_date"),
        ({"residence": "kandas"}, "residence"),
        ({"died_on": date(2026, 3, 1)}, "died_on"),
    ],
)
def test_birth_death_and_citizenship_are_compared_and_never_overwritten(known: dict[str, Any], named: str) -> None:
    with entered(whole_city()):
        iin = next(found for serial in range(999) if (found := synthetic_iin(BORN, "female", serial)))
        told: dict[str, Any] = {"iin": iin, "birth_on": BORN, **known}
        person = make_person(**told)
        row = applied(person, "population")
        assert (row.outcome, row.disagreements, row.applied_at) == ("contradicts", [named], None)
        person.refresh_from_db()
        assert {name: getattr(person, name) for name in known} == known
        assert not Circumstance.objects.exists()


def test_what_is_gone_ends_and_what_stays_is_not_doubled(family: Family, person: Person) -> None:
    applied(person, "vehicles", plates=PLATES)
    first = list(Vehicle.objects.values_list("pk", flat=True))
    assert len(first) == 2
    applied(person, "vehicles", LATER, plates=PLATES[:1])
    assert list(Vehicle.objects.values_list("pk", flat=True)) == first
    ended = Vehicle.objects.get(plate=PLATES[1])
    assert ended.valid.upper == LATER
    assert Vehicle.objects.get(plate=PLATES[0]).valid.upper is None
    assert (len(facts_of(family)["vehicle"]), len(facts_of(family, LATER)["vehicle"])) == (2, 1)


def test_nothing_on_record_is_none_once_the_register_has_answered(family: Family, person: Person) -> None:
    assert (facts_of(family)["dwelling"], facts_of(family)["vehicle"]) == (None, None)
    applied(person, "real_estate", estates=())
    applied(person, "vehicles", plates=())
    assert (facts_of(family)["dwelling"], facts_of(family)["vehicle"]) == ((), ())


def test_what_a_person_declared_becomes_the_registers_row_and_what_a_document_showed_stands(
    family: Family, person: Person
) -> None:
    told = {"person": person, "territory": ALMALY, "valid": (date(2020, 1, 1), None)}
    row = answered(person, "vehicles", plates=PLATES[:1])
    vehicle = told_by("vehicles", read_payload("vehicles", row.payload or {}, []), AS_OF).vehicles
    assert vehicle is not None
    values = vehicle[0].values
    declared = Vehicle.objects.create(**told, kind=values["kind"], made_in_year=values["made_in_year"])
    shown = Disability.objects.create(**told, group="group_3", cause="other_cause", source="document")
    apply_answer(row.request_id)
    applied(person, "disability")
    declared.refresh_from_db()
    assert (Vehicle.objects.count(), declared.source, declared.plate) == (1, "vehicles", PLATES[0])
    assert [kept.pk for kept in Disability.objects.all()] == [shown.pk]


def test_a_disability_changes_its_group_from_the_day_of_the_answer(family: Family, person: Person) -> None:
    applied(person, "disability")
    applied(person, "disability", LATER, disability=Group.GROUP_1)
    earlier, later = Disability.objects.order_by("pk")
    assert (earlier.group, earlier.valid.upper) == ("group_2", LATER)
    assert (later.group, later.valid.lower, later.valid.upper) == ("group_1", LATER, None)
    values = fact_register()["person"]["disability"].values
    assert [facts_of(family, on)["person.disability"] for on in (AS_OF, LATER)] == [
        values.index("group_2"),
        values.index("group_1"),
    ]
    applied(person, "disability", LATER + timedelta(days=1), disability=Group.NONE, cause=Cause.NONE)
    assert facts_of(family, LATER + timedelta(days=1))["person.disability"] == 0


def test_a_fact_changes_from_the_day_of_the_answer_and_an_older_answer_is_overtaken(
    family: Family, person: Person
) -> None:
    applied(person, "labour_market", employment=Employment.NONE, employer=None)
    late = answered(person, "labour_market", AS_OF - timedelta(days=30))
    applied(person, "labour_market", LATER)
    values = fact_register()["person"]["employment"].values
    assert [values[facts_of(family, on)["person.employment"]] for on in (AS_OF, LATER)] == ["none", "permanent_job"]
    assert Circumstance.objects.filter(fact="employment").count() == 2
    before = everything()
    apply_answer(late.request_id)
    late.refresh_from_db()
    assert late.applied_at is not None
    assert everything() == before


def test_the_same_answer_on_a_later_day_touches_only_the_day(family: Family, person: Person) -> None:
    for register in ("labour_market", "disability", "legal_entities"):
        applied(person, register)
        rows = everything()[0]
        applied(person, register, AS_OF + timedelta(days=1))
        assert everything()[0] == rows, register


def test_a_debt_of_any_grown_up_is_the_familys_and_none_is_told_only_by_all(person: Person) -> None:
    other = consenting(500)
    family = make_family(person, other)
    applied(person, "credit_bureau", overdue=False, loans=0)
    assert facts_of(family).get("family.overdue_debt") is None, "the other may have one"
    applied(other, "credit_bureau", overdue=False, loans=0)
    assert facts_of(family)["family.overdue_debt"] is False
    applied(other, "credit_bureau", LATER)
    assert facts_of(family, LATER)["family.overdue_debt"] is True
    assert set(Circumstance.objects.values_list("person_id", flat=True)) == {person.pk}, "with the head"


def test_a_failure_undoes_all_of_it_and_the_answer_is_applied_later(
    family: Family, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, before = answered(person, "incomes"), everything()

    def broken(*_: Any, **__: Any) -> None:
        raise IntegrityError(f"DETAIL: {person.iin}")

    with monkeypatch.context() as patched:
        patched.setattr(answers, "record_circumstance", broken)
        with pytest.raises(NotApplied) as raised:
            apply_answer(row.request_id)
    assert str(person.iin) not in str(raised.value)
    assert everything() == before
    row.refresh_from_db()
    assert (row.state, row.applied_at, row.apply_tries) == ("answered", None, 1)
    assert enqueue_due(timezone.now()) == 0, "put off"
    assert row.apply_due_at is not None
    assert enqueue_due(row.apply_due_at) == 1
    apply_answer(row.request_id)
    assert everything() != before


def test_the_job_fetches_and_applies(family: Family, person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    row = ask_register(person, "vehicles", Purpose.APPLICATION, as_of=AS_OF, acting_user=make_user())
    sandbox = Sandbox(DerivedCity(5), 5, ())

    def ask(question: Question) -> Answer:
        reply = sandbox.reply_to("vehicles", str(question.request_id), json.dumps(question.as_json()).encode())
        now = SystemClock().now()
        return read_reply(reply.body, question, find_register("vehicles"), now, now)

    monkeypatch.setattr(tasks, "ask", ask)
    tasks.fetch_register_answer(str(row.request_id))
    person.refresh_from_db()
    assert person.checked == {"vehicles": AS_OF.isoformat()}


def test_the_database_lets_an_answer_be_applied_once_and_never_a_contradiction(person: Person) -> None:
    row = applied(person, "vehicles")
    forbidden: list[dict[str, Any]] = [{"applied_at": datetime(2026, 1, 1, tzinfo=UTC)}, {"payload": {}}]
    for changes in forbidden:
        with pytest.raises(IntegrityError), entered(whole_city()):
            RegisterAnswer.objects.filter(pk=row.pk).update(**changes)
    told_wrong = {"applied_at": timezone.now(), "apply_due_at": None}
    wrong = answered(person, "incomes", change=born_otherwise)
    with pytest.raises(IntegrityError), entered(whole_city()):
        RegisterAnswer.objects.filter(pk=wrong.pk).update(**told_wrong)
