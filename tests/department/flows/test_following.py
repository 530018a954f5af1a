"""What follows a decision is done by a job, once, whatever becomes of the worker."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from tests.department.factories import whole_city
from tests.department.road import make_case, make_decision, sign
from tirek.department.accounts.viewer import entered
from tirek.department.applications.enums import CaseState
from tirek.department.decisions.models import Decision
from tirek.department.flows import following
from tirek.department.flows.following import FOLLOW, LATE, queue_late
from tirek.department.flows.granting import carry_out
from tirek.department.flows.models import AfterDecision
from tirek.department.flows.tasks import follow_decision
from tirek.department.messages.models import Message

pytestmark = [pytest.mark.django_db(transaction=True)]


class Killed(BaseException):
    """The worker is gone in the middle."""


def tell(decision: Decision) -> None:
    """A message that may be queued twice: its key is free, so that a second run would show."""
    key = f"told-{decision.pk}-{Message.objects.count()}"
    Message.objects.create(
        key=key,
        template="decision",
        channel="print",
        language="kk",
        person_id=decision.case.applicant_id,
        territory=decision.territory,
    )


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "_steps", {"tell": tell})


def killed(*_args: object, **_told: object) -> None:
    raise Killed


def signed(and_then: Callable[[], None] = lambda: None) -> AfterDecision:
    with entered(whole_city()):
        decision = sign(make_decision(make_case(CaseState.TO_SIGN)))
        carry_out(decision, acting_user=decision.signer)
        and_then()
        return AfterDecision.objects.get(decision=decision)


def messages() -> int:
    with entered(whole_city()):
        return Message.objects.count()


def jobs() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (args->>'after_id')::bigint FROM procrastinate_jobs WHERE task_name = %s ORDER BY id", [FOLLOW]
        )
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.usefixtures("told")
def test_a_job_stands_with_the_signature_and_does_the_step_once() -> None:
    row = signed()
    assert (messages(), jobs()) == (0, [row.pk])
    follow_decision(after_id=row.pk)
    follow_decision(after_id=row.pk)
    assert messages() == 1


@pytest.mark.usefixtures("told")
def test_a_signature_that_is_rolled_back_leaves_no_job() -> None:
    with pytest.raises(Killed):
        signed(and_then=killed)
    assert jobs() == []


@pytest.mark.usefixtures("told")
def test_a_worker_killed_between_the_step_and_its_mark_does_it_later_exactly_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row = signed()
    with monkeypatch.context() as patched:
        patched.setattr(AfterDecision, "save", killed)  # after the message was written, before the mark
        with pytest.raises(Killed):
            follow_decision(after_id=row.pk)
    assert messages() == 0, "the message went with the transaction of the killed worker"
    follow_decision(after_id=row.pk)
    follow_decision(after_id=row.pk)
    assert messages() == 1


@pytest.mark.usefixtures("told")
def test_a_step_whose_job_was_lost_gets_another(monkeypatch: pytest.MonkeyPatch) -> None:
    row = signed()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE task_name = %s", [FOLLOW])
    with entered(whole_city()):
        assert queue_late(timezone.now()) == 0
        assert queue_late(timezone.now() + LATE + timedelta(seconds=1)) == 1
    assert jobs() == [row.pk, row.pk]
    follow_decision(after_id=row.pk)
    with entered(whole_city()):
        assert queue_late(timezone.now() + LATE + timedelta(seconds=1)) == 0
    assert messages() == 1
