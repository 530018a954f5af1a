"""Looking at what families receive, and at what is to be done because something happened."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tirek.department.core.refusals import NotSeen
from tirek.department.entitlements.access import access_entitlement
from tirek.department.entitlements.actions.stopping import RUNNING
from tirek.department.entitlements.models import Entitlement
from tirek.department.entitlements.queries import list_entitlements_of_case, list_entitlements_of_family
from tirek.department.flows.enums import Reaction
from tirek.department.flows.models import Consequence
from tirek.department.flows.queries import list_consequences_of, list_open_consequences
from tirek.department.journal.views import note_view
from tirek.department.registry.access import access_family
from tirek.web.office.entitlement.shown import due_lines, persons_counted, rows_of
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.cases import programme_title, short_name
from tirek.web.ui.language import language_of_page
from tirek.web.ui.paging import page_of
from tirek.web.ui.places import district_choices, place_title

COLUMNS = {"since": "since", "opened": "opened_at"}


@require_safe
@needs("view_cases")
def list_of_family(request: ViewerRequest, family_id: int) -> HttpResponse:
    """What a family receives and received, and in what its members are counted."""
    try:
        family = access_family(request.viewer, family_id)
    except NotSeen:
        raise Http404 from None
    rows = rows_of(list(list_entitlements_of_family(family.pk)))
    note_view("family", family.pk, {row.entitlement.holder_id for row in rows}, detail="entitlements")
    return render(request, "office/entitlement/family.html", {"family": family, "rows": rows})


@require_safe
@needs("view_cases")
def show_entitlement(request: ViewerRequest, entitlement_id: int) -> HttpResponse:
    """One entitlement: what falls due, who is counted, by which decisions, and what events ask of it."""
    entitlement = found_entitlement(request, entitlement_id)
    events = {event.decision_id: event for event in entitlement.events.all()}
    decisions = entitlement.case.decisions.filter(state="signed").select_related("signer").order_by("signed_at", "pk")
    context = {
        "row": rows_of([entitlement])[0],
        "entitlement": entitlement,
        "holder": entitlement.holder.full_name(language_of_page()),
        "district": place_title(entitlement.territory),
        "dues": due_lines(entitlement),
        "members": persons_counted(entitlement),
        "decisions": [{"decision": each, "event": events.get(each.pk)} for each in decisions],
        "consequences": [_line(each, entitlement) for each in list_consequences_of(entitlement.pk)],
        "others": [each for each in list_entitlements_of_case(entitlement.case_id) if each.pk != entitlement.pk],
        "may_act": request.viewer.may("draft_decision"),
        "running": RUNNING,
    }
    return render(request, "office/entitlement/show.html", context)


@require_safe
@needs("view_cases")
def list_consequences(request: ViewerRequest) -> HttpResponse:
    """What is to be done because something happened in a family that receives: the oldest first."""
    does, district = request.GET.get("does", ""), request.GET.get("district", "")
    page = page_of(list_open_consequences(does, district), COLUMNS, request.GET, default="since")
    note_view("consequence", None, {row.entitlement.holder_id for row in page.rows}, detail="list")
    context = {
        "page": page,
        "rows": [_line(row, row.entitlement) for row in page.rows],
        "reactions": Reaction.choices,
        "does": does,
        "districts": district_choices(request.viewer),
        "district": district,
        "may_act": request.viewer.may("draft_decision"),
    }
    return render(request, "office/entitlement/consequences.html", context)


def found_entitlement(request: ViewerRequest, pk: int) -> Entitlement:
    """The entitlement, or the page "not here"."""
    try:
        return access_entitlement(request.viewer, pk)
    except NotSeen:
        raise Http404 from None


def _line(consequence: Consequence, entitlement: Entitlement) -> dict[str, Any]:
    """A consequence with its words."""
    return {
        "consequence": consequence,
        "what": consequence.what,
        "happened_on": consequence.happened_on,
        "programme": programme_title(entitlement.programme),
        "holder": short_name(entitlement.holder),
        "number": entitlement.case.application.number or "",
    }
