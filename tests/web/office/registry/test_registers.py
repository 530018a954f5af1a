"""The panel of registers on the card: what was asked, who lacks a consent, a document instead; by viewer."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.department.factories import make_family, make_person, make_user, whole_city
from tests.web.office.registry.test_pages_for_specialist import ALATAU, ALMALY, IIN, make_full_family
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import entered
from tirek.department.registry.actions.asking import asked_registers
from tirek.department.registry.models import Family, Person, RegisterAnswer
from tirek.registers.catalogue import registers

pytestmark = pytest.mark.django_db
GIVEN = {"state": "answered", "answered_at": timezone.now(), "digest": "0" * 64, "next_try_at": None}


@pytest.fixture
def user(client: Client) -> User:
    user = make_user(Role.SPECIALIST, ALMALY)
    client.force_login(user)
    return user


@pytest.fixture
def family(user: User) -> Family:
    with entered(whole_city()):
        return make_full_family()


def head_of(family: Family) -> Person:
    return family.memberships.get(role="head").person


def question(family: Family, register: str, **told: Any) -> RegisterAnswer:
    with entered(whole_city()):
        person = head_of(family)
        return RegisterAnswer.objects.create(
            person=person,
            territory=person.territory,
            source=register,
            register=register,
            purpose="review",
            as_of=timezone.localdate(),
            **told,
        )


def page_of(client: Client, family: Family) -> str:
    client.cookies["tirek_language"] = "en"
    return client.get(reverse("office:family-show", args=[family.pk])).content.decode()


def answered(family: Family, register: str, outcome: str = "complete", **told: Any) -> RegisterAnswer:
    until = told.pop("valid_until", timezone.localdate() + timedelta(days=30))
    return question(family, register, **GIVEN, outcome=outcome, valid_until=until, payload={}, **told)


def test_each_state_has_its_words(client: Client, family: Family) -> None:
    assert f"not asked ({2 * len(asked_registers())})" in page_of(client, family)
    answered(family, "incomes", applied_at=timezone.now())
    answered(family, "vehicles", "contradicts", disagreements=["birth_date"])
    answered(family, "disability", valid_until=date(2026, 1, 1), applied_at=timezone.now())
    answered(family, "labour_market", "partial", applied_at=timezone.now())
    answered(family, "civil_acts", apply_due_at=timezone.now())
    question(family, "credit_bureau", attempts=2, last_failure="timed_out")
    question(family, "real_estate", state="failed", last_failure="no_access", next_try_at=None)
    page = page_of(client, family)
    for shown in (
        "answered</span>",
        "contradicts what is known",
        "birth date",
        "the answer is out of date",
        "answered in part",
        "answered, not yet in the registry",
        "did not answer in time",
        "Asked again at",
        "gives us no access",
    ):
        assert shown in page
    assert page.count("/document/") == 4, "not where the register gave a whole answer"


def test_what_was_answered_is_not_shown(client: Client, family: Family) -> None:
    question(family, "incomes", **GIVEN, outcome="complete", valid_until=date(2027, 1, 1), payload={"secret": "s17"})
    assert "s17" not in page_of(client, family)


def test_the_registers_are_asked_as_far_as_there_is_a_consent(client: Client, family: Family) -> None:
    url = reverse("office:family-ask", args=[family.pk])
    assert client.get(url).status_code == 405
    with entered(whole_city()):
        head = head_of(family)
    client.cookies["tirek_language"] = "en"
    page = client.post(url, follow=True).content.decode()
    with entered(whole_city()):
        asked = list(RegisterAnswer.objects.values_list("person_id", "register", "recorded_by__username"))
    assert {register for _, register, _ in asked} == set(asked_registers()), "the head consents to all"
    assert {person for person, _, _ in asked} == {head.pk}
    assert "Without an IIN nobody can be asked about" in page, "the child has none"
    client.post(url)
    with entered(whole_city()):
        assert RegisterAnswer.objects.count() == len(asked), "open questions are not doubled"


def test_whose_consent_is_missing_is_said(client: Client, user: User) -> None:
    with entered(whole_city()):
        family = make_family(make_person(iin=IIN, surname_kk="Сынақова", given_name_kk="Айнұр"))
    client.cookies["tirek_language"] = "en"
    page = client.post(reverse("office:family-ask", args=[family.pk]), follow=True).content.decode()
    with entered(whole_city()):
        asked = set(RegisterAnswer.objects.values_list("register", flat=True))
    free = {code for code in asked_registers() if not registers()[code].needs_consent}
    assert asked == free
    assert f"{registers()['incomes'].title('en')}: no consent of Сынақова Айнұр." in page


def test_a_document_stands_in_with_a_reason(client: Client, user: User, family: Family) -> None:
    row = question(family, "incomes", attempts=1, last_failure="timed_out")
    url = reverse("office:answer-document", args=[family.pk, row.pk])
    assert client.post(url, {"document": "certificate 17"}).status_code == 422, "no reason"
    assert client.post(url, {"document": "certificate 17", "reason": "the register is down"}).status_code == 302
    with entered(whole_city()):
        row.refresh_from_db()
    assert (row.document, row.document_accepted_by_id, row.is_open) == ("certificate 17", user.pk, False)
    page = page_of(client, family)
    assert "a document stands in" in page
    assert "certificate 17" in page
    assert client.get(url).status_code == 404, "settled already"


def test_a_question_of_another_family_is_not_there(client: Client, family: Family) -> None:
    with entered(whole_city()):
        other = make_family(make_person(ALATAU), territory=ALATAU)
        mine = make_family(make_person())
    row = question(other, "incomes")
    for place in (family, mine, other):
        assert client.get(reverse("office:answer-document", args=[place.pk, row.pk])).status_code == 404
    assert client.post(reverse("office:family-ask", args=[other.pk])).status_code == 404


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.FINANCE, Role.HEAD])
def test_who_may_not_edit_neither_asks_nor_accepts(client: Client, family: Family, role: Role) -> None:
    row = question(family, "incomes")
    client.force_login(make_user(role, ALMALY))
    for url in (
        reverse("office:family-ask", args=[family.pk]),
        reverse("office:answer-document", args=[family.pk, row.pk]),
    ):
        assert client.post(url).status_code in (302, 403)
    with entered(whole_city()):
        assert RegisterAnswer.objects.count() == 1
        row.refresh_from_db()
    assert row.document == ""
