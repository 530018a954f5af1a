"""Looking at closings: the road of a month, its lists, and the queue of what cannot simply be paid."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tirek.department.core.refusals import NotSeen
from tirek.department.journal.views import note_view
from tirek.department.payments.access import access_closing
from tirek.department.payments.enums import ClosingState, ExceptionKind, ExceptionState, ListState
from tirek.department.payments.models import Closing
from tirek.department.payments.queries import list_closings, list_exceptions, lists_of_closing, open_exceptions
from tirek.web.office.closing.shown import WHAT_TO_DO, closing_row, exception_row, list_row, wizard
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.paging import page_of
from tirek.web.ui.places import place_title
from tirek.web.ui.wording import tenge_words

COLUMNS = {"month": "month", "opened": "opened_at"}
EXCEPTION_COLUMNS = {"found": "found_at", "sum": "amount_tenge"}


@require_safe
@needs("view_payments")
def list_all_closings(request: ViewerRequest) -> HttpResponse:
    """The closings of one's territories, the newest month first."""
    page = page_of(list_closings(), COLUMNS, request.GET, default="-month")
    context = {
        "page": page,
        "rows": [closing_row(each) for each in page.rows],
        "may_open": request.viewer.may("prepare_payments"),
    }
    return render(request, "office/closing/list.html", context)


@require_safe
@needs("view_payments")
def show_closing(request: ViewerRequest, closing_id: int) -> HttpResponse:
    """How far a month has come, what to do next, its lists and what stands in the way."""
    closing = found_closing(request, closing_id)
    lists = list(lists_of_closing(closing))
    found = open_exceptions(closing)
    is_unfinished = closing.state in ClosingState.unfinished()
    may_prepare = request.viewer.may("prepare_payments") and is_unfinished and not closing.step
    shown = [list_row(each) for each in lists if each.state != ListState.CANCELLED]
    context: dict[str, Any] = {
        "closing": closing,
        "place": place_title(closing.territory),
        "tone": closing_row(closing)["tone"],
        "steps": wizard(closing, [row["list"] for row in shown]),
        "lists": shown,
        "exceptions": [
            {
                "kind": each.kind,
                "title": ExceptionKind(each.kind).label,
                "count": each.count,
                "sum": tenge_words(each.tenge),
                "advice": WHAT_TO_DO[each.kind],
            }
            for each in found
        ],
        "may_prepare": may_prepare,
        "may_submit": may_prepare
        and closing.state != ClosingState.OPEN
        and any(row["list"].state == ListState.DRAFTED and row["count"] for row in shown),
        "may_close": (may_prepare and closing.state == ClosingState.SUBMITTED)
        or (may_prepare and bool(shown) and all(row["list"].state in ListState.fixed() for row in shown)),
    }
    return render(request, "office/closing/show.html", context)


@require_safe
@needs("view_payments")
def list_all_exceptions(request: ViewerRequest, closing_id: int) -> HttpResponse:
    """What cannot simply be paid, with what to do; by kind and state."""
    closing = found_closing(request, closing_id)
    told = {"kind": request.GET.get("kind", ""), "state": request.GET.get("state", ExceptionState.OPEN)}
    page = page_of(list_exceptions(closing, **told), EXCEPTION_COLUMNS, request.GET, default="-sum")
    note_view("payment_exception", closing.pk, {row.holder_id for row in page.rows if row.holder_id}, detail="list")
    context = {
        "closing": closing,
        "place": place_title(closing.territory),
        "page": page,
        "rows": [exception_row(each, request.viewer) for each in page.rows],
        "kinds": ExceptionKind.choices,
        "states": ExceptionState.choices,
        "told": told,
    }
    return render(request, "office/closing/exceptions.html", context)


def found_closing(request: ViewerRequest, pk: int) -> Closing:
    """The closing, or the page "not here"."""
    try:
        return access_closing(request.viewer, pk)
    except NotSeen:
        raise Http404 from None
