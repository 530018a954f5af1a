"""The outbox: queued once, sent once, lost never."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test import override_settings
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.department.decisions.letters import signed_decision
from tests.department.decisions.pdf_text import text_of
from tests.department.factories import ALMALY, make_person, make_user, whole_city
from tests.department.messages.gateway import misbehave, running_sandbox, sms
from tirek.department.accounts.viewer import entered
from tirek.department.core.refusals import Refused
from tirek.department.decisions.notices import make_notices
from tirek.department.files.actions import files_folder
from tirek.department.files.blobs import read_blob
from tirek.department.files.models import StoredFile
from tirek.department.messages import delivery
from tirek.department.messages.actions import cancel_message, print_instead, queue_message, send_again
from tirek.department.messages.delivery import (
    ATTEMPTS_AT_MOST,
    HELD,
    ask_about_sent,
    deliver,
    enqueue_due,
    reference_of,
)
from tirek.department.messages.gateways import GatewayFault, HttpSmsGateway, sms_gateway
from tirek.department.messages.models import Attempt, Message
from tirek.department.messages.printing import make_print_batch
from tirek.department.messages.templates import TemplateFault

pytestmark = pytest.mark.django_db(transaction=True)
LOCMEM = {"EMAIL_CONFIGURED": True, "EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend"}


def state_of(message: Message) -> tuple[str, list[str]]:
    with entered(whole_city()):
        found = Message.objects.get(pk=message.pk)
        return found.state, [attempt.said for attempt in found.attempts.all()]


def later(message: Message) -> Any:
    """A moment after the message's next attempt."""
    with entered(whole_city()):
        return Message.objects.get(pk=message.pk).due_at + timedelta(seconds=1)


def queued() -> Message:
    with entered(whole_city()):
        return sms()


def test_the_same_key_is_told_once() -> None:
    with entered(whole_city()):
        person = make_person(phone="+77010000001")
        first, second = sms(key="decision:7", person=person), sms(key="decision:7", person=person)
        assert first.pk == second.pk
        assert Message.objects.count() == 1
        assert ProcrastinateJob.objects.filter(task_name="messages.deliver").count() == 1


def test_a_message_of_a_transaction_that_fails_is_never_sent() -> None:
    def broken() -> None:
        with entered(whole_city()):
            sms()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken()
    with entered(whole_city()):
        assert not Message.objects.exists()
        assert not ProcrastinateJob.objects.filter(task_name="messages.deliver").exists()


def test_an_sms_goes_out_and_comes_through() -> None:
    message = queued()
    with running_sandbox() as gateway:
        assert deliver(message.pk)
        assert not deliver(message.pk), "sent a second time"
        assert gateway.outbox.handed == {reference_of(message): 1}
        assert state_of(message) == ("sent", ["accepted"])
        assert ask_about_sent(timezone.now()) == 1
    assert state_of(message) == ("delivered", ["accepted", "delivered"])


@pytest.mark.parametrize(
    ("kind", "said"), [("fail", "http_503"), ("lost", "http_503"), ("unreadable", "answer_unreadable")]
)
def test_a_dead_gateway_loses_nothing_and_sends_nothing_twice(kind: str, said: str) -> None:
    message = queued()
    with running_sandbox() as gateway:
        misbehave(gateway, kind, times=2)
        for _ in range(2):
            assert not deliver(message.pk, now=later(message))
        assert state_of(message) == ("queued", [said, said])
        assert not deliver(message.pk), "before its pause is over"
        assert deliver(message.pk, now=later(message))
        assert len(gateway.outbox.numbers) == 1
    assert state_of(message) == ("sent", [said, said, "accepted"])


def test_a_late_gateway_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    message = queued()
    with running_sandbox() as gateway:
        hasty = HttpSmsGateway(f"{gateway.url}/", "", timeout_seconds=0.2)
        monkeypatch.setattr(delivery, "sms_gateway", lambda: hasty)
        misbehave(gateway, "late", seconds=0.6)
        assert not deliver(message.pk)
        assert state_of(message) == ("queued", ["no_answer_in_time"])


def test_nobody_there_and_no_gateway_leave_it_in_the_outbox() -> None:
    message = queued()
    with override_settings(SMS_URL=None):
        assert not deliver(message.pk)
    with override_settings(SMS_URL="http://127.0.0.1:9/"):
        assert not deliver(message.pk, now=later(message))
    assert state_of(message) == ("queued", ["no_gateway", "unreachable"])


def test_a_refusal_for_good_waits_for_a_person() -> None:
    message = queued()
    with running_sandbox() as gateway:
        misbehave(gateway, "refuse")
        assert not deliver(message.pk)
        assert state_of(message)[0] == "failed"
        with entered(whole_city()):
            again = send_again(message, acting_user=make_user())
            with pytest.raises(Refused, match="message_not_failed"), transaction.atomic():
                send_again(again, acting_user=make_user())
        assert deliver(message.pk, now=later(message))


def test_a_gateway_is_not_tried_for_ever() -> None:
    message = queued()
    with entered(whole_city()):
        Attempt.objects.bulk_create(
            Attempt(message=message, succeeded=False, said="x") for _ in range(ATTEMPTS_AT_MOST - 1)
        )
    with override_settings(SMS_URL=None):
        deliver(message.pk)
    assert state_of(message)[0] == "failed"


