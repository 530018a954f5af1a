"""Where the QR code of a letter leads: whether the letter is genuine, and nothing else of it."""

from __future__ import annotations

import time
from datetime import date
from http import HTTPStatus
from uuid import UUID, uuid4

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tirek.department.decisions.notices import check_notice
from tirek.web.ui.access import open_to_all

MINUTE_SECONDS = 60


@open_to_all
@require_safe
@never_cache
def check_letter(request: HttpRequest, token: str) -> HttpResponse:
    """The number and the day of the decision for who holds its letter; for every other token the same neutral page.

    A token that is none is looked up like one that might be: neither the answer nor its time says which it was.
    """
    if _checks_this_minute(request) > settings.CHECKS_PER_MINUTE:
        return _page(request, HTTPStatus.TOO_MANY_REQUESTS, too_often=True)
    found = check_notice(_token(token))
    if found is None:
        return _page(request, HTTPStatus.NOT_FOUND)
    number, day = found
    return _page(request, HTTPStatus.OK, number=number, day=date.fromisoformat(day))


def _checks_this_minute(request: HttpRequest) -> int:
    """How often this address asked in this minute, counted in the cache of all processes.

    Sign-in's own limiter passes over every GET, so this page counts for itself. Two requests at the very same moment may
    count as one: the limit is a brake, not a lock.
    """
    address = get_adapter().get_client_ip(request) or ""
    key = f"check:{salted_hmac('check-letter', address).hexdigest()[:32]}:{int(time.time()) // MINUTE_SECONDS}"
    count = int(cache.get(key, 0)) + 1
    cache.set(key, count, 2 * MINUTE_SECONDS)
    return count


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
