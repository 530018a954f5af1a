"""Questions to registers: one row whatever happens, a dead register blocks nobody, and evidence stays as it came."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.models import Model
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.department.factories import ALMALY, make_family, make_person, make_user, whole_city
from tirek.department.accounts.viewer import Viewer, entered
from tirek.department.core.identifiers.iin import synthetic_iin
from tirek.department.core.refusals import Refused
from tirek.department.journal.history import change_row
from tirek.department.registry import tasks
from tirek.department.registry.actions.evidence import (
    BEING_ASKED,
    accept_document_instead,
    ask_register,
    enqueue_due,
    fetch_answer,
    wait_before,
)
from tirek.department.registry.enums import AnswerOutcome, AnswerState
from tirek.department.registry.models import Consent, Person, RegisterAnswer, StaffPerson
from tirek.department.registry.queries import open_questions_for
from tirek.registers.catalogue import find_register
from tirek.registers.clock import SystemClock
from tirek.registers.contract import Answer, Purpose, Question, Status
from tirek.registers.failures import CircuitOpen, Failure, Malformed, TimedOut, Unavailable
from tirek.registers.failures import Refused as RegisterRefused
from tirek.registers.replies import read_reply
from tirek.registers.sandbox.citizens import DerivedCity
from tirek.registers.sandbox.faults import read_faults
from tirek.registers.sandbox.server import Sandbox

pytestmark = pytest.mark.django_db
AS_OF = date(2026, 11, 1)
BORN = date(1990, 5, 17)
ALATAU = "751210000"


@pytest.fixture
def person() -> Iterator[Person]:
    with entered(whole_city()):
        iin = next(found for serial in range(999) if (found := synthetic_iin(BORN, "female", serial)))
        made = make_person(iin=iin, birth_on=BORN)
        Consent.objects.create(
            person=made,
            territory=ALMALY,
            purpose="registers",
            form="paper",
            given_on=date(2026, 1, 1),
            valid=(date(2026, 1, 1), None),
        )
        yield made


def amend(row: Model, person: Person, **changes: Any) -> None:
    change_row(row, changes, person_id=person.pk, acting_user=None, reason="test")


class Register:
    """A sandbox without the wire; may be told to fail instead."""

    def __init__(self, faults: str = "", failure: Failure | None = None) -> None:
        self.sandbox = Sandbox(DerivedCity(5), 5, read_faults(faults))
        self.failure, self.asked = failure, 0

    def __call__(self, question: Question) -> Answer:
        self.asked += 1
        if self.failure is not None:
            raise self.failure
        now = SystemClock().now()
        body = json.dumps(question.as_json()).encode()
        reply = self.sandbox.reply_to(question.register, str(question.request_id), body)
        return read_reply(reply.body, question, find_register(question.register), now, now)


def asked(person: Person, register: str = "incomes") -> RegisterAnswer:
    return ask_register(person, register, Purpose.APPLICATION, as_of=AS_OF, acting_user=make_user())


def test_a_question_is_a_row_and_a_job_that_come_and_go_together(person: Person) -> None:
    with transaction.atomic():
        asked(person)
        transaction.set_rollback(True)
    assert (RegisterAnswer.objects.count(), ProcrastinateJob.objects.count()) == (0, 0)
    row = asked(person)
    job = ProcrastinateJob.objects.get()
    assert (job.task_name, job.args) == ("registry.fetch_register_answer", {"request_id": str(row.request_id)})
    assert (row.state, row.is_open, row.recorded_by_id is not None) == (AnswerState.ASKED, True, True)
    assert person.iin not in json.dumps(job.args)


def test_a_question_that_is_open_is_not_asked_twice(person: Person) -> None:
    assert asked(person).pk == asked(person).pk
    assert ProcrastinateJob.objects.count() == 1
    assert asked(person, "vehicles").pk != asked(person).pk


def test_an_answer_is_kept_whole(person: Person) -> None:
    row = asked(person)
    fetch_answer(row.request_id, Register())
    row.refresh_from_db()
    assert (row.state, row.outcome, row.attempts) == (AnswerState.ANSWERED, AnswerOutcome.COMPLETE, 1)
    assert row.payload["birth_date"] == BORN.isoformat()
    assert row.valid_until == row.answered_at.date() + timedelta(days=find_register("incomes").valid_days)
    assert (len(row.digest), row.next_try_at, row.is_open) == (64, None, False)
    assert person.iin not in json.dumps(row.payload)


def test_the_same_answer_twice_makes_one_row(person: Person) -> None:
    row, register = asked(person), Register("*:twice")
    for _ in range(3):
        fetch_answer(row.request_id, register)
    row.refresh_from_db()
    assert (register.asked, row.attempts, RegisterAnswer.objects.count()) == (1, 1, 1)


def test_of_two_workers_who_ask_at_once_the_first_writes(person: Person) -> None:
    row, register = asked(person), Register("*:twice")

    def slower(question: Question) -> Answer:
        late = register(question)
        fetch_answer(row.request_id, register)  # the other worker is done in the meantime
        return late

    fetch_answer(row.request_id, slower)
    row.refresh_from_db()
    assert (register.asked, row.attempts, RegisterAnswer.objects.count()) == (2, 1, 1)


def test_whoever_is_killed_before_the_commit_has_written_nothing(person: Person) -> None:
    row, register = asked(person), Register()

    class Killed(BaseException):
        pass

    def killed(question: Question) -> Answer:
        register(question)
        raise Killed

    with pytest.raises(Killed):
        fetch_answer(row.request_id, killed)
    row.refresh_from_db()
    assert (row.state, row.attempts) == (AnswerState.ASKED, 0)
    fetch_answer(row.request_id, register)
    row.refresh_from_db()
    assert (row.state, RegisterAnswer.objects.count(), register.asked) == (AnswerState.ANSWERED, 1, 2)


@pytest.mark.parametrize("kind", [Unavailable, TimedOut, Malformed, CircuitOpen])
def test_a_dead_register_leaves_the_question_open_and_the_work_whole(person: Person, kind: type[Failure]) -> None:
    family = make_family(person)
    row = asked(person)
    codes = {Unavailable: "server_failed", TimedOut: "timed_out", Malformed: "bad_field", CircuitOpen: "circuit_open"}
    before = timezone.now()
    for attempt in (1, 2, 3):
        fetch_answer(row.request_id, Register(failure=kind("incomes", codes[kind])))
        row.refresh_from_db()
        assert (row.state, row.attempts, row.last_failure) == (AnswerState.ASKED, attempt, codes[kind])
        assert row.next_try_at >= before + wait_before(attempt)
    assert open_questions_for(family, AS_OF) == [row]
    amend(person, person, phone="+77010000000")
    assert asked(person, "population").state == AnswerState.ASKED
    fetch_answer(row.request_id, Register())
    row.refresh_from_db()
    assert (row.state, row.last_failure, row.attempts) == (AnswerState.ANSWERED, "", 4)
    assert row not in open_questions_for(family, AS_OF)


def test_a_refusal_waits_for_a_person_and_not_for_the_job(person: Person) -> None:
    family, row = make_family(person), asked(person)
    fetch_answer(row.request_id, Register(failure=RegisterRefused("incomes", "no_access", status=403)))
    row.refresh_from_db()
    assert (row.state, row.last_failure, row.next_try_at) == (AnswerState.FAILED, "no_access", None)
    assert open_questions_for(family, AS_OF) == [row]
    assert asked(person).pk != row.pk, "put right, it is asked anew"


def test_without_an_address_the_question_stays_open(person: Person, settings: Any) -> None:
    settings.REGISTERS_URL = None
    row = asked(person)
    tasks.fetch_register_answer(str(row.request_id))
    row.refresh_from_db()
    assert (row.state, row.last_failure) == (AnswerState.ASKED, "no_address")


def test_a_document_may_stand_in_and_ends_the_asking(person: Person) -> None:
    family, row, officer, register = make_family(person), asked(person), make_user(), Register()
    fetch_answer(row.request_id, Register(failure=Unavailable("incomes", "dropped")))
    with pytest.raises(Refused, match="document_missing"):
        accept_document_instead(row, " ", acting_user=officer, reason="the register is down")
    row = accept_document_instead(row, "certificate 17", acting_user=officer, reason="the register is down")
    assert (row.document_accepted_by, row.is_open, row.next_try_at) == (officer, False, None)
    assert open_questions_for(family, AS_OF) == []
    fetch_answer(row.request_id, register)
    assert register.asked == 0
    with pytest.raises(Refused, match="answered_already"):
        accept_document_instead(row, "certificate 18", acting_user=officer, reason="the register is down")


def test_a_contradiction_is_open_until_a_document_settles_it(person: Person) -> None:
    family, row = make_family(person), asked(person)

    def said(question: Question) -> Answer:
        return replace(Register()(question), status=Status.CONTRADICTS, disagreements=("birth_date",))

    fetch_answer(row.request_id, said)
    row.refresh_from_db()
    assert (row.state, row.outcome, row.disagreements) == ("answered", "contradicts", ["birth_date"])
    assert open_questions_for(family, AS_OF) == [row]
    accept_document_instead(row, "birth certificate", acting_user=make_user(), reason="the register is down")
    assert open_questions_for(family, AS_OF) == []
    row.refresh_from_db()
    assert row.outcome == "contradicts", "what the register said stays"


def test_a_whole_answer_needs_no_document(person: Person) -> None:
    row = asked(person)
    fetch_answer(row.request_id, Register())
    with pytest.raises(Refused, match="answered_already"):
        accept_document_instead(row, "certificate 17", acting_user=make_user(), reason="the register is down")


@pytest.mark.parametrize(
    "consent",
    [
        {"purpose": "incomes"},
        {"purpose": "registers:vehicles"},
        {"valid": (date(2026, 1, 1), date(2026, 2, 1))},
        {"withdrawn_at": datetime(2026, 3, 1, tzinfo=UTC)},
    ],
)
def test_a_register_that_needs_consent_is_not_asked_without_one(person: Person, consent: dict[str, Any]) -> None:
    amend(Consent.objects.get(), person, **consent)
    with pytest.raises(Refused, match="no_consent"):
        asked(person)
    assert RegisterAnswer.objects.count() == 0
    assert asked(person, "population").consent is None, "this one needs none"


def test_a_consent_to_one_register_is_enough_for_it(person: Person) -> None:
    amend(Consent.objects.get(), person, purpose="registers:incomes")
    assert asked(person).consent == Consent.objects.get()


def test_a_consent_withdrawn_meanwhile_stops_the_question(person: Person) -> None:
    row, register = asked(person), Register()
    amend(Consent.objects.get(), person, withdrawn_at=timezone.now())
    fetch_answer(row.request_id, register)
    row.refresh_from_db()
    assert (register.asked, row.state, row.last_failure) == (0, AnswerState.FAILED, "no_consent")


def test_a_person_without_a_number_is_not_asked_about(person: Person) -> None:
    amend(person, person, iin=None)
    with pytest.raises(Refused, match="no_iin"):
        asked(person, "population")
    with pytest.raises(Refused, match="unknown_register"):
        asked(person, "tax")


def test_lost_jobs_are_made_anew_from_the_rows(person: Person) -> None:
    row = asked(person)
    assert ProcrastinateJob.objects.count() == 1
    assert enqueue_due(timezone.now()) == 0, "its job is trusted for a while"
    assert enqueue_due(timezone.now() + BEING_ASKED) == 1
    assert ProcrastinateJob.objects.count() == 1, "a job that waits is enough"
    fetch_answer(row.request_id, Register(failure=Unavailable("incomes", "dropped")))
    assert enqueue_due(timezone.now()) == 0
    assert enqueue_due(timezone.now() + wait_before(1)) == 1


def changed(**fields: Any) -> None:
    with transaction.atomic():
        RegisterAnswer.objects.update(**fields)


@pytest.mark.both_servers
def test_evidence_is_not_rewritten(person: Person) -> None:
    row = asked(person)
    for fields in ({"as_of": date(2026, 1, 1)}, {"purpose": "review"}, {"register": "vehicles"}):
        with pytest.raises(IntegrityError, match="not rewritten"):
            changed(**fields)
    fetch_answer(row.request_id, Register())
    for fields in ({"payload": {}}, {"digest": "0" * 64}, {"attempts": 7}, {"last_failure": "dropped"}):
        with pytest.raises(IntegrityError, match="not rewritten"):
            changed(**fields)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        RegisterAnswer.objects.all().delete()


@pytest.mark.both_servers
def test_an_answer_is_whole_or_not_there(person: Person) -> None:
    asked(person)
    for fields in ({"state": "answered"}, {"payload": {}}, {"next_try_at": None}, {"document": "certificate 17"}):
        with pytest.raises(IntegrityError):
            changed(**fields)


@pytest.mark.both_servers
def test_evidence_moves_with_the_person_and_is_seen_there_only(person: Person) -> None:
    row = asked(person)
    fetch_answer(row.request_id, Register())
    amend(person, person, territory=ALATAU)
    for code, seen in ((ALMALY, 0), (ALATAU, 1)):
        with entered(Viewer(user_id=None, territories=(code,), purpose="test")):
            assert RegisterAnswer.objects.count() == seen


def test_the_own_evidence_is_hidden_from_a_member_of_the_staff(person: Person) -> None:
    asked(person)
    officer = make_user()
    StaffPerson.objects.create(user=officer, person=person)
    with entered(Viewer(user_id=officer.pk, territories=(ALMALY,), purpose="test")):
        assert RegisterAnswer.objects.count() == 0
    with entered(Viewer(user_id=make_user().pk, territories=(ALMALY,), purpose="test")):
        assert RegisterAnswer.objects.count() == 1


def test_questions_and_answers_stand_in_the_journal(person: Person) -> None:
    row = asked(person)
    fetch_answer(row.request_id, Register())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT action, object_id FROM journal_unchained(NULL, 0, 100) WHERE kind = %s", ["registry_registeranswer"]
        )
        noted = [(action, number) for action, number in cursor.fetchall()]
    assert noted.count(("create", row.pk)) == 1
    assert noted.count(("register-answered", row.pk)) == 1
