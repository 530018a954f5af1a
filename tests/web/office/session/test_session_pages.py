"""The pages of the special commission: a session by forms from the call to the minutes, and who opens what."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from tests.department.factories import make_user, whole_city
from tests.department.road import make_case, make_evaluation
from tests.web.guards import PageClient
from tests.web.signing_in import sign_in
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import entered
from tirek.department.applications.enums import CaseState
from tirek.department.applications.models import Case
from tirek.department.core.calendar.today import today
from tirek.department.registry.models import StaffPerson
from tirek.department.verification.actions.sessions import sum_set_for
from tirek.department.verification.enums import SessionState
from tirek.department.verification.models import Session, SessionItem

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
CEILING = 865_000


def make_waiting(**changed: Any) -> Case:
    """A case whose evaluation gives a ceiling."""
    with entered(whole_city()):
        case = make_case(CaseState.READY, programme="fire_disaster_aid")
        make_evaluation(case, **({"answer": {"kind": "ceiling"}, "amount": CEILING} | changed))
    return case


@pytest.fixture
def sitters() -> list[User]:
    return [make_user(Role.HEAD), make_user(), make_user()]


def called(client: PageClient, sitters: list[User]) -> Session:
    sign_in(client, sitters[0])
    told = {
        "held_on": today().strftime("%d.%m.%Y"),
        "members": [str(user.pk) for user in sitters],
        "chair": str(sitters[0].pk),
    }
    answer = client.post("/office/sessions/call/", told)
    assert answer.status_code == 302, answer.content.decode()
    with entered(whole_city()):
        return Session.objects.latest("pk")


def test_a_session_by_forms(client: PageClient, sitters: list[User]) -> None:
    case = make_waiting()
    make_waiting(answer={"kind": "fixed"})
    make_waiting(outcome="refused")
    session = called(client, sitters)
    base = f"/office/sessions/{session.pk}"
    page = client.get(f"{base}/agenda/").content.decode()
    assert page.count('name="cases"') == 1
    assert client.post(f"{base}/agenda/", {"cases": [str(case.pk)]}).status_code == 302
    assert 'name="cases"' not in client.get(f"{base}/agenda/").content.decode()
    with entered(whole_city()):
        item = SessionItem.objects.get()
    of_item = f"/office/sessions/items/{item.pk}"
    assert client.post(f"{base}/present/", {"present": [str(user.pk) for user in sitters]}).status_code == 302
    over = {"answer": "sum", "amount_tenge": str(CEILING + 1), "ground": "Өрт"}
    assert client.post(f"{of_item}/propose/", over).status_code == 422
    assert client.post(f"{of_item}/propose/", over | {"amount_tenge": ""}).status_code == 422
    assert client.post(f"{of_item}/propose/", over | {"amount_tenge": "600000"}).status_code == 302
    assert client.post(f"{base}/close/", {}).status_code == 422
    for user in sitters[:2]:
        sign_in(client, user)
        assert client.post(f"{of_item}/vote/", {"ballot": "for"}).status_code == 302
    assert client.post(f"{base}/close/", {}).status_code == 422  # not the chair
    sign_in(client, sitters[0])
    assert client.post(f"{base}/close/", {}).status_code == 302
    with entered(whole_city()):
        found = sum_set_for(case)
    assert found is not None
    assert found.amount_tenge == 600_000
    for language, words in (("kk", "Арнайы комиссия отырысының хаттамасы"), ("ru", "Протокол заседания")):
        paper = client.get(f"{base}/minutes/{language}/").content.decode()
        assert words in paper
        assert found.minutes_number in paper
    assert client.get(f"{base}/minutes/en/").status_code == 404


def test_an_item_is_put_off_and_a_session_called_off(client: PageClient, sitters: list[User]) -> None:
    case, session = make_waiting(), called(client, sitters)
    client.post(f"/office/sessions/{session.pk}/agenda/", {"cases": [str(case.pk)]})
    with entered(whole_city()):
        item = SessionItem.objects.get()
    assert client.post(f"/office/sessions/items/{item.pk}/defer/", {"reason": "Құжат жоқ"}).status_code == 302
    assert "Құжат жоқ" in client.get(f"/office/sessions/{session.pk}/").content.decode()
    assert client.post(f"/office/sessions/{session.pk}/cancel/", {"reason": "Кворум жоқ"}).status_code == 302
    with entered(whole_city()):
        assert Session.objects.get().state == SessionState.CANCELLED
    assert client.get(f"/office/sessions/{session.pk}/minutes/kk/").status_code == 404


def test_the_own_family_is_not_shown_to_a_member(client: PageClient, sitters: list[User]) -> None:
    case, session = make_waiting(), called(client, sitters)
    client.post(f"/office/sessions/{session.pk}/agenda/", {"cases": [str(case.pk)]})
    with entered(whole_city()):
        item = SessionItem.objects.get()
        StaffPerson.objects.create(user=sitters[1], person=case.applicant)
        name = case.applicant.full_name()
    sign_in(client, sitters[1])
    assert name not in client.get(f"/office/sessions/{session.pk}/").content.decode()
    for verb in ("propose", "vote", "defer"):
        assert client.get(f"/office/sessions/items/{item.pk}/{verb}/").status_code == 404


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.SPECIALIST, 200),
        (Role.HEAD, 200),
        (Role.COMMISSION_MEMBER, 200),
        (Role.REGISTRAR, 403),
        (Role.AUDITOR, 403),
        (Role.ADMINISTRATOR, 403),
    ],
)
def test_who_opens_what(client: PageClient, sitters: list[User], role: Role, status: int) -> None:
    session = called(client, sitters)
    sign_in(client, make_user(role))
    for address in ("", "call/", f"{session.pk}/", f"{session.pk}/agenda/"):
        assert client.get(f"/office/sessions/{address}").status_code == status, address
    sign_in(client, make_user(role, "751210000"))
    assert client.get(f"/office/sessions/{session.pk}/").status_code == (404 if status == 200 else 403)


def test_the_queries_of_a_session(
    client: PageClient, sitters: list[User], assert_queries: Callable[..., AbstractContextManager[None]]
) -> None:
    cases, session = [make_waiting() for _each in range(4)], called(client, sitters)
    with assert_queries("agenda"):
        client.get(f"/office/sessions/{session.pk}/agenda/")
    client.post(f"/office/sessions/{session.pk}/agenda/", {"cases": [str(case.pk) for case in cases]})
    with assert_queries("session"):
        client.get(f"/office/sessions/{session.pk}/")
    with assert_queries("sessions"):
        client.get("/office/sessions/")
