"""The pages of checks: the queue, one fact with everybody's word, the facts of a case; who sees them, in how many queries."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.department.factories import make_family, make_person, make_user, whole_city
from tests.department.road import make_case
from tests.department.verification.test_checks import PENSION, check_of, declare, document_of, pensioner
from tests.web.guards import PageClient
from tests.web.signing_in import sign_in
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import entered
from tirek.department.applications.actions.steps import assign_case
from tirek.department.applications.enums import CaseState
from tirek.department.applications.models import Case
from tirek.department.verification.actions.checks import refresh_checks
from tirek.department.verification.models import FactCheck

pytestmark = pytest.mark.django_db
ALMALY, ALATAU = "751110000", "751210000"
QUEUE = reverse("office:check-queue")
PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
Assertion = Callable[..., AbstractContextManager[None]]


@pytest.fixture
def user(client: PageClient) -> User:
    user = make_user(Role.SPECIALIST, ALMALY)
    sign_in(client, user)
    client.cookies["tirek_language"] = "en"
    return user


def disputed(territory: str = ALMALY, *, surname: str = "Даулы", members: int = 1, **case_fields: Any) -> Case:
    """A case in which each member tells one tenge more of the pension than the register."""
    with entered(whole_city(confidential=frozenset({"hiv"}))):
        people = [pensioner(territory=territory, surname_kk=surname) for _ in range(members)]
        told = {"programme": "half_yearly_aid", "territory": territory, **case_fields}
        case = make_case(CaseState.CHECKING, family=make_family(*people, territory=territory), **told)
        for person in people:
            declare(case, "pension", PENSION + 1, person)
        refresh_checks(case, acting_user=None)
    return case


def check_in(case: Case, **conditions: Any) -> FactCheck:
    with entered(whole_city(confidential=frozenset({"hiv"}))):
        found = FactCheck.objects.filter(case=case, fact="pension", **conditions).order_by("pk").first()
        assert found is not None
        return found


def seen(client: PageClient, url: str, **query: str) -> str:
    answer = client.get(url, query)
    assert answer.status_code == 200
    return answer.content.decode()


def post(client: PageClient, url: str, **told: Any) -> Any:
    return client.post(url, {"once_key": str(uuid4()), **told})


def test_the_queue_shows_what_is_told_in_two_ways_the_oldest_first(client: PageClient, user: User) -> None:
    assert "No fact is told in two ways here." in seen(client, QUEUE)
    disputed(surname="Біріншіұлы")
    disputed(surname="Екіншіұлы")
    shown = seen(client, QUEUE)
    assert shown.index("Біріншіұлы") < shown.index("Екіншіұлы")
    for words in ("60,000", "60,001", "outside register", "Pension"):
        assert words in shown


def test_the_queue_is_narrowed_to_mine_and_to_a_programme(client: PageClient, user: User) -> None:
    mine, other = disputed(surname="Менікі"), disputed(surname="Басқа")
    with entered(whole_city()):
        assign_case(mine, user, acting_user=user)
    shown = seen(client, QUEUE, mine="on")
    assert "Менікі" in shown
    assert "Басқа" not in shown
    assert other.programme in seen(client, QUEUE, programme="half_yearly_aid")
    assert "No fact is told in two ways here." in seen(client, QUEUE, programme="housing_aid")
    assert "No fact is told in two ways here." in seen(client, QUEUE, district=ALATAU)


def test_others_districts_and_programmes_are_not_there(client: PageClient, user: User) -> None:
    hidden = [disputed(ALATAU), disputed(confidential="hiv")]
    assert "No fact is told in two ways here." in seen(client, QUEUE)
    for case in hidden:
        for url in (
            reverse("office:check-show", args=[check_in(case).pk]),
            reverse("office:check-list", args=[case.pk]),
            reverse("office:check-again", args=[check_in(case).pk]),
        ):
            assert client.get(url).status_code == 404
        assert post(client, reverse("office:check-compare", args=[case.pk])).status_code == 404


def test_a_registrar_does_not_settle_facts(client: PageClient) -> None:
    sign_in(client, make_user(Role.REGISTRAR, ALMALY))
    assert client.get(QUEUE).status_code == 403


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("kk", ("Зейнетақы", "сыртқы тізілім", "Негізі", "60 000 теңге тоқсанына")),
        ("ru", ("Пенсия", "внешний реестр", "Основание", "60 000 тенге в квартал")),
    ],
)
def test_one_fact_shows_every_word_and_its_evidence(
    client: PageClient, user: User, language: str, words: tuple[str, ...]
) -> None:
    check = check_in(disputed())
    client.cookies["tirek_language"] = language
    shown = seen(client, reverse("office:check-show", args=[check.pk])).replace("\u00a0", " ")
    for word in words:
        assert word in shown


def test_a_fact_is_settled_and_the_next_discrepancy_follows(client: PageClient, user: User) -> None:
    case = disputed(members=2)
    first = check_in(case)
    url = reverse("office:check-show", args=[first.pk])
    refused = post(client, url, choice="register", reason="")
    assert refused.status_code == 422
    settled = post(client, url, choice="register", reason="the register is right")
    with entered(whole_city()):
        first.refresh_from_db()
        second = FactCheck.objects.get(case=case, state="discrepant")
    assert (first.state, first.settled_value, first.settled_by) == ("resolved", PENSION, user)
    assert settled.url == reverse("office:check-show", args=[second.pk])
    with entered(whole_city()):
        document_of(case, user)
        paper = case.application.files.get()
    told = {"choice": "document", "value": "60 500", "reason": "a certificate of the fund"}
    assert post(client, reverse("office:check-show", args=[second.pk]), **told).status_code == 422
    last = post(client, reverse("office:check-show", args=[second.pk]), document=str(paper.pk), **told)
    assert last.url == reverse("office:check-list", args=[case.pk])
    with entered(whole_city()):
        second.refresh_from_db()
    assert (second.settled_value, second.settled_source, second.document_id) == (60_500, "document", paper.file_id)
    again = post(client, reverse("office:check-again", args=[second.pk]), reason="wrong paper")
    assert again.status_code == 302
    with entered(whole_city()):
        second.refresh_from_db()
    assert second.state == "discrepant"


def test_a_document_brought_with_the_answer_is_attached_and_kept_only_with_it(
    client: PageClient, user: User, settings: Any, tmp_path: Path
) -> None:
    settings.FILES_FOLDER = tmp_path
    case = disputed()
    check = check_in(case)
    url = reverse("office:check-show", args=[check.pk])
    told = {"choice": "document", "value": "60 500", "reason": "a certificate of the fund"}

    def brought(content: bytes = PDF) -> SimpleUploadedFile:
        return SimpleUploadedFile("certificate.pdf", content, content_type="application/pdf")

    assert post(client, url, **told | {"value": "999999999999"}, file=brought()).status_code == 422
    refused = post(client, url, **told | {"choice": "register"}, file=brought(b"not a document"))
    assert refused.status_code == 422
    with entered(whole_city()):
        assert not case.application.files.exists(), "a document of what was refused is not kept"
    assert post(client, url, **told, file=brought()).status_code == 302
    with entered(whole_city()):
        check.refresh_from_db()
        paper = case.application.files.get()
    assert (check.settled_value, check.settled_source, check.document_id) == (60_500, "document", paper.file_id)
    assert paper.attached_by == user
    both = post(client, url, **told, document=str(paper.pk), file=brought())
    assert both.status_code == 422


def test_the_facts_of_a_case_say_on_what_the_answer_hangs(client: PageClient, user: User) -> None:
    with entered(whole_city()):
        silent = make_person(checked={})
        case = make_case(CaseState.CHECKING, family=make_family(silent), programme="monthly_veterans_aid")
    url = reverse("office:check-list", args=[case.pk])
    assert "Not established yet:" in seen(client, url)
    assert post(client, reverse("office:check-compare", args=[case.pk])).status_code == 302
    shown = seen(client, url)
    assert shown.count("the answer hangs on it") == 3
    assert "still hangs on 3 facts" in shown
    with entered(whole_city()):
        assert check_of(case, "war_participant", silent).state == "open"


def test_the_pages_ask_the_same_however_much_there_is(
    client: PageClient, user: User, assert_queries: Assertion
) -> None:
    case = disputed(members=3)
    disputed()
    check = check_in(case)
    for name, url in (
        ("queue", QUEUE),
        ("show", reverse("office:check-show", args=[check.pk])),
        ("case", reverse("office:check-list", args=[case.pk])),
    ):
        with assert_queries(name):
            seen(client, url)
