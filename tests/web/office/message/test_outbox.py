"""The outbox of the office: states and failures without a text of anybody, another attempt, a batch of letters."""

from __future__ import annotations

import pytest
from django.test import override_settings
from django.urls import reverse

from tests.department.factories import ALMALY, make_person, make_user, whole_city
from tests.department.messages.gateway import sms
from tests.web.guards import PageClient
from tests.web.signing_in import sign_in
from tirek.department.accounts.enums import Role
from tirek.department.accounts.viewer import entered
from tirek.department.messages.actions import queue_message
from tirek.department.messages.delivery import deliver
from tirek.department.messages.models import Message, PrintBatch

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "journal"])


@pytest.fixture
def failed(client: PageClient) -> Message:
    sign_in(client, make_user(Role.REGISTRAR, ALMALY))
    with entered(whole_city()):
        message = sms(person=make_person())
    with override_settings(SMS_URL="http://127.0.0.1:9/"):
        deliver(message.pk)
    return message


def test_a_failure_is_shown_without_a_word_about_anybody(client: PageClient, failed: Message) -> None:
    page = client.get(reverse("office:message-list"), {"state": "failed"}).content.decode()
    assert "Шешім шықты" in page
    assert "мұндай мекенжайы жоқ" in page
    assert "T-2026-1" not in page, "the values of a message are not for a list"
    with entered(whole_city()):
        assert not [word for word in _person(failed).full_name().split() if word in page]
    assert "Мұндай хабарлама жоқ" in client.get(reverse("office:message-list"), {"state": "sent"}).content.decode()


def test_a_failed_message_becomes_a_letter_and_the_letter_a_file(client: PageClient, failed: Message) -> None:
    turned = client.post(reverse("office:message-turn", args=[failed.pk]), {"turn": "print"})
    assert turned.status_code == 302
    page = client.get(reverse("office:message-list")).content.decode()
    assert "1 хат басып шығаруды күтіп тұр" in page
    printed = client.post(reverse("office:message-print"), {"territory": ALMALY, "confidential": ""})
    assert printed.headers["Location"] == reverse("office:message-batches")
    with entered(whole_city()):
        batch = PrintBatch.objects.get()
        assert Message.objects.get(pk=failed.pk).batch_id == batch.pk
    page = client.get(reverse("office:message-batches")).content.decode()
    assert reverse("office:file-download", args=[batch.file_id]) in page


def test_a_message_is_tried_again_once(client: PageClient, failed: Message) -> None:
    for _ in range(2):
        client.post(reverse("office:message-turn", args=[failed.pk]), {"turn": "again"})
    with entered(whole_city()):
        assert Message.objects.get(pk=failed.pk).state == "queued"
    assert "әлі" not in client.get(reverse("office:message-show", args=[failed.pk])).content.decode().split("<ol")[0]


def test_what_one_person_was_told(client: PageClient, failed: Message) -> None:
    page = client.get(reverse("office:message-person", args=[failed.person_id])).content.decode()
    assert "Шешім шықты" in page


def test_another_district_sees_nothing(client: PageClient, failed: Message) -> None:
    sign_in(client, make_user(Role.REGISTRAR, "751210000"))
    assert client.get(reverse("office:message-show", args=[failed.pk])).status_code == 404
    assert client.get(reverse("office:message-person", args=[failed.person_id])).status_code == 404
    assert "Шешім шықты" not in client.get(reverse("office:message-list")).content.decode()


def test_who_only_looks_changes_nothing(client: PageClient, failed: Message) -> None:
    sign_in(client, make_user(Role.AUDITOR, ALMALY))
    assert client.get(reverse("office:message-show", args=[failed.pk])).status_code == 200
    assert client.post(reverse("office:message-turn", args=[failed.pk]), {"turn": "again"}).status_code == 403


def test_the_list_costs_few_queries(client: PageClient, assert_queries, failed: Message) -> None:  # type: ignore[no-untyped-def]
    with entered(whole_city()):
        person = make_person()
        for number in range(3):
            queue_message("decision_made", person, {"number": "T-1"}, key=f"q:{number}")
    client.get(reverse("office:message-list"))
    with assert_queries("outbox"):
        client.get(reverse("office:message-list"))


def _person(message: Message):  # type: ignore[no-untyped-def]
    from tirek.department.registry.models import Person

    return Person.objects.get(pk=message.person_id)
