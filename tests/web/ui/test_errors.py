"""Pages of errors: right status, what to do, nothing about anybody; a refused form keeps its answers."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils.translation import override

from tests.department.factories import make_user
from tests.web.guards import PageClient, faults_of_page
from tests.web.signing_in import sign_in
from tirek.department.accounts.enums import Role
from tirek.web.ui import errors

OWN = {"Origin": "http://testserver"}


def asked(method: str = "get", **data: object) -> HttpRequest:
    request = getattr(RequestFactory(), method)("/office/person/7/", data, headers=OWN)
    request.user = AnonymousUser()
    request._messages = []  # type: ignore[attr-defined]
    return request


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize(
    ("page", "status"), [(errors.bad_request, 400), (errors.forbidden, 403), (errors.not_found, 404)]
)
def test_a_page_of_an_error_says_what_to_do(page: object, status: int, language: str) -> None:
    with override(language):
        answer: HttpResponse = page(asked(), Exception("иванов 900101300123"))  # type: ignore[operator]
    text = answer.content.decode()
    assert answer.status_code == status
    assert not faults_of_page(text)
    assert "900101300123" not in text
    assert "person/7" not in text.replace('value="/office/person/7/"', "")


@pytest.mark.parametrize(
    ("answer", "status"), [(errors.server_error(asked()), 500), (errors.unavailable(asked(), seconds=30), 503)]
)
def test_a_failure_speaks_both_languages_and_needs_nothing(answer: HttpResponse, status: int) -> None:
    text = answer.content.decode()
    assert answer.status_code == status
    assert not faults_of_page(text)
    assert "әкімшіге" in text or "жаңартыңыз" in text
    assert "администратору" in text or "Обновите" in text
    assert answer.headers.get("Retry-After") == ("30" if status == 503 else None)


@pytest.mark.django_db
def test_an_unknown_address_gives_our_page(client: PageClient) -> None:
    answer = client.get("/no-such-page/", headers={"Accept-Language": "ru"})
    assert answer.status_code == 404
    assert "Страница не найдена" in answer.content.decode()


@pytest.mark.django_db
def test_a_form_open_too_long_can_be_sent_again() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/ui/", {"surname": "Сынақ", "note": "a < b"}, headers=OWN)
    text = answer.content.decode()
    assert answer.status_code == 403
    assert not faults_of_page(text)
    assert '<input type="hidden" name="surname" value="Сынақ">' in text
    assert 'value="a &lt; b"' in text
    token = client.cookies["csrftoken"].value
    again = client.post("/ui/", {"surname": "Сынақ", "csrfmiddlewaretoken": token}, headers=OWN)
    assert again.status_code == 200


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://example.org"}, {"Origin": "null"}])
def test_what_another_site_sent_is_not_offered_again(headers: dict[str, str]) -> None:
    request = RequestFactory().post("/ui/", {"surname": "x"}, headers=headers)
    assert list(errors.kept_answers(request)) == []


@pytest.mark.parametrize("secret", ["password", "old_password", "new_password1", "code"])
def test_a_form_with_a_secret_keeps_nothing(secret: str) -> None:
    assert list(errors.kept_answers(asked("post", login="x", **{secret: "y"}))) == []


def test_who_was_signed_out_keeps_the_answers_and_is_told_of_files() -> None:
    request = asked("post", reason="moved", paper=SimpleUploadedFile("a.pdf", b"x"))
    with override("ru"):
        answer = errors.sign_in_again(request, "/accounts/login/")
    text = answer.content.decode()
    assert answer.status_code == 401
    assert not faults_of_page(text)
    assert 'href="/accounts/login/"' in text
    assert 'name="reason" value="moved"' in text
    assert "Файлы не сохраняются" in text


@pytest.mark.django_db
def test_a_form_of_who_was_signed_out_keeps_its_answers(client: PageClient) -> None:
    page = reverse("office:person-register")
    answer = client.post(page, {"surname_kk": "Сынақова"}, headers=OWN)
    assert answer.status_code == 401
    assert 'name="surname_kk" value="Сынақова"' in answer.content.decode()
    assert client.get(page).status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "right"), [("kk", "лауазымға тағайындау"), ("ru", "Назначать сотрудников"), ("en", "Appoint")]
)
def test_a_refused_page_names_the_right_that_is_missing(client: PageClient, language: str, right: str) -> None:
    client.cookies["tirek_language"] = language
    sign_in(client, make_user(Role.SPECIALIST))
    answer = client.get(reverse("office:post-list"))
    assert answer.status_code == 403
    assert right.lower() in answer.content.decode().lower()


@pytest.mark.parametrize(
    ("state", "status"), [(None, 503), ("08006", 503), ("57P01", 503), ("53300", 503), ("57014", 500), ("40P01", 500)]
)
def test_a_database_that_is_away_is_told_as_such(state: str | None, status: int) -> None:
    cause = Exception()
    cause.sqlstate = state  # type: ignore[attr-defined]
    try:
        raise OperationalError("gone") from cause
    except OperationalError:
        assert errors.server_error(asked()).status_code == status


def test_without_a_database_a_page_answers_503(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_arguments: object) -> None:
        raise OperationalError("no server")

    monkeypatch.setattr("tirek.web.ui.idle.IdleSession.__call__", away)
    settings.DEBUG = False
    answer = Client(raise_request_exception=False).get("/office/")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
