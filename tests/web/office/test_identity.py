"""Sign-in through a provider of identity: a real one over HTTP; it never makes an account and never gives a right."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import override_settings

from tests.department.factories import make_user
from tests.web.guards import PageClient
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore::DeprecationWarning")]
KNOWN, UNKNOWN = "aigul.n", "stranger"


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the mock's own libraries, at their import
        import oidc_provider_mock

    users = [
        oidc_provider_mock.User(sub=name, claims={"preferred_username": name, "email": f"{name}@example.kz"})
        for name in (KNOWN, UNKNOWN)
    ]
    with oidc_provider_mock.run_server_in_thread(user_claims=users) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def configured(provider: str) -> Iterator[None]:
    app = {
        "provider_id": "identity",
        "name": "OIDC",
        "client_id": "tirek",
        "secret": "of this test only",
        "settings": {"server_url": provider},
    }
    caches = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    providers = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    with override_settings(SOCIALACCOUNT_PROVIDERS=providers, CACHES=caches):
        yield


def go(client: PageClient, subject: str) -> object:
    """To the provider, sign in there, and back."""
    left = client.post("/account/identity/identity/")
    assert left.status_code == 302, left.content.decode()[-900:]
    there = left["Location"]
    asked = parse_qs(urlsplit(there).query)
    assert asked["code_challenge_method"] == ["S256"]
    answer = httpx.post(there, data={"sub": subject})
    assert answer.status_code == 302, answer.text[-900:]
    back = answer.headers["location"]
    parts = urlsplit(back)
    assert parts.path == "/account/identity/identity/back/"
    return client.get(f"{parts.path}?{parts.query}")


def test_the_provider_signs_in_whom_the_office_knows(client: PageClient, configured: None) -> None:
    user = make_user(Role.SPECIALIST)
    User.objects.filter(pk=user.pk).update(username=KNOWN)
    assert go(client, KNOWN).status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)
    assert SocialAccount.objects.get().extra_data == {}
    client.post("/account/logout/")
    assert go(client, KNOWN).status_code == 302  # the second time by the kept identity
    assert User.objects.count() == 1


def test_an_unknown_identity_makes_nothing_and_is_told_so(client: PageClient, configured: None) -> None:
    answer = go(client, UNKNOWN)
    assert answer.status_code == 403
    assert "Ештеңе құрылған жоқ" in answer.content.decode()
    assert "_auth_user_id" not in client.session
    assert (User.objects.count(), SocialAccount.objects.count()) == (0, 0)


def test_a_closed_account_does_not_come_in_by_the_provider(client: PageClient, configured: None) -> None:
    user = make_user(Role.SPECIALIST, is_active=False)
    User.objects.filter(pk=user.pk).update(username=KNOWN)
    assert go(client, KNOWN)["Location"] == "/account/inactive/"
    assert "_auth_user_id" not in client.session


def test_a_signer_needs_the_second_factor_after_the_provider_too(client: PageClient, configured: None) -> None:
    user = make_user(Role.HEAD)
    User.objects.filter(pk=user.pk).update(username=KNOWN)
    go(client, KNOWN)
    assert client.get("/office/")["Location"] == "/account/security/"


def test_without_a_provider_nothing_is_offered(client: PageClient) -> None:
    assert "identity/" not in client.get("/account/login/").content.decode()
    assert client.post("/account/identity/identity/").status_code == 404
