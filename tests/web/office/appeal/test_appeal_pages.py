"""Pages of appeals: received at the counter, decided by another, seen in the district alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from tests.department.appeals.refusing import refused_case
from tests.department.factories import ALMALY, make_user, whole_city
from tests.web.guards import PageClient
from tests.web.signing_in import sign_in
from tirek.department.accounts.enums import Role
from tirek.department.accounts.viewer import entered
from tirek.department.appeals.actions.appeals import receive_appeal
from tirek.department.appeals.models import Appeal
from tirek.department.applications.models import Case
from tirek.department.decisions.models import Decision

pytestmark = pytest.mark.django_db
ALATAU = "751210000"


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with time_machine.travel("2026-11-23T06:00:00Z", tick=False):
        yield


def at(name: str, *arguments: object) -> str:
    return reverse(f"office:appeal-{name}", args=arguments)


def refused(**told: Any) -> Decision:
    with entered(whole_city()):
        return refused_case(**told)


def only() -> Appeal:
    with entered(whole_city()):
        return Appeal.objects.get()


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_an_appeal_is_received_taken_up_and_granted_by_pages(client: PageClient, language: str) -> None:
    decision = refused()
    client.cookies["tirek_language"] = language
    sign_in(client, make_user(Role.REGISTRAR, ALMALY))
    told: dict[str, Any] = {
        "appellant": decision.case.applicant_id,
        "received_on": "23.11.2026",
        "known_on": "23.11.2026",
        "claim": "",
    }
    assert client.post(at("receive", decision.pk), told).status_code == 422
    key = {"once_key": "0b7b4f1e-8f7a-4f4e-9d0a-6a1b6f3a9f10"}
    for _each in range(2):
        page = client.post(at("receive", decision.pk), told | key | {"claim": "The income was counted twice."})
        assert page.url == at("show", only().pk)
    assert client.post(at("receive", decision.pk), told | {"claim": "once more"}).status_code == 422
    assert client.get(at("decide", only().pk)).status_code == 403
    sign_in(client, make_user(Role.HEAD, ALMALY))
    assert only().number in client.get(at("list")).content.decode()
    answer = {"outcome": "granted", "reasons": "It was counted once.", "restored_reason": ""}
    assert client.post(at("decide", only().pk), answer).status_code == 422
    client.post(at("take-up", only().pk))
    assert client.post(at("decide", only().pk), answer).status_code == 302
    with entered(whole_city()):
        assert Case.objects.get().state == "checking"
    assert only().number in client.get(at("list") + "?state=over").content.decode()
    assert "It was counted once." in client.get(at("show", only().pk)).content.decode()


def test_the_signer_is_told_so_and_another_district_sees_nothing(client: PageClient) -> None:
    decision = refused()
    with entered(whole_city()):
        told: dict[str, Any] = {"claim": "twice", "acting_user": make_user(Role.REGISTRAR)}
        appeal = receive_appeal(decision, decision.case.applicant, **told)
    assert decision.signer is not None
    sign_in(client, decision.signer)
    page = client.get(at("show", appeal.pk)).content.decode()
    assert at("take-up", appeal.pk) not in page
    client.post(at("take-up", appeal.pk))
    assert only().state == "received"
    sign_in(client, make_user(Role.HEAD, ALATAU))
    for url in (at("show", appeal.pk), at("decide", appeal.pk), at("withdraw", appeal.pk)):
        assert client.get(url).status_code in (403, 404)
    assert appeal.number not in client.get(at("list")).content.decode()


def test_a_confidential_appeal_is_hidden_and_one_is_taken_back(client: PageClient) -> None:
    with entered(whole_city(confidential=frozenset({"hiv"}))):
        decision = refused_case(programme="hiv_children_aid", confidential="hiv")
        told: dict[str, Any] = {"claim": "twice", "acting_user": make_user(Role.REGISTRAR)}
        hidden = receive_appeal(decision, decision.case.applicant, **told)
    decision = refused()
    with entered(whole_city()):
        appeal = receive_appeal(decision, decision.case.applicant, **told)
    sign_in(client, make_user(Role.SPECIALIST, ALMALY))
    assert client.get(at("show", hidden.pk)).status_code == 404
    assert client.get(at("receive", hidden.decision_id)).status_code == 404
    assert client.post(at("withdraw", appeal.pk), {"reason": "put right at the counter"}).status_code == 302
    assert only().state == "withdrawn"


def test_the_list_takes_the_same_queries_however_many_there_are(
    client: PageClient, assert_queries: Callable[..., AbstractContextManager[None]]
) -> None:
    with entered(whole_city()):
        for _each in range(3):
            decision = refused_case()
            receive_appeal(decision, decision.case.applicant, claim="twice", acting_user=make_user(Role.REGISTRAR))
    sign_in(client, make_user(Role.SPECIALIST, ALMALY))
    client.get(at("list"))
    with assert_queries("list"):
        client.get(at("list"))
