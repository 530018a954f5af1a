"""Erasing a person's history in the office: one proposes on a ground, another confirms, and nobody reads it again."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.department.factories import make_family, make_person, make_user, whole_city
from tests.web.guards import PageClient
from tests.web.signing_in import sign_in
from tirek.department.accounts.enums import Role
from tirek.department.accounts.viewer import entered
from tirek.department.journal.history import changes_of
from tirek.department.journal.models import Erasure
from tirek.department.registry.actions.people import correct_person
from tirek.department.registry.models import Person

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "journal"])
ALMALY, ALATAU = "751110000", "751210000"
LIST = reverse("office:retention-erasures")
GROUND = "сот шешімі № 2-145, 2026-11-02"


@pytest.fixture
def person() -> Person:
    with entered(whole_city()):
        person = make_person(surname_kk="Өшірілова")
        person.refresh_from_db()
        correct_person(person, {"surname_kk": "Тазалова"}, acting_user=make_user(), reason="құжат бойынша")
    return person


def old_name(person: Person) -> object:
    with entered(whole_city()):
        return next(each.before for each in changes_of([person.pk]) if each.field == "surname_kk")


def test_one_proposes_another_confirms_and_the_history_is_unreadable(client: PageClient, person: Person) -> None:
    first, second = make_user(Role.HEAD, ALMALY), make_user(Role.HEAD, ALMALY)
    propose = reverse("office:retention-erasure-propose", args=[person.pk])
    sign_in(client, first)
    assert propose in client.get(reverse("office:person-show", args=[person.pk])).content.decode()
    assert client.get(propose).status_code == 200
    assert client.post(propose, {"ground": "  "}).status_code == 422
    assert client.post(propose, {"ground": GROUND}).status_code == 302
    assert client.post(propose, {"ground": GROUND}).status_code == 422, "one waits already"
    with entered(whole_city()):
        erasure = Erasure.objects.get()
    confirm = reverse("office:retention-erasure-confirm", args=[erasure.pk])
    shown = client.get(LIST).content.decode()
    assert "Тазалова" in shown
    assert GROUND in shown
    assert confirm not in shown, "not by oneself"
    client.post(confirm)
    assert old_name(person) == "Өшірілова"
    sign_in(client, second)
    assert f'href="{LIST}"><strong>1</strong>' in client.get(reverse("office:home")).content.decode()
    assert confirm in client.get(LIST).content.decode()
    assert client.post(confirm).status_code == 302
    assert old_name(person) != "Өшірілова"
    with entered(whole_city()):
        assert Erasure.objects.get().confirmed_by_id == second.pk
        assert Person.objects.get(pk=person.pk).surname_kk == "Тазалова", "what the record says stays"
    assert confirm not in client.get(LIST).content.decode()


def test_the_link_stands_on_the_card_of_a_family_too(client: PageClient, person: Person) -> None:
    with entered(whole_city()):
        family = make_family(person)
    sign_in(client, make_user(Role.HEAD, ALMALY))
    card = client.get(reverse("office:family-show", args=[family.pk])).content.decode()
    assert reverse("office:retention-erasure-propose", args=[person.pk]) in card


def test_of_another_district_nothing_is_seen_or_confirmed(client: PageClient, person: Person) -> None:
    sign_in(client, make_user(Role.HEAD, ALMALY))
    client.post(reverse("office:retention-erasure-propose", args=[person.pk]), {"ground": GROUND})
    with entered(whole_city()):
        confirm = reverse("office:retention-erasure-confirm", args=[Erasure.objects.get().pk])
    sign_in(client, make_user(Role.HEAD, ALATAU))
    assert "Тазалова" not in client.get(LIST).content.decode()
    assert client.post(confirm).status_code == 404
    assert client.get(reverse("office:retention-erasure-propose", args=[person.pk])).status_code == 404
    assert old_name(person) == "Өшірілова"


@pytest.mark.parametrize("role", [Role.SPECIALIST, Role.AUDITOR, Role.DEPUTY_AKIM])
def test_it_is_closed_to_others(client: PageClient, person: Person, role: Role) -> None:
    sign_in(client, make_user(role, ALMALY))
    for url in (LIST, reverse("office:retention-erasure-propose", args=[person.pk])):
        assert client.get(url).status_code == 403
