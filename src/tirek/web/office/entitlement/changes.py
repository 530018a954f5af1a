"""Dealing with what happened in a family that receives."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tirek.department.accounts.models import User
from tirek.department.core.refusals import NotSeen
from tirek.department.flows.events import close_consequence
from tirek.department.flows.models import Consequence
from tirek.department.flows.queries import access_consequence
from tirek.web.office.entitlement.forms import CloseForm
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.cases import programme_title, short_name
from tirek.web.ui.form_page import answer_form, typed
from tirek.web.ui.once import once_only


@require_http_methods(["GET", "POST"])
@needs("draft_decision")
@once_only
def close(request: ViewerRequest, consequence_id: int) -> HttpResponse:
    """Nothing more is to be done: say why."""
    consequence = _found(request, consequence_id)
    form = CloseForm(typed(request), is_held=consequence.held_back)

    def save(told: dict[str, Any]) -> None:
        assert isinstance(request.user, User)
        release = bool(told.get("release"))
        close_consequence(consequence, reason=told["reason"], release=release, acting_user=request.user)

    return answer_form(
        request,
        form,
        save,
        heading=_("Nothing to be done"),
        back=reverse("office:consequence-list"),
        action=_("Close"),
        said=_("Closed."),
        about=f"{consequence.what} · {programme_title(consequence.entitlement.programme)} · "
        f"{short_name(consequence.entitlement.holder)}",
    )


def _found(request: ViewerRequest, pk: int) -> Consequence:
    try:
        return access_consequence(request.viewer, pk)
    except NotSeen:
        raise Http404 from None
