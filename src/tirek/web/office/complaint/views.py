"""Looking: complaints by their last day, one whole, and complaints in figures."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from tirek.department.appeals.access import HANDLE, access_complaint
from tirek.department.appeals.enums import ComplaintState, ComplaintSubject
from tirek.department.appeals.models import Complaint
from tirek.department.appeals.queries import OPEN_COMPLAINTS, complaints_sent_to, list_complaints
from tirek.department.appeals.statistics import GROUPS, Line, complaint_statistics
from tirek.department.core.calendar.today import today
from tirek.department.core.clocks.counting import state as clock_state
from tirek.department.core.clocks.register import find_clock
from tirek.department.core.refusals import NotSeen
from tirek.department.journal.views import note_view
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.cases import short_name
from tirek.web.ui.forms import DayField
from tirek.web.ui.language import language_of_page
from tirek.web.ui.paging import page_of
from tirek.web.ui.places import place_title


def found_complaint(request: ViewerRequest, complaint_id: int) -> Complaint:
    """The complaint, or the page "not here"."""
    try:
        return access_complaint(request.viewer, complaint_id)
    except NotSeen:
        raise Http404 from None


@require_safe
@needs(HANDLE)
def list_all(request: ViewerRequest) -> HttpResponse:
    """Complaints that wait, by their last day; or those that are over."""
    is_over = request.GET.get("state") == "over"
    return _listed(request, list_complaints(open_only=not is_over), "over" if is_over else "open")


@require_safe
@needs("view_cases")
def list_mine(request: ViewerRequest) -> HttpResponse:
    """Complaints that the ombudsman sent to the viewer, to say how it was."""
    return _listed(request, complaints_sent_to(request.user.pk), "mine")


@require_safe
@needs("view_cases")
def show(request: ViewerRequest, complaint_id: int) -> HttpResponse:
    """One complaint, its steps, and what may be done now."""
    complaint = found_complaint(request, complaint_id)
    is_open = complaint.state in OPEN_COMPLAINTS
    is_sent_here = complaint.routed_to_id == request.user.pk
    handles = is_open and request.viewer.may(HANDLE)
    clock = clock_state(find_clock(complaint.clock), complaint.received_on, timezone.now())
    context = {
        "complaint": complaint,
        "who": complaint.person.full_name(language_of_page()) if complaint.person else _("anonymous"),
        "place": place_title(complaint.territory),
        "steps": [
            {"row": each, "state": ComplaintState(each.state).label} for each in complaint.steps.select_related("by")
        ],
        "explanation": clock.explanation[language_of_page()] if is_open else "",
        "is_late": is_open and complaint.due_on < today(),
        "may_handle": handles,
        "may_answer": handles and not is_sent_here,
        "may_respond": is_open and is_sent_here and complaint.state == ComplaintState.ROUTED,
        "may_list": request.viewer.may(HANDLE),
    }
    return render(request, "office/complaint/show.html", context)


class FiguresForm(forms.Form):
    """Which complaints are counted, by what."""

    by = forms.ChoiceField(
        label=gettext_lazy("Count by"),
        choices=[
            ("subject", gettext_lazy("Subject")), ("district", gettext_lazy("District")), ("month", gettext_lazy("Month")),
        ],
    )  # fmt: skip
    since = DayField(label=gettext_lazy("First day"), help_text="")
    until = DayField(label=gettext_lazy("Last day"), help_text="")


@require_safe
@needs(HANDLE)
def count_up(request: ViewerRequest) -> HttpResponse:
    """Complaints in figures: of this year by subject, where nothing else is asked."""
    usual = {"by": "subject", "since": today().replace(month=1, day=1), "until": today()}
    form = FiguresForm(request.GET if set(request.GET) & {*GROUPS, *usual} else None, initial=usual)
    told: dict[str, Any] = form.cleaned_data if form.is_valid() else usual
    lines = complaint_statistics(told["by"], told["since"], told["until"], today())
    rows = [{"line": line, "title": title_of_line(told["by"], line)} for line in lines]
    largest = max((line.received for line in lines), default=0)
    note_view("complaint-statistics", None)
    total = sum(line.received for line in lines)
    return render(
        request, "office/complaint/statistics.html", {"form": form, "rows": rows, "largest": largest, "total": total}
    )


def title_of_line(by: str, line: Line) -> str:
    """What a line of the figures is about."""
    if by == "subject":
        return str(ComplaintSubject(str(line.key)).label)
    if isinstance(line.key, date):
        return line.key.strftime("%m.%Y")
    return place_title(line.key)


def _listed(request: ViewerRequest, complaints: QuerySet[Complaint], which: str) -> HttpResponse:
    default = "-due" if which == "over" else "due"
    page = page_of(complaints, {"due": "due_on"}, request.GET, default=default)
    note_view("complaint-list", None, {row.person_id for row in page.rows if row.person_id})
    rows = [
        {
            "complaint": row,
            "who": short_name(row.person) if row.person else _("anonymous"),
            "place": place_title(row.territory),
            "is_late": row.state in OPEN_COMPLAINTS and row.due_on < today(),
        }
        for row in page.rows
    ]
    may_list = request.viewer.may(HANDLE)
    context = {"page": page, "rows": rows, "which": which, "may_list": may_list}
    return render(request, "office/complaint/list.html", context)
