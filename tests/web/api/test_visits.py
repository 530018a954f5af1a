"""The API of the phone: one's own visits and no more, everything once, faults by field in the reader's language."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.department.factories import make_family, make_person, make_user, whole_city
from tests.department.verification.visiting import ACT, HERE, PNG, make_commission, make_visit, register_at
from tests.web.signing_in import sign_in
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import entered
from tirek.department.applications.models import ApplicationMember
from tirek.department.registry.models import Family, StaffPerson
from tirek.department.verification.enums import VisitState
from tirek.department.verification.models import Visit, VisitPhoto

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
IIN = "900517400015"


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Any) -> None:
    settings.FILES_FOLDER = tmp_path


@pytest.fixture
def phone() -> Client:
    return Client()


@pytest.fixture
def commission() -> list[User]:
    return make_commission()


@pytest.fixture
def visit(commission: list[User]) -> Visit:
    with entered(whole_city()):
        family: Family = make_family(make_person(iin=IIN, phone="+77010000001"))
        visit = make_visit(commission, family=family)
        application = visit.application
        ApplicationMember.objects.create(application=application, person=application.applicant, role="head")
        register_at(application.applicant, *HERE)
    return visit


def send(phone: Client, visit: Visit, verb: str, **told: Any) -> Any:
    body = {"command": str(uuid4())} | told
    return phone.post(f"/api/visits/{visit.pk}/{verb}", json.dumps(body), content_type="application/json")


def act(**changed: Any) -> dict[str, Any]:
    place = {"latitude": HERE[0], "longitude": HERE[1], "accuracy_m": 8}
    return {"visited_at": timezone.now().isoformat(), "act": ACT} | place | changed


def stands(visit: Visit) -> Visit:
    with entered(whole_city()):
        return Visit.objects.get(pk=visit.pk)


def test_the_road_of_a_visit_on_the_phone(phone: Client, visit: Visit, commission: list[User]) -> None:
    sign_in(phone, commission[0])
    listed = phone.get("/api/visits/").json()
    assert [each["id"] for each in listed["visits"]] == [visit.pk]
    brief = listed["visits"][0]
    assert (brief["phone"], brief["address"]["latitude"]) == ("+77010000001", HERE[0])
    assert IIN not in json.dumps(listed)
    sent = send(phone, visit, "act", **act())
    assert (sent.status_code, sent.json()["state"], sent.json()["distance_m"]) == (200, "visited", 0)
    photo = {
        "command": str(uuid4()),
        "file": SimpleUploadedFile("a.png", PNG),
        "latitude": HERE[0],
        "longitude": HERE[1],
    }
    kept = phone.post(f"/api/visits/{visit.pk}/photos", photo)
    assert (kept.status_code, kept.json()["photos"]) == (200, 1)
    for user in commission[:2]:
        sign_in(phone, user)
        voted = send(phone, visit, "vote", vote="in_need")
        assert voted.json()["own_vote"] == "in_need"
    closed = send(phone, visit, "close", reasons="Үй апатты жағдайда")
    assert (closed.status_code, closed.json()["conclusion"]) == (200, "in_need")
    assert phone.get("/api/visits/").json()["visits"] == []


def test_whatever_is_sent_twice_is_done_once(phone: Client, visit: Visit, commission: list[User]) -> None:
    sign_in(phone, commission[0])
    told = act(command=str(uuid4()))
    first, second = send(phone, visit, "act", **told), send(phone, visit, "act", **told)
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json() == second.json()
    version = stands(visit).version
    other = send(phone, visit, "act", **(told | {"accuracy_m": 9}))
    assert (other.status_code, other.json()["code"]) == (409, "command_used")
    anew = send(phone, visit, "act", **act())
    assert (anew.status_code, anew.json()["code"]) == (409, "visit_recorded")
    assert stands(visit).version == version
    for _each in range(2):
        photo = {"command": str(uuid4()), "file": SimpleUploadedFile("a.png", PNG)}
        assert phone.post(f"/api/visits/{visit.pk}/photos", photo).status_code == 200
    with entered(whole_city()):
        assert VisitPhoto.objects.count() == 1
    vote = {"command": str(uuid4()), "vote": "in_need"}
    assert [send(phone, visit, "vote", **vote).status_code for _each in range(2)] == [200, 200]
    turned = send(phone, visit, "vote", vote="not_in_need", reason="No")
    assert (turned.status_code, turned.json()["code"]) == (409, "voted")


@pytest.mark.parametrize(
    ("language", "words"),
    [("kk", "1 бен 50 аралығындағы бүтін сан жазыңыз."), ("ru", "Напишите целое число от 1 до 50.")],
)
def test_faults_are_told_by_field_in_the_language(
    phone: Client, visit: Visit, commission: list[User], language: str, words: str
) -> None:
    sign_in(phone, commission[0])
    phone.cookies["tirek_language"] = language
    answer = send(phone, visit, "act", **act(act=ACT | {"rooms": 0, "tenure": "x"}))
    told = answer.json()
    assert (answer.status_code, told["code"]) == (422, "act_faulty")
    assert {each["field"] for each in told["fields"]} == {"rooms", "tenure"}
    assert words in {each["message"] for each in told["fields"]}
    assert stands(visit).state == VisitState.ASSIGNED


NOBODY_WRITES = "Сынақ"
HOSTILE: list[tuple[str, dict[str, Any]]] = [
    ("act", {"visited_at": "0001-01-01T00:00:00+14:00"}),
    ("act", {"visited_at": "9999-12-31T23:59:59-14:00"}),
    ("act", {"visited_at": "2026-11-22T10:00:00"}),
    ("act", {"visited_at": (timezone.now() + timedelta(days=2)).isoformat()}),
    ("act", {"latitude": 91}),
    ("act", {"latitude": None}),
    ("act", {"latitude": float("nan")}),
    ("act", {"accuracy_m": float("inf")}),
    ("act", {"act": []}),
    ("act", {"act": {}}),
    ("act", {"act": ACT | {"remark": "a\u0000b"}}),
    ("act", {"act": ACT | {"remark": "\ud800"}}),
    ("act", {"act": ACT | {"\ud800": 1}}),
    ("act", {"act": ACT | {"rooms": 10**4000}}),
    ("act", {"act": ACT | {"rooms": [[[[]]]]}}),
    ("act", {"act": ACT | {"members": {"1'; DROP TABLE verification_visit": {}}}}),
    ("act", {"command": "not-a-uuid"}),
    ("act", {"state": "closed"}),
    ("no-act", {"outcome": "burnt"}),
    ("no-act", {"outcome": "refused", "reasons": "\u0000"}),
    ("no-act", {"outcome": "refused", "reasons": "x" * 1001}),
    ("vote", {"vote": "yes"}),
    ("vote", {"vote": "in_need", "reason": "\ud83d"}),
    ("close", {"reasons": ""}),
]


@pytest.mark.parametrize(("verb", "changed"), HOSTILE)
def test_hostile_input_is_refused_with_a_code_and_nothing_is_written(
    phone: Client, visit: Visit, commission: list[User], verb: str, changed: dict[str, Any]
) -> None:
    sign_in(phone, commission[0])
    before = stands(visit)
    answer = send(phone, visit, verb, **((act() if verb == "act" else {}) | changed))
    assert answer.status_code in (400, 409, 422), answer.content
    told = answer.json()
    assert set(told) == {"code", "message", "fields"}
    assert told["message"]
    assert (stands(visit).state, stands(visit).version) == (before.state, before.version)


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"command": NaN}', b"\xff\xfe", b"null"])
def test_a_body_that_cannot_be_read_is_said_to_be_so(
    phone: Client, visit: Visit, commission: list[User], content: bytes
) -> None:
    sign_in(phone, commission[0])
    answer = phone.post(f"/api/visits/{visit.pk}/act", content, content_type="application/json")
    assert answer.status_code in (400, 422)
    assert answer.json()["code"] in ("unreadable", "unfit")


@pytest.mark.parametrize("data", [b"GIF89a", b"%PDF-1.4", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"", PNG[:20]])
def test_only_pictures_are_kept(phone: Client, visit: Visit, commission: list[User], data: bytes) -> None:
    sign_in(phone, commission[0])
    assert send(phone, visit, "act", **act()).status_code == 200
    photo = {"command": str(uuid4()), "file": SimpleUploadedFile("a.png", data)}
    answer = phone.post(f"/api/visits/{visit.pk}/photos", photo)
    assert (answer.status_code, answer.json()["code"]) == (422, "photo_refused")


def test_who_may_not_gets_a_reason_and_no_visit(phone: Client, visit: Visit, commission: list[User]) -> None:
    assert phone.get("/api/visits/").status_code == 401
    assert send(phone, visit, "act", **act()).status_code == 401
    told: list[tuple[User, int]] = [
        (make_user(), 403),
        (make_user(Role.HEAD), 403),
        (make_commission(1)[0], 404),
        (make_user(Role.COMMISSION_MEMBER, "751210000"), 404),
    ]
    for user, status in told:
        sign_in(phone, user)
        assert phone.get(f"/api/visits/{visit.pk}").status_code == status
        assert send(phone, visit, "act", **act()).status_code == status
    with entered(whole_city()):
        StaffPerson.objects.create(user=commission[0], person=visit.application.applicant)
    sign_in(phone, commission[0])
    assert phone.get("/api/visits/").json()["visits"] == []
    assert send(phone, visit, "act", **act()).status_code == 404
    assert stands(visit).state == VisitState.ASSIGNED


def test_a_post_without_the_safety_token_is_refused(visit: Visit, commission: list[User]) -> None:
    strict = Client(enforce_csrf_checks=True)
    sign_in(strict, commission[0])
    answer = send(strict, visit, "act", **act())
    assert (answer.status_code, answer.json()["code"]) == (403, "token_missing")


def test_a_long_list_goes_on_after_its_last_row(phone: Client, commission: list[User]) -> None:
    with entered(whole_city()):
        made = {make_visit(commission).pk for _each in range(22)}
    sign_in(phone, commission[0])
    first = phone.get("/api/visits/").json()
    second = phone.get("/api/visits/", {"after": first["after"]}).json()
    assert second["after"] is None
    assert {each["id"] for each in first["visits"] + second["visits"]} == made


def test_the_form_of_the_act_speaks_three_languages(phone: Client, commission: list[User]) -> None:
    sign_in(phone, commission[0])
    form = phone.get("/api/visits/act-form").json()
    titles = [field["title"] for section in form["sections"] for field in section["fields"]]
    assert len(titles) > 30
    assert all(title[language].strip() for title in titles for language in ("kk", "ru", "en"))
