"""Addresses of sign-in. Views are allauth's; which of them exist, and who may open each, stands here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as identity
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path

from tirek.web.ui.access import open_to_all, signed_in, writes_on_get

View = Callable[..., Any]
CODES_SEEN = "That the codes were looked at is written beside them."


def absent(request: HttpRequest, **arguments: str) -> HttpResponse:
    """What allauth may name and this office does not have: signing up, e-mail addresses, a reset by e-mail."""
    raise Http404


def _open(route: str, view: View, name: str) -> URLPattern:
    return path(route, _of_sign_in(open_to_all(view)), name=name)


def _own(route: str, view: View, name: str) -> URLPattern:
    return path(route, _of_sign_in(signed_in(view)), name=name)


def _of_sign_in(view: View) -> View:
    view.is_part_of_sign_in = True  # type: ignore[attr-defined]
    return view


urlpatterns = [
    _open("login/", account.login, "account_login"),
    _open("logout/", account.logout, "account_logout"),
    _open("inactive/", account.account_inactive, "account_inactive"),
    _own("reauthenticate/", account.reauthenticate, "account_reauthenticate"),
    _own("password/", account.password_change, "account_change_password"),
    _open("second/", factors.authenticate, "mfa_authenticate"),
    _open("passkey/", webauthn.login_webauthn, "mfa_login_webauthn"),
    _own("security/", factors.index, "mfa_index"),
    _own("security/again/", factors.reauthenticate, "mfa_reauthenticate"),
    _own("security/application/", totp.activate_totp, "mfa_activate_totp"),
    _own("security/application/remove/", totp.deactivate_totp, "mfa_deactivate_totp"),
    _own("security/codes/", writes_on_get(CODES_SEEN)(recovery.view_recovery_codes), "mfa_view_recovery_codes"),
    _own("security/codes/new/", recovery.generate_recovery_codes, "mfa_generate_recovery_codes"),
    _own(
        "security/codes/file/",
        writes_on_get(CODES_SEEN)(recovery.download_recovery_codes),
        "mfa_download_recovery_codes",
    ),
    _own("security/keys/", webauthn.list_webauthn, "mfa_list_webauthn"),
    _own("security/keys/add/", webauthn.add_webauthn, "mfa_add_webauthn"),
    _own("security/keys/again/", webauthn.reauthenticate_webauthn, "mfa_reauthenticate_webauthn"),
    _own("security/keys/<int:pk>/remove/", webauthn.remove_webauthn, "mfa_remove_webauthn"),
    _own("security/keys/<int:pk>/edit/", webauthn.edit_webauthn, "mfa_edit_webauthn"),
    _open("identity/cancelled/", social.login_cancelled, "socialaccount_login_cancelled"),
    _open("identity/error/", social.login_error, "socialaccount_login_error"),
    _open("identity/<str:provider_id>/", identity.login, "openid_connect_login"),
    _open(
        "identity/<str:provider_id>/back/",
        writes_on_get("The provider leads back by a GET, and the session begins.")(identity.callback),
        "openid_connect_callback",
    ),
    *(
        _open(f"absent/{name}/", absent, name)
        for name in (
            "account_signup",
            "account_email",
            "account_reset_password",
            "account_email_verification_sent",
            "account_set_password",
            "socialaccount_signup",
            "socialaccount_connections",
        )
    ),
]
