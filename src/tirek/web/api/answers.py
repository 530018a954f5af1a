"""What the API answers when something is not done: a stable code, a sentence in the reader's language, faults by field."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from tirek.department.core.idempotency.once import KeyConflict, StillRunning
from tirek.department.core.refusals import NotSeen, Refused
from tirek.department.registry.own_family import IsOwnFamily
from tirek.department.verification.act import ActRefused

CONFLICTS: Final = frozenset({"visit_recorded", "visit_ended", "voted", "command_used", "no_conclusion", "act_first"})
"""Refusals because of how things stand, not because of what was sent: 409."""
Faults = Iterable[tuple[str, str | Promise]]


def problem(status: int, code: str, message: str | Promise, fields: Faults = ()) -> HttpResponse:
    """The body of every answer that is not a success."""
    told = [{"field": field, "message": str(sentence)} for field, sentence in fields]
    return JsonResponse({"code": code, "message": str(message), "fields": told}, status=status)


def answer_faults(api: NinjaAPI) -> None:
    """Teach an API to say what it refuses; what nobody expected stays a fault of ours."""
    api.add_exception_handler(Refused, _refused)
    api.add_exception_handler(ValidationError, _unfit)
    api.add_exception_handler(HttpError, _damaged)
    api.add_exception_handler(IsOwnFamily, _own)
    for missing in (NotSeen, Http404):
        api.add_exception_handler(missing, _missing)
    for conflict in (KeyConflict, StillRunning):
        api.add_exception_handler(conflict, _conflict)
    api.add_exception_handler(Exception, _fault)


def _refused(_request: HttpRequest, refusal: Any) -> HttpResponse:
    status = HTTPStatus.CONFLICT if refusal.code in CONFLICTS else HTTPStatus.UNPROCESSABLE_ENTITY
    if refusal.code == "not_a_member":
        status = HTTPStatus.FORBIDDEN
    if isinstance(refusal, ActRefused):
        told = _("The act is not accepted yet: correct the fields that are named.")
        return problem(status, refusal.code, told, refusal.faults.items())
    fields = [(refusal.field, refusal.message)] if refusal.field else []
    return problem(status, refusal.code, refusal.message, fields)


def _unfit(_request: HttpRequest, error: Any) -> HttpResponse:
    """What does not have the form that the description of the API gives."""
    faults = []
    for each in error.errors:
        where = ".".join(str(part) for part in each["loc"] if part not in ("body", "payload", "form", "query", "path"))
        missing = each["type"] == "missing"
        faults.append((where, _("This is missing.") if missing else _("This is not a value that the field may have.")))
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "unfit", _("What was sent does not have the right form."), faults)


def _damaged(_request: HttpRequest, error: Any) -> HttpResponse:
    if error.status_code == HTTPStatus.FORBIDDEN:
        return problem(
            HTTPStatus.FORBIDDEN, "token_missing", _("The safety token is missing or too old: sign in again.")
        )
    return problem(error.status_code, "unreadable", _("What was sent cannot be read."))


def _own(_request: HttpRequest, _error: Any) -> HttpResponse:
    told = _("This is your own family or address: hand it to a colleague")
    return problem(HTTPStatus.FORBIDDEN, "own_family", told)


def _missing(_request: HttpRequest, _error: Any) -> HttpResponse:
    return problem(HTTPStatus.NOT_FOUND, "not_found", _("There is no such visit, or you are not on it."))


def _conflict(_request: HttpRequest, error: Any) -> HttpResponse:
    return problem(HTTPStatus.CONFLICT, "command_used", str(error))


def _fault(_request: HttpRequest, error: Any) -> HttpResponse:
    raise error
