"""Looking: appeals by their last day, and one whole."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tirek.department.appeals.access import DECIDE, access_appeal
from tirek.department.appeals.actions.appeals import may_decide
from tirek.department.appeals.models import Appeal
from tirek.department.appeals.queries import OPEN_APPEALS, list_appeals
from tirek.department.applications.programmes import title_of
from tirek.department.core.calendar.today import today
from tirek.department.core.clocks.counting import state as clock_state
from tirek.department.core.clocks.register import find_clock
from tirek.department.core.refusals import NotSeen
from tirek.department.journal.views import note_view
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.cases import short_name
from tirek.web.ui.language import language_of_page
from tirek.web.ui.paging import page_of
from tirek.web.ui.places import place_title

RECEIVE = "register_application"


def found_appeal(request: ViewerRequest, appeal_id: int) -> Appeal:
    """The appeal, or the page "not here"."""
    try:
        return access_appeal(request.viewer, appeal_id)
    except NotSeen:
        raise Http404 from None


@require_safe
@needs("view_cases")
def list_all(request: ViewerRequest) -> HttpResponse:
    """Appeals that wait, by their last day; or those that are over."""
    is_over = request.GET.get("state") == "over"
    page = page_of(
        list_appeals(open_only=not is_over), {"due": "due_on"}, request.GET, default="-due" if is_over else "due"
    )
    note_view("appeal-list", None, {row.appellant_id for row in page.rows})
    rows = [
        {
            "appeal": row,
            "who": short_name(row.appellant),
            "programme": title_of(row.decision.programme, language_of_page(), short=True),
            "place": place_title(row.territory),
            "is_late": row.state in OPEN_APPEALS and row.due_on < today(),
        }
        for row in page.rows
    ]
    return render(request, "office/appeal/list.html", {"page": page, "rows": rows, "is_over": is_over})


@require_safe
@needs("view_cases")
def show(request: ViewerRequest, appeal_id: int) -> HttpResponse:
    """One appeal with its clocks, and what may be done now."""
    appeal = found_appeal(request, appeal_id)
    is_open = appeal.state in OPEN_APPEALS
    decides = is_open and request.viewer.may(DECIDE)
    is_other = may_decide(appeal.decision, request.user)
    clock = clock_state(find_clock(appeal.clock), appeal.received_on, timezone.now())
    context = {
        "appeal": appeal,
        "who": appeal.appellant.full_name(language_of_page()),
        "programme": title_of(appeal.decision.programme, language_of_page()),
        "place": place_title(appeal.territory),
        "explanation": clock.explanation[language_of_page()] if is_open else "",
        "is_late": is_open and appeal.due_on < today(),
        "is_own": decides and not is_other,
        "may_take_up": decides and is_other and appeal.reviewer_id != request.user.pk,
        "may_decide": decides and appeal.reviewer_id == request.user.pk,
        "may_withdraw": is_open and request.viewer.may(RECEIVE),
    }
    return render(request, "office/appeal/show.html", context)
