"""Signing in: password, second factor, lockout, language, idle sessions, demo logins, identities."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.http import HttpResponse
from django.test import override_settings
from django.urls import include, path

from tests.department.factories import make_user
from tests.web.guards import PageClient
from tests.web.signing_in import sign_in
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import Post, User
from tirek.web.ui.access import ViewerRequest, signed_in
from tirek.web.ui.idle import SEEN

pytestmark = pytest.mark.django_db
PASSWORD = "тоғыз-ақ-тырна-ұшты"
ALMALY = "751110000"


@signed_in
def desk(request: ViewerRequest) -> HttpResponse:
    return HttpResponse(f"desk of {request.viewer.user_id}, {request.POST.get('note', '')}")


urlpatterns = [
    path("account/", include("tirek.web.office.sign_in.urls")),
    path("ui/", include("tirek.web.ui.urls")),
    path("desk/", desk),
]


@pytest.fixture(autouse=True)
def pages() -> Iterator[None]:
    caches = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    quick = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with override_settings(ROOT_URLCONF=__name__, LOGIN_REDIRECT_URL="/desk/", CACHES=caches, PASSWORD_HASHERS=quick):
        cache.clear()
        yield


def staff(role: Role = Role.SPECIALIST, **fields: Any) -> User:
    user = make_user(role, ALMALY, **fields)
    user.set_password(PASSWORD)
    user.save()
    return user


def give(client: PageClient, user: User, password: str = PASSWORD) -> Any:
    return client.post("/account/login/", {"login": user.username, "password": password})


def code_of(secret: str, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def enrol(client: PageClient) -> str:
    """Connect an application, as a person does; the secret."""
    page = client.get("/account/security/application/", follow=True)
    if "/again/" in page.redirect_chain[-1][0] if page.redirect_chain else False:
        raise AssertionError("asked for a code before there is one")
    if page.redirect_chain:
        client.post(page.redirect_chain[-1][0], {"password": PASSWORD})
        page = client.get("/account/security/application/")
    secret = re.search(r'class="code">([A-Z2-7]{32})<', page.content.decode())[1]
    answer = client.post("/account/security/application/", {"code": code_of(secret)})
    assert answer["Location"] == "/account/security/codes/"
    return secret


def test_a_specialist_signs_in_with_a_password(client: PageClient) -> None:
    user = staff()
    assert give(client, user)["Location"] == "/desk/"
    assert f"desk of {user.pk}" in client.get("/desk/").content.decode()


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_pages_of_sign_in_are_in_each_language(client: PageClient, language: str) -> None:
    client.cookies["tirek_language"] = language
    page = client.get("/account/login/").content.decode()
    assert {"kk": "Кіру", "ru": "Войти", "en": "Sign in"}[language] in page
    assert f'<html lang="{language}"' in page
    assert {"kk": "Құпиясөз", "ru": "Пароль", "en": "Password"}[language] in page


def test_after_sign_in_the_pages_are_in_the_language_of_the_account(client: PageClient) -> None:
    user = staff(language="ru")
    assert give(client, user).cookies["tirek_language"].value == "ru"


def test_a_wrong_password_and_an_unknown_login_are_told_alike(client: PageClient) -> None:
    user = staff()
    wrong = give(client, user, "not this one").content.decode()
    unknown = client.post("/account/login/", {"login": "nobody", "password": "not this one"}).content.decode()
    said = "Логин немесе құпиясөз қате."
    assert said in wrong
    assert said in unknown


def test_after_five_wrong_passwords_even_the_right_one_waits(client: PageClient) -> None:
    user = staff()
    for _ in range(5):
        give(client, user, "not this one")
    assert give(client, user).status_code == 200
    assert client.get("/desk/").status_code == 302


@pytest.mark.parametrize("role", [Role.HEAD, Role.DEPUTY_AKIM, Role.FINANCE, Role.ADMINISTRATOR])
def test_who_signs_or_pays_sees_nothing_but_the_enrolment(client: PageClient, role: Role) -> None:
    give(client, staff(role))
    answer = client.get("/desk/")
    assert (answer.status_code, answer["Location"]) == (302, "/account/security/")
    assert client.post("/desk/", {"note": "x"})["Location"] == "/account/security/"
    assert client.get("/account/security/").status_code == 200
    enrol(client)
    assert client.get("/desk/").status_code == 200


def test_a_deputy_of_a_signer_needs_the_second_factor_too(client: PageClient) -> None:
    user = staff(Role.REGISTRAR)
    give(client, user)
    assert client.get("/desk/").status_code == 200
    Post.objects.create(user=user, role=Role.HEAD, territory_id=ALMALY, valid=("2020-01-01", None), ground="order 3")
    assert client.get("/desk/").status_code == 302


def test_a_second_sign_in_asks_for_the_code_and_takes_each_code_once(client: PageClient) -> None:
    user = staff(Role.HEAD)
    give(client, user)
    secret = enrol(client)
    client.post("/account/logout/")
    cache.clear()
    assert give(client, user)["Location"] == "/account/second/"
    assert client.get("/desk/").status_code == 302
    assert client.post("/account/second/", {"code": "000000"}).status_code == 200
    code = code_of(secret)
    assert client.post("/account/second/", {"code": code})["Location"] == "/desk/"
    other = PageClient()
    give(other, user)
    assert other.post("/account/second/", {"code": code}).status_code == 200
    assert other.get("/desk/").status_code == 302


def test_a_recovery_code_works_once(client: PageClient) -> None:
    user = staff(Role.HEAD)
    give(client, user)
    enrol(client)
    page = client.get("/account/security/codes/").content.decode()
    codes = re.findall(r'<li class="code">(\d{8})</li>', page)
    assert len(codes) == 10
    client.post("/account/logout/")
    for answer in (302, 200):
        other = PageClient()
        give(other, user)
        assert other.post("/account/second/", {"code": codes[0]}).status_code == answer


def test_the_secret_is_not_readable_in_the_database(client: PageClient) -> None:
    user = staff(Role.HEAD)
    give(client, user)
    secret = enrol(client)
    stored = str([factor.data for factor in Authenticator.objects.filter(user=user)])
    assert secret not in stored


def test_the_last_factor_of_a_signer_stays(client: PageClient) -> None:
    user = staff(Role.HEAD)
    give(client, user)
    enrol(client)
    page = client.post("/account/security/application/remove/").content.decode()
    assert Authenticator.objects.filter(user=user, type="totp").exists()
    assert "екінші факторды талап етеді" in page


def test_nobody_signs_up_and_nothing_is_reset_by_mail(client: PageClient) -> None:
    for name in ("account_signup", "account_reset_password", "account_email"):
        assert client.get(f"/account/absent/{name}/").status_code == 404


@pytest.mark.parametrize(("changed", "enters"), [({}, True), ({"is_active": False}, False), ({"is_demo": True}, True)])
def test_who_may_enter(client: PageClient, changed: dict[str, bool], enters: bool) -> None:
    user = staff(**changed)
    give(client, user)
    assert (client.get("/desk/").status_code == 200) is enters


def test_a_demo_login_does_not_enter_a_production(client: PageClient) -> None:
    user = staff(is_demo=True)
    with override_settings(PRODUCTION=True):
        assert give(client, user)["Location"] == "/account/inactive/"
        assert client.get("/desk/").status_code == 302
    sign_in(client, user)
    assert client.get("/desk/").status_code == 200
    with override_settings(PRODUCTION=True):  # an old session neither
        assert client.get("/desk/").status_code == 302


def test_a_demo_login_may_go_without_the_factor_only_while_the_switch_is_off(client: PageClient) -> None:
    give(client, staff(Role.HEAD, is_demo=True))
    with override_settings(DEMO_SECOND_FACTOR=False):
        assert client.get("/desk/").status_code == 200
    with override_settings(DEMO_SECOND_FACTOR=True):
        assert client.get("/desk/").status_code == 302


@pytest.fixture
def idle(client: PageClient) -> Callable[[int], None]:
    def pass_minutes(minutes: int) -> None:
        session = client.session
        session[SEEN] = int(time.time()) - minutes * 60
        session.save()

    return pass_minutes


def test_an_idle_session_ends(client: PageClient, idle: Callable[[int], None]) -> None:
    sign_in(client, staff())
    idle(29)
    assert client.get("/desk/").status_code == 200
    idle(31)
    assert client.get("/desk/").status_code == 302
    assert "30 минут" in client.get("/account/login/").content.decode()


def test_what_a_form_held_when_the_session_ended_is_kept(client: PageClient, idle: Callable[[int], None]) -> None:
    user = staff()
    sign_in(client, user)
    idle(31)
    page = client.post("/desk/", {"note": "үйге бару"}, headers={"origin": "http://testserver"})
    assert page.status_code == 401
    assert "үйге бару" in page.content.decode()
    sign_in(client, user)
    assert "үйге бару" in client.post("/desk/", {"note": "үйге бару"}).content.decode()


def test_a_weak_new_password_is_refused(client: PageClient) -> None:
    user = staff()
    give(client, user)
    for weak in ("123456789012", "short", "qwerty123456"):
        told = {"oldpassword": PASSWORD, "password1": weak, "password2": weak}
        assert client.post("/account/password/", told).status_code == 200
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
