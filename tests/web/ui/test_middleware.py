"""The transaction of a request: who looks, what a GET may not do, what a fault takes back, what a stream must carry."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, override_settings
from django.urls import include, path

from tests.department.factories import make_person, make_user, whole_city
from tests.web.signing_in import sign_in
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import current_viewer, entered
from tirek.department.registry.models import Person
from tirek.web.ui.access import ViewerRequest, needs, open_to_all, signed_in, writes_on_get
from tirek.web.ui.middleware import stream_as

pytestmark = pytest.mark.django_db
ALMALY, ALATAU = "751110000", "751210000"


def seen(request: ViewerRequest) -> HttpResponse:
    territories = sorted(Person.objects.values_list("territory", flat=True))
    assert current_viewer() is request.viewer
    return HttpResponse(",".join(territories))


def writes(request: HttpRequest) -> HttpResponse:
    make_person(ALMALY)
    return HttpResponse("written")


def writes_and_fails(request: HttpRequest) -> HttpResponse:
    make_person(ALMALY)
    raise RuntimeError("after the write")


def people() -> Iterator[bytes]:
    for person in Person.objects.order_by("pk"):
        yield person.territory.encode()


@signed_in
def streams(request: ViewerRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse(people())


@signed_in
def streams_as_viewer(request: ViewerRequest) -> StreamingHttpResponse:
    return stream_as(request.viewer, people)


urlpatterns = [
    path("account/", include("tirek.web.office.sign_in.urls")),
    path("seen", signed_in(seen)),
    path("open", open_to_all(seen)),
    path("people", needs("view_person")(seen)),
    path("silent", seen),
    path("write", signed_in(writes)),
    path("return", signed_in(writes_on_get("signs in")(writes))),
    path("fail", signed_in(writes_and_fails)),
    path("stream", streams),
    path("stream-as", streams_as_viewer),
]


def counted() -> int:
    with entered(whole_city()):
        return Person.objects.count()


@pytest.fixture
def client() -> Iterator[Client]:
    with override_settings(ROOT_URLCONF=__name__):
        yield Client(raise_request_exception=False)


@pytest.fixture
def officer(client: Client) -> User:
    with entered(whole_city()):
        make_person(ALMALY)
        make_person(ALATAU)
    user = make_user(Role.SPECIALIST, ALMALY)
    sign_in(client, user)
    return user


def test_a_page_sees_the_district_of_its_viewer(client: Client, officer: User) -> None:
    assert client.get("/seen").content.decode() == ALMALY
    assert current_viewer().user_id is None


def test_who_has_not_signed_in_sees_nobody_and_is_sent_to_sign_in(client: Client, officer: User) -> None:
    stranger = Client()
    assert stranger.get("/open").content == b""
    answer = stranger.get("/seen")
    assert (answer.status_code, "next=/seen" in answer["Location"]) == (302, True)


def test_a_missing_ability_is_forbidden(client: Client, officer: User) -> None:
    assert client.get("/people").status_code == 200
    sign_in(client, make_user(Role.ADMINISTRATOR, ALMALY))
    assert client.get("/people").status_code == 403


def test_an_ability_nobody_wrote_down_is_refused_at_import() -> None:
    with pytest.raises(ValueError, match="fly"):
        needs("fly")


def test_a_view_that_says_nothing_opens_for_nobody(client: Client, officer: User) -> None:
    assert client.get("/silent").status_code == 500
    client.raise_request_exception = True
    with pytest.raises(ImproperlyConfigured, match="does not say who may open it"):
        client.get("/silent")


def test_a_get_cannot_write_and_a_post_can(client: Client, officer: User) -> None:
    assert client.get("/write").status_code == 500
    assert counted() == 2
    assert client.post("/write").status_code == 200
    assert counted() == 3


def test_a_get_that_says_why_may_write(client: Client, officer: User) -> None:
    assert client.get("/return").status_code == 200
    assert counted() == 3


def test_a_fault_takes_back_what_was_written(client: Client, officer: User) -> None:
    assert client.post("/fail").status_code == 500
    assert counted() == 2


def test_a_stream_without_a_viewer_is_refused(client: Client, officer: User) -> None:
    client.raise_request_exception = True
    with pytest.raises(ImproperlyConfigured, match="streams without a viewer"):
        client.get("/stream")


def test_a_stream_that_carries_its_viewer_sees_the_district(client: Client, officer: User) -> None:
    answer: Any = client.get("/stream-as")
    assert b"".join(answer.streaming_content).decode() == ALMALY


def test_the_connection_keeps_nothing_of_a_request(client: Client, officer: User) -> None:
    client.get("/seen")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('tirek.territory', true), current_setting('tirek.viewer', true)")
        assert cursor.fetchone() in ((None, None), ("", ""))
