"""Looking at home visits: what waits, one visit with its act, and the act on paper."""

from __future__ import annotations

from typing import Final

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from tirek.department.accounts.viewer import Viewer
from tirek.department.applications.models import Application
from tirek.department.core.refusals import NotSeen
from tirek.department.journal.views import note_view
from tirek.department.verification.access import access_visit
from tirek.department.verification.models import Visit
from tirek.department.verification.visits import list_applications_to_visit, list_ended_visits, list_open_visits
from tirek.web.office.visit.shown import shown_row, shown_visit, titles_of
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.paging import page_of

PAPERS: Final = ("kk", "ru")
"""Languages of the printed act."""


def found_visit(viewer: Viewer, visit_id: int, *, what: str = "visit", to_change: bool = False) -> Visit:
    """The visit, or the page "not here"."""
    try:
        return access_visit(viewer, visit_id, what=what, to_change=to_change)
    except NotSeen:
        raise Http404 from None


def may_send(viewer: Viewer) -> bool:
    """Whether the viewer says who goes: who clears the facts, or who shares out the work."""
    return viewer.may("check_facts") or viewer.may("assign_cases")


@require_safe
@needs("view_cases")
def list_visits(request: ViewerRequest) -> HttpResponse:
    """The visits that wait, by their term: one's own first for who goes, all for who sends."""
    whose = request.GET.get("whose") or ("own" if request.viewer.may("visit_home") else "all")
    rows = list_open_visits(request.viewer, only_own=whose == "own")
    page = page_of(rows, {"due": "due_on", "assigned": "assigned_at"}, request.GET, default="due")
    return _listed(request, "office/visit/list.html", page, "own" if whose == "own" else "all")


@require_safe
@needs("view_cases")
def list_ended(request: ViewerRequest) -> HttpResponse:
    """The visits that ended, the last first."""
    page = page_of(list_ended_visits(), {"ended": "closed_at"}, request.GET, default="-ended")
    return _listed(request, "office/visit/list.html", page, "ended")


@require_safe
@needs("view_cases")
def list_waiting(request: ViewerRequest) -> HttpResponse:
    """The applications to whose families nobody was sent yet, the oldest first."""
    page = page_of(list_applications_to_visit(), {"received": "received_on"}, request.GET, default="received")
    applications: list[Application] = list(page.rows)
    if applications:
        note_view("application-list", None, [each.applicant_id for each in applications])
    rows = [(each, titles_of(each)) for each in applications]
    context = {"page": page, "rows": rows, "may_send": may_send(request.viewer), "tabs": _tabs("waiting")}
    return render(request, "office/visit/waiting.html", context)


@require_safe
@needs("view_cases")
def show_visit(request: ViewerRequest, visit_id: int) -> HttpResponse:
    """One visit: whom, where, by when, the act, the votes, and what may be done next."""
    visit = found_visit(request.viewer, visit_id)
    context = shown_visit(visit, request.viewer) | {"may_send": may_send(request.viewer), "papers": PAPERS}
    return render(request, "office/visit/show.html", context)


@require_safe
@needs("view_cases")
def print_visit(request: ViewerRequest, visit_id: int, language: str) -> HttpResponse:
    """The act on paper, in Kazakh or Russian whatever the language of the office."""
    visit = found_visit(request.viewer, visit_id, what="visit-print")
    if language not in PAPERS or not visit.act:
        raise Http404
    with override(language):
        return render(request, "office/visit/print.html", shown_visit(visit, request.viewer))


def _listed(request: ViewerRequest, template: str, page: object, tab: str) -> HttpResponse:
    rows = [shown_row(each) for each in page.rows]  # type: ignore[attr-defined]
    if rows:
        note_view("visit-list", None, [each["visit"].application.applicant_id for each in rows])
    return render(request, template, {"page": page, "rows": rows, "tab": tab, "tabs": _tabs(tab)})


def _tabs(current: str) -> list[dict[str, object]]:
    told = (
        ("own", f"{reverse('office:visit-list')}?whose=own", _("My visits")),
        ("all", f"{reverse('office:visit-list')}?whose=all", _("All open visits")),
        ("waiting", reverse("office:visit-waiting"), _("To be assigned")),
        ("ended", reverse("office:visit-ended"), _("Visits that ended")),
    )
    return [{"url": url, "label": label, "is_current": name == current} for name, url, label in told]
