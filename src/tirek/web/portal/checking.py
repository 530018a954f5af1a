"""Where the QR code of a letter leads: whether the letter is genuine, and nothing else of it."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from uuid import UUID, uuid4

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tirek.department.decisions.notices import check_notice
from tirek.web.ui.access import open_to_all

LIMITED = "check_letter"
"""The limit in ``ACCOUNT_RATE_LIMITS``: a token cannot be guessed, and nobody shall make the database try."""


@open_to_all
@require_safe
@never_cache
def check_letter(request: HttpRequest, token: str) -> HttpResponse:
    """The number and the day of the decision for who holds its letter; for every other token the same neutral page.

    A token that is none is looked up like one that might be: neither the answer nor its time says which it was.
    """
    if not ratelimit.consume(request, action=LIMITED):
        return _page(request, HTTPStatus.TOO_MANY_REQUESTS, too_often=True)
    found = check_notice(_token(token))
    if found is None:
        return _page(request, HTTPStatus.NOT_FOUND)
    number, day = found
    return _page(request, HTTPStatus.OK, number=number, day=date.fromisoformat(day))


def _token(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid4()


def _page(request: HttpRequest, status: HTTPStatus, **told: object) -> HttpResponse:
    context = {"number": "", "day": None, "too_often": False, **told}
    response = render(request, "portal/letter_check.html", context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "no-referrer"
    return response
