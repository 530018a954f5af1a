"""Where a day happens: what is the officer's turn, what waits for others, and the queue of the districts."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from tirek.department.accounts.models import User
from tirek.department.accounts.queries import holders_stood_in_for, staff_with
from tirek.department.applications.actions.hands import WORKING
from tirek.department.applications.queue import (
    LATER,
    OVERDUE,
    THIS_WEEK,
    TODAY,
    cases_that_wait,
    cases_to_do_for,
    count_stages,
    list_queue,
    saved_views_of,
    turns_of,
)
from tirek.department.core.calendar.today import today
from tirek.department.core.queries import territories_over
from tirek.web.office.work.forms import Choices, FilterForm
from tirek.web.office.work.rows import COLUMNS, rows_of, with_people
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.paging import Page, page_of
from tirek.web.ui.panels import panels_of

STAGE_TITLES: Final = {
    OVERDUE: _("Overdue"),
    TODAY: _("Ends today"),
    THIS_WEEK: _("This week"),
    LATER: _("Later, or without a term"),
}


@require_safe
@needs("view_cases")
def show_mine(request: ViewerRequest) -> HttpResponse:
    """What is the viewer's turn, by the last day of its term."""
    hands = hands_of(request)
    cases = cases_to_do_for(request.viewer, hands)
    context = {
        "tab": "mine",
        "counts": [
            {"stage": stage, "label": STAGE_TITLES[stage], "count": count}
            for stage, count in count_stages(cases, today()).items()
        ],
        "panels": list(panels_of("work", request, hands)),
    }
    return _show(request, cases, context, hands)


@require_safe
@needs("view_cases")
def show_waiting(request: ViewerRequest) -> HttpResponse:
    """The cases in the viewer's hands in which another has to do something first."""
    hands = hands_of(request)
    return _show(request, cases_that_wait(request.viewer, hands), {"tab": "waiting"}, hands)


@require_safe
@needs("view_cases")
def show_queue(request: ViewerRequest) -> HttpResponse:
    """The cases of the viewer's districts, by filters that can be kept under a name."""
    officers = colleagues_of(request)
    form = FilterForm(request.GET, request.viewer, officers)
    asked = form.asked()
    page = page_of(with_people(list_queue(asked, today())), COLUMNS, request.GET, default="due")
    query = request.GET.copy()
    for name in ("after", "before", "sort"):
        query.pop(name, None)
    context = {
        "tab": "queue",
        "form": form,
        "views": [
            {"view": view, "url": f"{reverse('office:work-queue')}?{_query_of(view.filters)}"}
            for view in saved_views_of(request.viewer)
        ],
        "asked": asked.asked(),
        "query": query.urlencode(),
    }
    return render(request, "office/work/queue.html", context | _listed(request, page, officers, parted=False))


def hands_of(request: ViewerRequest) -> dict[int, User]:
    """In whose hands the viewer's cases are: the own ones, and those of absent holders the viewer stands in for."""
    assert isinstance(request.user, User)
    return {user.pk: user for user in (request.user, *holders_stood_in_for(request.user, today()))}


def colleagues_of(request: ViewerRequest) -> Choices:
    """Officers who may have cases of the viewer's districts in hand: oneself first, then the others by name."""
    posts = staff_with(WORKING, today()).filter(territory__in=territories_over(request.viewer.territories))
    found = {post.user_id: post.user.get_full_name() for post in posts}
    first = [(str(pk), _("myself")) for pk in found if pk == request.viewer.user_id]
    return [*first, *((str(pk), name) for pk, name in found.items() if pk != request.viewer.user_id)]


def _show(request: ViewerRequest, cases: Any, context: dict[str, Any], hands: dict[int, User]) -> HttpResponse:
    page = page_of(with_people(cases), COLUMNS, request.GET, default="due")
    told = {
        **context,
        **_listed(request, page, colleagues_of(request), parted=page.column == "due" and not page.is_descending),
        "stood_in_for": [user.get_full_name() for user in hands.values() if user.pk != request.viewer.user_id],
    }
    return render(request, "office/work/mine.html", told)


def _listed(request: ViewerRequest, page: Page, officers: Choices, *, parted: bool) -> dict[str, Any]:
    rows = rows_of(page.rows, today(), own_turns=turns_of(request.viewer), parted=parted)
    return {
        "page": page,
        "rows": rows,
        "stages": STAGE_TITLES,
        "officers": officers,
        "may_give": bool(rows) and bool(request.viewer.abilities & (WORKING | {"assign_cases"})),
        "is_officer_shown": any(row.officer for row in rows),
        "are_places_shown": len(request.viewer.territories) > 1,
        "today": today(),
    }


def _query_of(filters: dict[str, Any]) -> str:
    return urlencode({name: "on" if value is True else value for name, value in filters.items()})