def test_a_worker_killed_after_the_gateway_took_it_sends_nothing_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        pass

    def dies(*_: object) -> bool:
        raise Killed

    message = queued()
    with running_sandbox() as gateway:
        monkeypatch.setattr(delivery, "_write_down", dies)
        with pytest.raises(Killed):
            deliver(message.pk)
        monkeypatch.undo()
        assert state_of(message) == ("queued", [])
        assert not deliver(message.pk), "another worker takes it while it may still be under way"
        assert enqueue_due(timezone.now() + HELD + timedelta(seconds=1)) == 1
        assert deliver(message.pk, now=later(message))
        assert gateway.outbox.handed == {reference_of(message): 2}
        assert len(gateway.outbox.numbers) == 1, "the telephone rang twice"
    assert state_of(message) == ("sent", ["accepted"])


def test_two_workers_at_one_message() -> None:
    message = queued()
    done: list[bool] = []

    def work() -> None:
        done.append(deliver(message.pk))
        connection.close()

    with running_sandbox() as gateway:
        threads = [Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(done) == [False, False, False, True]
        assert gateway.outbox.handed == {reference_of(message): 1}


def test_the_way_is_chosen_by_what_leads_to_the_person() -> None:
    with entered(whole_city()):

        def way(**fields: Any) -> str:
            person = make_person(**fields)
            message = queue_message("decision_made", person, {"number": "T-1"}, key=f"way:{person.pk}")
            assert message is not None
            return message.channel

        assert way(phone="+77010000001", email="a@example.kz") == "sms"
        assert way(email="a@example.kz") == "email"
        assert way() == "print"


def test_an_email_holds_no_personal_data_and_keeps_its_number() -> None:
    with entered(whole_city()):
        person = make_person(email="a@example.kz", language="ru")
        message = queue_message("decision_made", person, {"number": "T-1"}, key="mail:1")
    assert message is not None
    with override_settings(**LOCMEM):
        assert deliver(message.pk)
    sent = mail.outbox[0]
    assert sent.to == ["a@example.kz"]
    assert "T-1" in sent.subject
    assert sent.extra_headers["Message-ID"].startswith(f"<{reference_of(message)}@")
    for part in person.full_name("ru").split():
        assert part not in f"{sent.subject} {sent.body}"


def test_an_address_that_is_gone_fails_and_can_be_printed() -> None:
    with entered(whole_city()):
        message = sms(person=make_person())  # queued while there was a telephone
    assert not deliver(message.pk)
    assert state_of(message) == ("failed", ["no_address"])
    with entered(whole_city()):
        assert print_instead(message, acting_user=make_user()).channel == "print"


def test_what_was_handed_over_is_not_taken_back() -> None:
    message, other = queued(), queued()
    with running_sandbox():
        deliver(message.pk)
        with entered(whole_city()):
            with pytest.raises(Refused, match="message_gone"), transaction.atomic():
                cancel_message(message, acting_user=make_user())
            cancel_message(other, acting_user=make_user())
        assert not deliver(other.pk)


def test_a_confidential_programme_has_only_neutral_words() -> None:
    with entered(whole_city(frozenset({"hiv"}))):
        person = make_person(phone="+77010000001")
        values = {"number": "T-1", "day": "2026-11-22"}
        with pytest.raises(TemplateFault, match="not neutral"):
            queue_message("report_due", person, values, key="c:1", confidential="hiv")
        hidden = queue_message("term_ends", person, values, key="c:2", confidential="hiv")
    with entered(whole_city()):
        assert hidden is not None
        assert not Message.objects.filter(pk=hidden.pk).exists()
        assert queue_message("term_ends", person, values, key="c:2") is None


def test_letters_are_printed_in_one_file_once() -> None:
    with entered(whole_city()):
        officer = make_user()
        decision = signed_decision("targeted_assistance_unconditional", "five_people_300000_a_quarter")
        notice = make_notices(decision, acting_user=None)[0]
        person = decision.case.applicant
        number = {"number": str(decision.number)}
        queue_message("decision_letter", person, number, key="p:1", channel="print", file_id=notice.file_id)
        plain = make_person(territory=person.territory)
        queue_message("appeal_answered", plain, {"number": "A-1"}, key="p:2", channel="print")
        batch = make_print_batch(ALMALY, acting_user=officer)
        assert set(batch.messages.values_list("state", flat=True)) == {"printed"}
        with pytest.raises(Refused, match="nothing_to_print"), transaction.atomic():
            make_print_batch(ALMALY, acting_user=officer)
        file = StoredFile.objects.get(pk=batch.file_id or 0)
        told = text_of(b"".join(read_blob(files_folder(), file.digest)))
    for part in (person.full_name(), plain.full_name(), str(decision.number), "Барлығы: 2 хат", "№ A-1 шағымыңызға"):
        assert part in told


def test_without_a_gateway_one_is_told_so() -> None:
    with override_settings(SMS_URL=None), pytest.raises(GatewayFault, match="no_gateway"):
        sms_gateway()
