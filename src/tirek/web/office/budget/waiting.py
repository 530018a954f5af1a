"""The waiting list: who waits for money, in which order, and why somebody left it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tirek.department.budgets.actions.waiting import place_decision, withdraw_waiting
from tirek.department.budgets.models import Waiting
from tirek.department.budgets.queries import list_waiting, place_of
from tirek.department.core.refusals import NotSeen, Refused
from tirek.department.decisions.access import access_decision
from tirek.department.journal.views import note_view
from tirek.web.office.budget.changes import user_of
from tirek.web.office.budget.forms import BecauseForm
from tirek.web.office.budget.views import VIEW
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.cases import programme_title
from tirek.web.ui.form_page import answer_form, typed
from tirek.web.ui.once import once_only
from tirek.web.ui.places import place_title

LONGEST = 200
"""So many places are shown; the list says when there are more."""


@require_safe
@needs(VIEW)
def list_places(request: ViewerRequest) -> HttpResponse:
    """Everybody who waits, limit by limit, in the order in which the money is given."""
    found = list(list_waiting()[: LONGEST + 1])
    note_view("waiting-list", None, {row.decision.case.applicant_id for row in found[:LONGEST]})
    may_act = request.viewer.may("draft_decision") or request.viewer.may("sign_decision")
    groups: dict[tuple[str, str, int], dict[str, Any]] = {}
    for row in found[:LONGEST]:
        key = (row.budget, row.programme, row.year)
        fresh = {
            "title": programme_title(row.programme),
            "place": place_title(row.budget),
            "year": row.year,
            "rows": [],
        }
        group = groups.setdefault(key, fresh)
        # Places of districts out of sight count: the first that is seen asks, the others of its list as well.
        group["rows"].append({"row": row, "place": place_of(row), "district": place_title(row.territory)})
    context = {"groups": list(groups.values()), "is_cut": len(found) > LONGEST, "may_act": may_act}
    return render(request, "office/budget/waiting.html", context)


@require_POST
@needs("view_cases")
@once_only
def place(request: ViewerRequest, decision_id: int) -> HttpResponse:
    """Put a decision on the waiting list."""
    if not (request.viewer.may("draft_decision") or request.viewer.may("sign_decision")):
        raise Http404
    try:
        decision = access_decision(request.viewer, decision_id)
    except NotSeen:
        raise Http404 from None
    try:
        place_decision(decision, acting_user=user_of(request))
    except Refused as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, _("It stands on the waiting list: whoever applied later does not overtake it."))
    return redirect(reverse("office:decision-show", args=[decision_id]))


@require_http_methods(["GET", "POST"])
@needs("view_cases")
@once_only
def withdraw(request: ViewerRequest, waiting_id: int) -> HttpResponse:
    """Take a decision off the list, with the reason."""
    if not (request.viewer.may("draft_decision") or request.viewer.may("sign_decision")):
        raise Http404
    row = Waiting.objects.select_related("decision__case__application").filter(pk=waiting_id).first()
    if row is None:
        raise Http404

    def save(told: dict[str, Any]) -> None:
        withdraw_waiting(row, told["because"], acting_user=user_of(request))

    about = _("Those behind it are not held back by it any more.")
    heading = _("Take off the waiting list")
    back = reverse("office:budget-waiting")
    return answer_form(
        request, BecauseForm(typed(request)), save, heading=heading, back=back, action=_("Take off"), about=about
    )
