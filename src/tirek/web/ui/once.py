"""A form that is sent twice (a double click, a lost answer) is done once: a hidden key, and a guard on the view."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from tirek.department.core.idempotency.once import KeyConflict, NotKept, StillRunning, digest_of, once
from tirek.web.ui.access import ViewerRequest

FIELD = "once_key"
HEADER = "Idempotency-Key"
JSON = "application/json"

View = Callable[..., HttpResponseBase]


def once_only(view: View) -> View:
    """Do a POST of this view once for each key: of the form's hidden field (``{% once_key %}``) or of ``Idempotency-Key``.

    What is kept is where the answer leads (a redirect), or a JSON answer of a program; a form shown again with its faults is
    not kept, so that it can be corrected and sent. A POST without a key is refused with 400, the same key with other content
    with 409.
    """

    @wraps(view)
    def guarded(request: ViewerRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        user_id = request.viewer.user_id
        if user_id is None:
            return view(request, *args, **kwargs)

        def work() -> dict[str, Any]:
            response = view(request, *args, **kwargs)
            kept = _kept(response)
            if kept is None:
                raise NotKept(response)
            return kept

        try:
            done = once(_key(request), user_id=user_id, route=_route(request), digest=_digest(request), work=work)
        except KeyConflict as conflict:
            return _refused(request, HTTPStatus.CONFLICT, str(conflict))
        except StillRunning as running:
            return _refused(request, HTTPStatus.CONFLICT, str(running))
        return done.result if isinstance(done.result, HttpResponseBase) else _answer(done.result)

    return guarded


def _key(request: ViewerRequest) -> UUID:
    told = request.headers.get(HEADER) or request.POST.get(FIELD, "")
    try:
        return UUID(told)
    except ValueError:
        raise BadRequest("a form is sent with the key it was shown with") from None


def _route(request: ViewerRequest) -> str:
    return request.resolver_match.view_name[:120] if request.resolver_match else ""


def _digest(request: ViewerRequest) -> str:
    """What was asked, without the tokens that change from sending to sending."""
    if request.content_type == JSON:
        return digest_of({"path": request.path, "body": request.body.decode(errors="replace")})
    fields = {name: values for name, values in request.POST.lists() if name not in (FIELD, "csrfmiddlewaretoken")}
    files = {name: [(file.name, file.size) for file in files] for name, files in request.FILES.lists()}
    return digest_of({"path": request.path, "fields": fields, "files": files})


def _kept(response: HttpResponseBase) -> dict[str, Any] | None:
    """What is kept of an answer; None where it is not kept."""
    if isinstance(response, HttpResponseRedirect):
        return {"status": response.status_code, "location": response.url}
    is_json = response.headers.get("Content-Type", "").startswith(JSON)
    if isinstance(response, HttpResponse) and is_json and response.status_code < HTTPStatus.BAD_REQUEST:
        return {"status": response.status_code, "json": response.content.decode()}
    return None


def _answer(kept: dict[str, Any]) -> HttpResponse:
    if "location" in kept:
        return HttpResponseRedirect(kept["location"])
    return HttpResponse(kept["json"], status=kept["status"], content_type=JSON)


def _refused(request: ViewerRequest, status: HTTPStatus, advice: str) -> HttpResponse:
    context = {"error_title": _("This was sent already"), "advice": advice}
    return render(
        request, "ui/error.html", {**context, "answers": [], "has_files": False, "sign_in_url": ""}, status=status
    )
