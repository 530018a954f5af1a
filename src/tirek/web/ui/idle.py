"""A session without work ends. What a form held stays on its page until one has signed in again."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import resolve_url
from django.utils.translation import ngettext

from tirek.web.ui.errors import sign_in_again

SEEN = "seen_at"
WRITTEN_SECONDS = 60
"""The hour of the last request is written at most so often: not every page writes the session."""


class IdleSession:
    """Signs out who did nothing for ``SESSION_IDLE_MINUTES``; a form that comes too late is offered for sending again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request of a session that is still alive, or say that it ended."""
        if not request.user.is_authenticated:
            return self.get_response(request)
        now = int(time.time())
        seen = request.session.get(SEEN, now)
        if now - seen > settings.SESSION_IDLE_MINUTES * 60:
            logout(request)
            if request.method == "POST":
                return sign_in_again(request, resolve_url(settings.LOGIN_URL))
            messages.info(request, _ended())
        elif now - seen > WRITTEN_SECONDS or SEEN not in request.session:
            request.session[SEEN] = now
        return self.get_response(request)


def _ended() -> str:
    minutes = settings.SESSION_IDLE_MINUTES
    return ngettext(
        "You were signed out after %(minutes)s minute without work.",
        "You were signed out after %(minutes)s minutes without work.",
        minutes,
    ) % {"minutes": minutes}
