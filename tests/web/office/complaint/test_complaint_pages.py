"""Pages of complaints: the ombudsman's, one for whom a complaint was sent to, and the figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
import time_machine
from django.urls import reverse

from tests.department.factories import ALMALY, make_user, whole_city
from tests.web.guards import PageClient
from tests.web.signing_in import sign_in
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import entered
from tirek.department.appeals.models import Complaint

pytestmark = pytest.mark.django_db
ALATAU = "751210000"
TOLD = {
    "territory": ALMALY, "subject": "delay", "text": "Nobody answers.", "received_on": "23.11.2026", "iin": "",
    "application": "",
}  # fmt: skip


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with time_machine.travel("2026-11-23T06:00:00Z", tick=False):
        yield


@pytest.fixture
def ombudsman(client: PageClient) -> User:
    user = make_user(Role.OMBUDSMAN, ALMALY)
    sign_in(client, user)
    return user


def at(name: str, *arguments: object) -> str:
    return reverse(f"office:complaint-{name}", args=arguments)


def only() -> Complaint:
    with entered(whole_city()):
        return Complaint.objects.get()


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_an_anonymous_complaint_goes_its_way_by_pages(client: PageClient, ombudsman: User, language: str) -> None:
    client.cookies["tirek_language"] = language
    officer = make_user(Role.SPECIALIST, ALMALY)
    for wrong in ({"iin": "900517400017"}, {"application": "T-0"}, {"text": ""}):
        assert client.post(at("receive"), TOLD | wrong).status_code == 422
    assert client.post(at("receive"), TOLD).url == at("show", only().pk)
    assert client.post(at("route", only().pk), {"to": officer.pk, "reason": "your district"}).status_code == 302
    assert client.get(at("respond", only().pk)).status_code == 404
    sign_in(client, officer)
    assert only().number in client.get(at("mine")).content.decode()
    assert client.get(at("list")).status_code == 403
    assert client.post(at("respond", only().pk), {"text": "The file was mislaid."}).status_code == 302
    sign_in(client, ombudsman)
    assert "The file was mislaid." in client.get(at("show", only().pk)).content.decode()
    answer = {"answer": "You are right.", "justified": "yes"}
    assert client.post(at("answer", only().pk), answer | {"answer": ""}).status_code == 422
    assert client.post(at("answer", only().pk), answer).status_code == 302
    for by in ("subject", "district", "month"):
        page = client.get(at("statistics"), {"by": by, "since": "01.01.2026", "until": "23.11.2026"})
        assert '<td class="number">1</td>' in page.content.decode()


def test_who_was_not_asked_sees_no_complaint(client: PageClient, ombudsman: User) -> None:
    client.post(at("receive"), TOLD)
    for role, territory in ((Role.SPECIALIST, ALMALY), (Role.HEAD, ALMALY), (Role.OMBUDSMAN, ALATAU)):
        sign_in(client, make_user(role, territory))
        assert client.get(at("show", only().pk)).status_code == 404
    assert client.post(at("close", only().pk), {"reason": "not mine"}).status_code == 404


def test_the_list_and_the_figures_take_the_same_queries_however_many_there_are(
    client: PageClient, ombudsman: User, assert_queries: Callable[..., AbstractContextManager[None]]
) -> None:
    for _each in range(3):
        client.post(at("receive"), TOLD)
    client.get(at("list"))
    for name in ("list", "statistics"):
        with assert_queries(name):
            client.get(at(name))
