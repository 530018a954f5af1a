"""Pages of errors: what happened, what to do, and nothing about anybody.

A failure of the server is told in Kazakh and Russian at once by a page that needs neither a session nor a database.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from tirek.department.accounts.roles import ability_title
from tirek.department.registry.own_family import IsOwnFamily
from tirek.web.ui.language import language_of_page

SECRET_FIELDS: Final = frozenset({"code", "otp", "pin", "secret", "token"})
KEPT_FIELDS: Final = 300
RETRY_SECONDS: Final = 60
AWAY_STATES: Final = ("08", "53300", "57P")
"""SQLSTATE of a lost connection, of too many connections, and of a server that stops or starts."""


class AbilityMissing(PermissionDenied):
    """The viewer's posts do not grant what the page needs: the page 403 names it."""

    def __init__(self, ability: str) -> None:
        self.ability = ability
        super().__init__(ability)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the address or the form cannot be understood."""
    return _page(
        request,
        HTTPStatus.BAD_REQUEST,
        _("The request could not be understood"),
        _("The address or the form is damaged. Go back, open the page anew and try again."),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the post does not allow it, or it is the viewer's own family."""
    if isinstance(exception, IsOwnFamily):
        return _page(
            request,
            HTTPStatus.FORBIDDEN,
            _("This is your own family or address: hand it to a colleague"),
            _("Nobody opens, decides or pays for the own family or address. Nothing was shown or changed."),
        )
    advice = _("If your work needs it, ask the administrator of posts. Nothing was changed.")
    if isinstance(exception, AbilityMissing):
        title = ability_title(exception.ability, language_of_page())
        missing = _("The page asks for this right: “%(ability)s”.") % {"ability": title}
        advice = f"{missing} {advice}"
    return _page(request, HTTPStatus.FORBIDDEN, _("Your post does not allow this"), advice)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: the same for what is not there and for what is not yours."""
    return _page(
        request,
        HTTPStatus.NOT_FOUND,
        _("The page was not found"),
        _("There is no such page, or it does not belong to your work. Check the address, or search again."),
    )


def unavailable(request: HttpRequest, *, seconds: int = RETRY_SECONDS) -> HttpResponse:
    """503: the database or another part is away for a while; says when to come again."""
    return _failure(HTTPStatus.SERVICE_UNAVAILABLE, {"Retry-After": str(seconds)})


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault; 503 when the database is away, wherever in the request that came out."""
    if is_database_away(sys.exception()):
        return unavailable(request)
    return _failure(HTTPStatus.INTERNAL_SERVER_ERROR)


def is_database_away(error: BaseException | None) -> bool:
    """Whether the database could not be reached or is closing; a query that it refused is a fault of ours."""
    if not isinstance(error, (OperationalError, InterfaceError)):
        return False
    state = getattr(error.__cause__, "sqlstate", None)
    return state is None or state.startswith(AWAY_STATES)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 after a form whose token no longer holds: it was open too long, or one signed in anew meanwhile."""
    return _page(
        request,
        HTTPStatus.FORBIDDEN,
        _("The form was open too long"),
        _("For safety it was not accepted. Nothing was changed."),
        answers=list(kept_answers(request)),
    )


def sign_in_again(request: HttpRequest, sign_in_url: str) -> HttpResponse:
    """401 after a form of who has been signed out: the answers stay on the page until they can be sent again."""
    return _page(
        request,
        HTTPStatus.UNAUTHORIZED,
        _("Sign in again: your answers are kept"),
        _("You were signed out. Sign in in a new tab, come back to this page and send the answers again."),
        answers=list(kept_answers(request)),
        sign_in_url=sign_in_url,
    )


def kept_answers(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """The answers of a refused form, to be sent again by a press of a button.

    Only those of a form of this site: what another site made the browser send is not offered for sending again. Nothing
    is kept of a form that holds a secret.
    """
    if not _is_own_form(request) or any(_is_secret(name) for name in request.POST):
        return
    answers = [(name, value) for name, values in request.POST.lists() for value in values]
    if len(answers) <= KEPT_FIELDS:
        yield from ((name, value) for name, value in answers if name != "csrfmiddlewaretoken")


def _is_secret(name: str) -> bool:
    return "password" in name.lower() or name.lower() in SECRET_FIELDS


def _is_own_form(request: HttpRequest) -> bool:
    origin = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return urlsplit(origin).netloc == request.get_host()


def _page(request: HttpRequest, status: HTTPStatus, title: str, advice: str, **context: Any) -> HttpResponse:
    has_files = bool(context.get("answers")) and bool(request.FILES)
    return render(
        request,
        "ui/error.html",
        {"error_title": title, "advice": advice, "answers": [], "has_files": has_files, "sign_in_url": "", **context},
        status=status,
    )


def _failure(status: HTTPStatus, headers: dict[str, str] | None = None) -> HttpResponse:
    is_away = status == HTTPStatus.SERVICE_UNAVAILABLE
    return HttpResponse(render_to_string("ui/failure.html", {"is_away": is_away}), status=status, headers=headers)
