"""Looking at offers."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tirek.department.core.calendar.today import today
from tirek.department.core.refusals import NotSeen
from tirek.department.flows.enums import OfferState, RunKind, RunState
from tirek.department.flows.models import Offer
from tirek.department.flows.offers import WAITING, access_offer, heads_of, list_offers
from tirek.department.flows.recalculation.finding import offerable
from tirek.department.flows.recalculation.queries import list_runs
from tirek.department.journal.views import note_view
from tirek.department.registry.models import Person
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.cases import programme_title, short_name, short_programme
from tirek.web.ui.paging import page_of
from tirek.web.ui.places import district_choices, place_title
from tirek.web.ui.quantities import quantity_words

COLUMNS = {"amount": "worth", "since": "since"}


@require_safe
@needs("view_cases")
def list_waiting(request: ViewerRequest) -> HttpResponse:
    """Who is entitled and does not receive, the greatest sums first."""
    told = {name: request.GET.get(name, "") for name in ("programme", "district", "state")}
    rows = list_offers(told["programme"], told["district"], told["state"]).annotate(worth=Coalesce(F("amount"), 0))
    page = page_of(rows, COLUMNS, request.GET, default="-amount")
    heads = heads_of([row.family_id for row in page.rows])
    note_view("offer", None, {head.pk for head in heads.values()}, detail="list")
    run = list_runs(RunKind.OFFERS).order_by("-pk").first()
    context = {
        "page": page,
        "rows": [_line(row, heads[row.family_id]) for row in page.rows if row.family_id in heads],
        "told": told,
        "programmes": [(name, programme_title(name)) for name in offerable(today())],
        "districts": district_choices(request.viewer),
        "states": OfferState.choices,
        "run": run,
        "is_running": run is not None and run.state in RunState.unfinished(),
        "may_ask": request.viewer.may("draft_decision"),
        "may_apply": request.viewer.may("register_application"),
    }
    return render(request, "office/offer/list.html", context)


def found_offer(request: ViewerRequest, pk: int) -> Offer:
    """The offer, or the page "not here"."""
    try:
        return access_offer(request.viewer, pk)
    except NotSeen:
        raise Http404 from None


def _line(row: Offer, head: Person) -> dict[str, Any]:
    return {
        "offer": row,
        "head": short_name(head),
        "programme": short_programme(row.programme),
        "amount": quantity_words(row.amount, row.unit) if row.amount else "",
        "district": place_title(row.territory),
        "period": (row.period_from, row.period_to),
        "waits": row.state in WAITING,
    }
