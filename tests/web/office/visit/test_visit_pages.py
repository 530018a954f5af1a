"""The pages of home visits: who opens them, the whole road of a visit by forms, what is refused, both languages."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.department.factories import make_user, whole_city
from tests.department.road import make_case
from tests.department.verification.visiting import (
    HERE,
    PNG,
    application_of,
    make_commission,
    make_visit,
    record,
    register_at,
)
from tests.web.guards import PageClient
from tests.web.signing_in import sign_in
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import entered
from tirek.department.applications.enums import CaseState
from tirek.department.applications.models import ApplicationMember
from tirek.department.core.calendar.today import today
from tirek.department.registry.models import StaffPerson
from tirek.department.verification.enums import VisitState
from tirek.department.verification.models import Visit, VisitMember

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
ALATAU = "751210000"


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Any) -> None:
    settings.FILES_FOLDER = tmp_path


@pytest.fixture
def commission() -> list[User]:
    return make_commission()


@pytest.fixture
def visit(commission: list[User]) -> Visit:
    with entered(whole_city()):
        visit = make_visit(commission)
        application = visit.application
        ApplicationMember.objects.create(application=application, person=application.applicant, role="head")
        register_at(application.applicant, *HERE)
    return visit


def act_form_of(visit: Visit, **changed: Any) -> dict[str, Any]:
    person = visit.application.applicant_id
    told = {
        "visited_on": today().strftime("%d.%m.%Y"),
        "visited_at": "00:01",
        "latitude": "43.2570",
        "longitude": "76.9286",
        "accuracy_m": "10",
        "composition_as_declared": "yes",
        "tenure": "owned",
        "kind": "house",
        "area": "54,5",
        "rooms": "3",
        "condition": "needs_repair",
        "furnishing": "worn",
        "utilities": ["water", "electricity"],
        f"members.{person}.employment": "none",
        f"members.{person}.seen": "yes",
    }
    return told | changed


def stands(visit: Visit) -> Visit:
    with entered(whole_city()):
        return Visit.objects.get(pk=visit.pk)


def test_the_road_of_a_visit_by_forms(client: PageClient, commission: list[User]) -> None:
    with entered(whole_city()):
        case = make_case(CaseState.CHECKING, programme="targeted_assistance_unconditional")
        application = application_of(case)
        ApplicationMember.objects.create(application=application, person=application.applicant, role="head")
        register_at(application.applicant, *HERE)
    sign_in(client, make_user())
    assert application.number in client.get("/office/visits/waiting/").content.decode()
    chosen = {"members": [str(user.pk) for user in commission]}
    assert client.post(f"/office/visits/assign/{application.pk}/", chosen).status_code == 302
    assert application.number not in client.get("/office/visits/waiting/").content.decode()
    with entered(whole_city()):
        visit = Visit.objects.select_related("application").get()
    sign_in(client, commission[0])
    photo = SimpleUploadedFile("a.png", PNG, content_type="image/png")
    sent = client.post(f"/office/visits/{visit.pk}/record/", act_form_of(visit, photos=photo))
    assert sent.status_code == 302, sent.content.decode()
    assert stands(visit).act["area"] == 5450
    assert stands(visit).act["members"] == {str(application.applicant_id): {"seen": True, "employment": "none"}}
    for user, given in zip(commission, ("in_need", "not_in_need", "in_need"), strict=True):
        sign_in(client, user)
        assert client.post(f"/office/visits/{visit.pk}/vote/", {"vote": given, "reason": "Көрдік"}).status_code == 302
    assert client.post(f"/office/visits/{visit.pk}/close/", {"reasons": "Үй апатты"}).status_code == 302
    assert (stands(visit).state, stands(visit).conclusion) == (VisitState.CLOSED, "in_need")
    page = client.get(f"/office/visits/{visit.pk}/").content.decode()
    assert "Үй апатты" in page
    for language, words in (("kk", "Учаскелік комиссияның актісі"), ("ru", "Акт участковой комиссии")):
        paper = client.get(f"/office/visits/{visit.pk}/print/{language}/").content.decode()
        assert words in paper
        assert f'lang="{language}"' in paper
    assert client.get(f"/office/visits/{visit.pk}/print/en/").status_code == 404


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_faults_of_an_act_stand_at_their_fields(
    client: PageClient, visit: Visit, commission: list[User], language: str
) -> None:
    sign_in(client, commission[0])
    client.cookies["tirek_language"] = language
    assert client.get(f"/office/visits/{visit.pk}/record/").status_code == 200
    answer = client.post(f"/office/visits/{visit.pk}/record/", act_form_of(visit, rooms="99", area="5,555"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert {"kk": "1 бен 50 аралығындағы бүтін сан", "ru": "целое число от 1 до 50"}[language] in page
    assert {"kk": "1 бен 2000", "ru": "от 1 до 2000"}[language] in page
    assert stands(visit).state == VisitState.ASSIGNED


def test_a_form_sent_twice_is_one_act(client: PageClient, visit: Visit, commission: list[User]) -> None:
    sign_in(client, commission[0])
    told = act_form_of(visit, once_key=str(uuid4()))
    first = client.post(f"/office/visits/{visit.pk}/record/", told)
    second = client.post(f"/office/visits/{visit.pk}/record/", told)
    assert (first.status_code, second.status_code) == (302, 302)
    assert str(stands(visit).command) == told["once_key"]


def test_an_end_without_an_act_says_what_follows(client: PageClient, visit: Visit, commission: list[User]) -> None:
    sign_in(client, commission[0])
    address = f"/office/visits/{visit.pk}/no-act/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"outcome": "refused", "reasons": ""}).status_code == 422
    assert client.post(address, {"outcome": "wrong_address", "reasons": ""}).status_code == 302
    assert "мекенжайды нақтылайды" in client.get(f"/office/visits/{visit.pk}/").content.decode()


def test_who_sends_adds_and_calls_off(client: PageClient, visit: Visit) -> None:
    other = make_commission(1)[0]
    sign_in(client, make_user(Role.HEAD))
    assert client.post(f"/office/visits/{visit.pk}/join/", {"user": str(other.pk)}).status_code == 302
    with entered(whole_city()):
        assert VisitMember.objects.filter(visit=visit, user=other).exists()
    assert client.post(f"/office/visits/{visit.pk}/cancel/", {"reason": "Өтініш кері алынды"}).status_code == 302
    assert stands(visit).state == VisitState.CANCELLED


@pytest.mark.parametrize(
    ("role", "opens", "sends", "goes"),
    [
        (Role.SPECIALIST, 200, 200, 403),
        (Role.HEAD, 200, 200, 403),
        (Role.COMMISSION_MEMBER, 200, 403, 200),
        (Role.REGISTRAR, 200, 403, 403),
        (Role.AUDITOR, 200, 403, 403),
        (Role.ADMINISTRATOR, 403, 403, 403),
        (Role.PARAMETER_EDITOR, 403, 403, 403),
    ],
)
def test_who_opens_what(client: PageClient, visit: Visit, role: Role, opens: int, sends: int, goes: int) -> None:
    sign_in(client, make_user(role))
    base = f"/office/visits/{visit.pk}"
    for address in ("/office/visits/", "/office/visits/waiting/", "/office/visits/ended/", f"{base}/"):
        assert client.get(address).status_code == opens, address
    for address in (f"/office/visits/assign/{visit.application_id}/", f"{base}/join/", f"{base}/cancel/"):
        assert client.get(address).status_code == sends, address
    for address in (f"{base}/record/", f"{base}/vote/", f"{base}/no-act/", f"{base}/close/"):
        assert client.get(address).status_code == goes, address


def test_another_district_and_the_own_family_are_closed(client: PageClient, visit: Visit) -> None:
    sign_in(client, make_user(Role.COMMISSION_MEMBER, ALATAU))
    assert client.get(f"/office/visits/{visit.pk}/").status_code == 404
    kin = make_user(Role.COMMISSION_MEMBER)
    with entered(whole_city()):
        StaffPerson.objects.create(user=kin, person=visit.application.applicant)
        name = visit.application.applicant.full_name()
    sign_in(client, kin)
    for address in ("/", "/vote/", "/record/"):
        assert client.get(f"/office/visits/{visit.pk}{address}").status_code == 404
    assert name not in client.get("/office/visits/?whose=all").content.decode()


def test_a_confidential_visit_is_not_listed_to_others(client: PageClient, visit: Visit) -> None:
    with entered(whole_city(confidential=frozenset({"violence"}))):
        hidden = make_case(CaseState.CHECKING, confidential="violence", programme="semi_stationary_care")
        other = Visit.objects.create(
            application=hidden.application,
            family=hidden.family,
            territory=hidden.territory,
            confidential="violence",
            due_on=today(),
        )
    sign_in(client, make_user())
    page = client.get("/office/visits/?whose=all").content.decode()
    assert f"/office/visits/{visit.pk}/" in page
    assert f"/office/visits/{other.pk}/" not in page
    assert client.get(f"/office/visits/{other.pk}/").status_code == 404


def test_a_far_place_and_an_unknown_one_are_said(client: PageClient, visit: Visit, commission: list[User]) -> None:
    record(visit, commission[0], latitude=HERE[0] + 0.05, longitude=HERE[1], accuracy_m=20.0)
    sign_in(client, commission[0])
    client.cookies["tirek_language"] = "ru"
    assert "далеко от адреса" in client.get(f"/office/visits/{visit.pk}/").content.decode()
    with entered(whole_city()):
        second = make_visit(commission)
    record(second, commission[0], latitude=HERE[0], longitude=HERE[1])
    assert "неизвестно: одно из двух мест" in client.get(f"/office/visits/{second.pk}/").content.decode()


def test_the_queries_of_the_lists_do_not_grow(
    client: PageClient, commission: list[User], assert_queries: Callable[..., AbstractContextManager[None]]
) -> None:
    with entered(whole_city()):
        for _each in range(6):
            make_visit(commission)
            application_of(make_case(CaseState.CHECKING, programme="targeted_assistance_unconditional"))
    sign_in(client, commission[0])
    with assert_queries("open"):
        client.get("/office/visits/")
    with assert_queries("waiting"):
        client.get("/office/visits/waiting/")


def test_the_queries_of_one_visit(
    client: PageClient,
    visit: Visit,
    commission: list[User],
    assert_queries: Callable[..., AbstractContextManager[None]],
) -> None:
    record(visit, commission[0])
    sign_in(client, commission[0])
    with assert_queries("visit"):
        client.get(f"/office/visits/{visit.pk}/")
