"""No page but those of sign-in, until who signs, pays or hands out posts has a second factor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from tirek.department.accounts.roles import known_roles
from tirek.department.accounts.second_factor import is_excused
from tirek.web.ui.access import ViewerRequest

ENROLMENT = "mfa_index"


class SecondFactor:
    """Leads to the enrolment whoever acts by a role with ``mfa: true`` and has no second factor yet."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(self, request: ViewerRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        """Redirect to the enrolment, or go on. A query only in a session that was not opened with a second factor."""
        if getattr(view, "is_part_of_sign_in", False) or not known_roles().need_second_factor(request.viewer.roles):
            return None
        used = any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))
        if used or is_excused(request.user) or _is_enrolled(request.user):
            return None
        return redirect(ENROLMENT)


def _is_enrolled(user: Any) -> bool:
    return get_adapter().is_mfa_enabled(user, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN])
