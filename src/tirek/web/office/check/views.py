"""Looking: the queue of discrepancies, and how the facts of a case stand."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tirek.department.accounts.viewer import Viewer
from tirek.department.applications.access import access_case
from tirek.department.applications.enums import CaseState
from tirek.department.applications.models import Case
from tirek.department.applications.programmes import title_of
from tirek.department.core.refusals import NotSeen
from tirek.department.journal.views import note_view
from tirek.department.verification.queries import checks_panel, list_discrepancies
from tirek.registers.catalogue import registers
from tirek.web.office.check.forms import QueueFilter
from tirek.web.office.check.shown import lines_of, shown_check
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.facts import fact_title
from tirek.web.ui.language import language_of_page
from tirek.web.ui.navigation import find_url
from tirek.web.ui.paging import page_of


@require_safe
@needs("check_facts")
def show_queue(request: ViewerRequest) -> HttpResponse:
    """Facts told in two ways, the oldest first: mine, of a district, of a programme."""
    form = QueueFilter(request.GET, viewer=request.viewer)
    rows = list_discrepancies().none()
    if form.is_valid():
        told = form.cleaned_data
        mine = request.user if told["mine"] else None
        rows = list_discrepancies(assigned_to=mine, territory=told["district"], programme=told["programme"])
    page = page_of(rows, {"since": "pk"}, request.GET, default="since")
    lines = [shown_check(check) for check in page.rows]
    if lines:
        people = {check.person_id or check.case.applicant_id for check in page.rows}
        note_view("person-list", None, sorted(people), detail="discrepancies")
    return render(request, "office/check/queue.html", {"form": form, "page": page, "lines": lines})


@require_safe
@needs("check_facts")
def show_case(request: ViewerRequest, case_id: int) -> HttpResponse:
    """How every fact of a case stands, those first on which its answer hangs."""
    case = found_case(request.viewer, case_id)
    panel = checks_panel(case)
    language = language_of_page()
    context = {
        "case": case,
        "programme": title_of(case.programme, language),
        "applicant": case.applicant.full_name(language),
        "lines": lines_of(panel),
        "unchecked": [fact_title(about.entity, about.fact) for about in panel.unchecked],
        "waiting": [(registers()[row.register].title(language), row.asked_at) for row in panel.waiting],
        "pressing": len(panel.pressing),
        "is_open": case.state == CaseState.CHECKING,
        "case_url": find_url("office:case-show", case.pk) or "",
    }
    return render(request, "office/check/case.html", context)


def found_case(viewer: Viewer, pk: int) -> Case:
    """The case, or the page "not here"."""
    try:
        return access_case(viewer, pk, what="checks")
    except NotSeen:
        raise Http404 from None
