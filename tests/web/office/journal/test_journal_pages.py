"""The journal as its readers see it: by territory, by ability; a page whose line cannot be written is not sent."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.department.database import owner_connection
from tests.department.factories import make_person, make_user, whole_city
from tests.e2e.office_routes import office_views
from tests.web.signing_in import sign_in
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import Viewer, entered
from tirek.department.journal import views
from tirek.department.journal.faults import JournalUnreachable
from tirek.department.journal.views import note_view
from tirek.department.registry.models import Person
from tirek.web.office.journal.wording import purpose_words

ALMALY, ALATAU = "751110000", "751210000"
pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "journal"])


def person_in(territory: str) -> Person:
    with entered(whole_city()):
        return make_person(territory=territory)


def looked(user: User, territory: str, *people: Person, action: str = "view") -> None:
    with entered(Viewer(user_id=user.pk, territories=(territory,)), read_only=True):
        pk = people[0].pk if people else None
        note_view("person", pk, [person.pk for person in people], action=action)


@pytest.fixture
def reader(client: Client) -> User:
    user = make_user(Role.HEAD, ALMALY)
    sign_in(client, user)
    return user


def test_a_reader_sees_lines_of_the_own_territory(
    client: Client, reader: User, assert_queries: Callable[..., AbstractContextManager[None]]
) -> None:
    here, there = person_in(ALMALY), person_in(ALATAU)
    near, far = make_user(Role.SPECIALIST, ALMALY), make_user(Role.SPECIALIST, ALATAU)
    looked(near, ALMALY, here)
    looked(far, ALATAU, there)
    looked(near, ALMALY, action="sign-in")
    looked(far, ALATAU, action="sign-in")
    with assert_queries("journal"):
        page = client.get(reverse("office:journal-list")).content.decode()
    assert page.count(near.get_full_name()) == 2
    assert far.get_full_name() not in page
    assert "office:" not in page, "purposes are told in words"
    again = client.get(reverse("office:journal-list"), {"kind": "journal"}).content.decode()
    assert reader.get_full_name() in again, "who reads the journal stands in it"


@pytest.mark.parametrize(
    ("query", "shown"),
    [({}, 3), ({"action": "sign-in"}, 1), ({"kind": "person"}, 3), ({"day": "2020-01-01"}, 0), ({"user": "nobody"}, 0),
     ({"action": "no such"}, 0), ({"number": "999999999"}, 0)],
)  # fmt: skip
def test_lines_are_narrowed(client: Client, reader: User, query: dict[str, str], shown: int) -> None:
    officer, person = make_user(Role.SPECIALIST, ALMALY), person_in(ALMALY)
    for action in ("view", "export", "sign-in"):
        looked(officer, ALMALY, person, action=action)
    page = client.get(reverse("office:journal-list"), query).content.decode()
    assert page.count(officer.get_full_name()) == shown


def test_who_looked_at_a_person_is_told_for_a_person_of_the_territory(client: Client, reader: User) -> None:
    here, other, there = person_in(ALMALY), person_in(ALMALY), person_in(ALATAU)
    officer, second = make_user(Role.SPECIALIST, ALMALY), make_user(Role.FINANCE, ALMALY)
    looked(officer, ALMALY, here, other)
    looked(second, ALMALY, other)
    page = client.get(reverse("office:journal-person", args=[here.pk])).content.decode()
    assert officer.get_full_name() in page
    assert second.get_full_name() not in page
    assert client.get(reverse("office:journal-person", args=[there.pk])).status_code == 404
    assert client.get(reverse("office:journal-person", args=[999999])).status_code == 404


@pytest.mark.parametrize("name", ["journal-list", "journal-export"])
def test_without_the_ability_the_journal_is_closed(client: Client, name: str) -> None:
    sign_in(client, make_user(Role.SPECIALIST, ALMALY))
    assert client.get(reverse(f"office:{name}")).status_code == 403


def test_the_digests_can_be_taken_away(client: Client, reader: User) -> None:
    looked(make_user(), ALMALY, person_in(ALMALY))
    response = client.get(reverse("office:journal-export"), {"kind": "person"})
    rows = response.content.decode().splitlines()
    with owner_connection() as owner:
        digest = owner.execute("SELECT encode(digest, 'hex') FROM journal_line WHERE kind = 'person'").fetchone()
    assert [row.split(",")[3] for row in rows[1:]] == [digest[0]]  # type: ignore[index]
    assert "attachment" in response["Content-Disposition"]


def test_no_line_no_page(client: Client, reader: User, monkeypatch: pytest.MonkeyPatch) -> None:
    person = person_in(ALMALY)

    def unreachable(facts: list[Any]) -> None:
        if facts:
            raise JournalUnreachable

    monkeypatch.setattr(views, "write_lines", unreachable)
    response = client.get(reverse("office:journal-person", args=[person.pk]))
    assert response.status_code == 503
    assert response["Retry-After"]
    assert person.full_name() not in response.content.decode()


def test_every_page_of_the_office_has_its_words_as_a_purpose() -> None:
    codes = [f"GET office:{name}" for name, _route in office_views()]
    assert not [code for code in codes if purpose_words(code) == code]
    assert purpose_words("job:retention") == "job:retention"
