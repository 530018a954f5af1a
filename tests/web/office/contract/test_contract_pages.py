"""Pages of social contracts: by who looks, in three languages, each form once, and the list in few queries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from tests.department.contracts.families import Home, conclude, draft, make_home
from tests.department.factories import ALMALY, make_user, whole_city
from tests.web.guards import PageClient
from tests.web.signing_in import sign_in
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import entered
from tirek.department.applications.models import Bar
from tirek.department.contracts.models import Breach, Monitoring, SocialContract

pytestmark = pytest.mark.django_db
ALATAU = "751210000"


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with time_machine.travel("2026-11-23T06:00:00Z", tick=False):
        yield


@pytest.fixture
def consultant(client: PageClient) -> User:
    user = make_user(Role.CAREER_CONSULTANT, ALMALY)
    sign_in(client, user)
    return user


def at(name: str, *arguments: object, **query: str) -> str:
    tail = "&".join(f"{key}={value}" for key, value in query.items())
    return reverse(f"office:contract-{name}", args=arguments) + (f"?{tail}" if tail else "")


def homes(count: int = 1) -> list[Home]:
    with entered(whole_city()):
        return [make_home() for _each in range(count)]


def in_force() -> tuple[Home, SocialContract]:
    (home,) = homes()
    with entered(whole_city()):
        return home, conclude(home)


def count(model: Any) -> int:
    with entered(whole_city()):
        return int(model.objects.count())


def test_a_contract_is_drafted_planned_concluded_and_looked_at_by_pages(client: PageClient, consultant: User) -> None:
    (home,) = homes()
    days = {"begins_on": "01.10.2026", "ends_on": "31.12.2026"}
    page = client.post(at("draft", home.case.pk), days)
    with entered(whole_city()):
        contract = SocialContract.objects.get()
    assert page.url == at("show", contract.pk)
    assert home.father.full_name("kk") in client.get(page.url).content.decode()
    for person in (home.father, home.mother):
        line = {"person": person.pk, "kind": "job", "detail": "", "due_on": "30.11.2026"}
        assert client.post(at("plan", contract.pk), line).status_code == 302
    assert client.post(at("conclude", contract.pk), {"signed_on": "24.11.2026"}).status_code == 422
    assert client.post(at("conclude", contract.pk), {"signed_on": "23.11.2026"}).status_code == 302
    listed = client.get(at("list")).content.decode()
    assert f"S{ALMALY}-2026-000001" in listed
    assert "10.2026" in listed
    assert client.post(at("monitor", contract.pk), {"kept": "no", "finding": ""}).status_code == 422
    assert client.post(at("monitor", contract.pk), {"kept": "yes", "finding": ""}).status_code == 302
    assert count(Monitoring) == 1


def test_a_breach_sent_twice_is_established_once_and_put_right_by_a_colleague(
    client: PageClient, consultant: User
) -> None:
    home, contract = in_force()
    told: dict[str, Any] = {
        "person": home.father.pk,
        "obligation": "",
        "happened_on": "20.11.2026",
        "finding": "left",
        "at_fault": "yes",
    }
    key = {"once_key": "0b7b4f1e-8f7a-4f4e-9d0a-6a1b6f3a9f10"}
    for _each in range(2):
        assert client.post(at("breach", contract.pk), told | key).status_code == 302
    assert (count(Breach), count(Bar)) == (1, 4)
    with entered(whole_city()):
        breach = Breach.objects.get()
    reason = {"reason": "A certificate of the clinic came later."}
    assert "Put" not in client.get(at("show", contract.pk)).content.decode()
    assert client.post(at("reinstate", contract.pk, breach.pk), reason).status_code == 422
    sign_in(client, make_user(Role.CAREER_CONSULTANT, ALMALY))
    assert client.post(at("reinstate", contract.pk, breach.pk), reason).status_code == 302
    with entered(whole_city()):
        assert SocialContract.objects.get().state == "in_force"


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_one_contract_and_its_print_in_three_languages(client: PageClient, consultant: User, language: str) -> None:
    home, contract = in_force()
    client.cookies["tirek_language"] = language
    page = client.get(at("show", contract.pk)).content.decode()
    for shown in (contract.number, home.grandmother.full_name(language), "10.2026", "121"):
        assert str(shown) in page
    printed = client.get(at("print", contract.pk)).content.decode()
    assert "Әлеуметтік келісімшарт" in printed
    assert "Социальный контракт" in printed


def test_who_may_only_look_gets_no_forms_and_another_district_nothing(client: PageClient) -> None:
    home, contract = in_force()
    with entered(whole_city()):
        line = contract.obligations.order_by("pk")[0]
    sign_in(client, make_user(Role.SPECIALIST, ALMALY))
    page = client.get(at("show", contract.pk)).content.decode()
    assert at("breach", contract.pk) not in page
    for name in ("breach", "monitor", "plan", "exempt", "end"):
        assert client.get(at(name, contract.pk)).status_code == 403
    sign_in(client, make_user(Role.CAREER_CONSULTANT, ALATAU))
    for url in (at("show", contract.pk), at("breach", contract.pk), at("draft", home.case.pk),
                at("settle", contract.pk, line.pk)):  # fmt: skip
        assert client.get(url).status_code == 404
    assert str(contract.number) not in client.get(at("list")).content.decode()


def test_a_line_is_struck_from_a_draft_and_settled_in_force(client: PageClient, consultant: User) -> None:
    _home, contract = in_force()
    with entered(whole_city()):
        line = contract.obligations.order_by("pk")[0]
    client.post(at("strike", contract.pk, line.pk))
    with entered(whole_city()):
        line.refresh_from_db()
    assert line.state == "open"
    told: dict[str, Any] = {"state": "missed", "on": "23.11.2026", "reason": ""}
    assert client.post(at("settle", contract.pk, line.pk), told).status_code == 422
    assert client.post(at("settle", contract.pk, line.pk), told | {"reason": "did not come"}).status_code == 302


def test_the_list_and_the_page_take_the_same_queries_however_many_there_are(
    client: PageClient, consultant: User, assert_queries: Callable[..., AbstractContextManager[None]]
) -> None:
    made = homes(3)
    with entered(whole_city()):
        contracts = [conclude(home) for home in made]
        unsigned = draft(make_home())
    client.get(at("list"))
    with assert_queries("list"):
        client.get(at("list"))
    with assert_queries("show"):
        client.get(at("show", contracts[0].pk))
    assert unsigned.pk is not None
    assert client.get(at("list", state="draft")).status_code == 200
    assert client.get(at("list", state="nothing")).status_code == 404
