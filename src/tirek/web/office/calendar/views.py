"""A year of working days, and days moved by an act with two persons."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tirek.department.accounts.models import User
from tirek.department.core.calendar.models import NOT_WORKED, CalendarDay, DayKind, EntryState
from tirek.department.core.calendar.seed import act_in
from tirek.department.core.calendar.today import today
from tirek.department.core.calendar.working_days import SATURDAY, entries_of_year
from tirek.department.core.refusals import Refused
from tirek.department.parameters.actions import EDIT, SIGN
from tirek.department.parameters.calendar import decide_day, propose_day
from tirek.department.parameters.enums import Mark
from tirek.web.ui.access import ViewerRequest, needs, signed_in
from tirek.web.ui.form_page import answer_form, typed
from tirek.web.ui.forms import DayField
from tirek.web.ui.language import language_of_page
from tirek.web.ui.once import once_only

FIRST_YEAR, LAST_YEAR = 2000, 2100


class DayForm(forms.Form):
    """What a day is, and by which act."""

    day = DayField(label=gettext_lazy("Day"))
    kind = forms.ChoiceField(label=gettext_lazy("What it is"), choices=DayKind.choices)
    title_kk = forms.CharField(label=gettext_lazy("Title in Kazakh"), max_length=160)
    title_ru = forms.CharField(label=gettext_lazy("Title in Russian"), max_length=160)
    act = forms.CharField(label=gettext_lazy("Act: kind, number, date"), max_length=300)
    mark = forms.ChoiceField(label=gettext_lazy("Where it comes from"), choices=Mark.choices, initial=Mark.FOUND)


@dataclass(frozen=True)
class Cell:
    """One day of a month's grid."""

    day: date
    is_worked: bool
    title: str


@require_safe
@signed_in
def show_calendar(request: ViewerRequest) -> HttpResponse:
    """The months of a year with what is moved in them, and the entries that wait."""
    told = request.GET.get("year", "")
    year = int(told) if told.isascii() and told.isdigit() and len(told) == 4 else today().year
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    entries = entries_of_year(year)
    language = language_of_page()
    months = []
    for number in range(1, 13):
        weeks = [
            [_cell(day, entries.get(day), language) if day.month == number else None for day in week]
            for week in calendar.Calendar().monthdatescalendar(year, number)
        ]
        months.append({"first": date(year, number, 1), "weeks": weeks, "worked": _worked(weeks)})
    waiting = CalendarDay.objects.filter(state=EntryState.PROPOSED).select_related("entered_by")
    return render(
        request,
        "office/calendar/year.html",
        {
            "year": year,
            "months": months,
            "weekdays": [date(2024, 1, number) for number in range(1, 8)],
            "is_known": bool(entries),
            "moved": [_line(entry, language) for entry in entries.values()],
            "waiting": [_line(entry, language) for entry in waiting],
            "may_edit": request.viewer.may(EDIT),
            "may_sign": request.viewer.may(SIGN),
            "viewer_id": request.viewer.user_id,
        },
    )


def _line(entry: CalendarDay, language: str) -> dict[str, Any]:
    return {"entry": entry, "title": entry.title(language), "act": act_in(language, entry.act)}


def _cell(day: date, entry: CalendarDay | None, language: str) -> Cell:
    worked = entry.kind not in NOT_WORKED if entry else day.weekday() < SATURDAY
    return Cell(day, worked, entry.title(language) if entry else "")


def _worked(weeks: list[list[Cell | None]]) -> int:
    return sum(cell is not None and cell.is_worked for week in weeks for cell in week)


@require_http_methods(["GET", "POST"])
@needs(EDIT)
@once_only
def propose(request: ViewerRequest) -> HttpResponse:
    """Enter a day by its act."""

    def save(told: dict[str, Any]) -> str:
        propose_day(told, acting_user=_user(request))
        return _of_year(told["day"])

    return answer_form(
        request,
        DayForm(typed(request)),
        save,
        heading=_("Enter a day"),
        back=reverse("office:calendar-show"),
        said=_("Saved. Another person confirms it."),
    )


@require_POST
@needs(SIGN)
@once_only
def confirm(request: ViewerRequest, pk: int) -> HttpResponse:
    """Confirm a day that another person entered."""
    return _decide(request, pk, confirmed=True)


@require_POST
@needs(SIGN)
@once_only
def reject(request: ViewerRequest, pk: int) -> HttpResponse:
    """Reject it with a reason."""
    return _decide(request, pk, confirmed=False)


def _decide(request: ViewerRequest, pk: int, *, confirmed: bool) -> HttpResponse:
    try:
        row = decide_day(pk, confirm=confirmed, acting_user=_user(request), reason=request.POST.get("reason", "")[:300])
    except CalendarDay.DoesNotExist:
        raise Http404 from None
    except Refused as refusal:
        messages.error(request, str(refusal.message))
        return redirect("office:calendar-show")
    messages.success(request, _("Confirmed.") if confirmed else _("Rejected."))
    return redirect(_of_year(row.day))


def _of_year(day: date) -> str:
    return f"{reverse('office:calendar-show')}?year={day.year}"


def _user(request: ViewerRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
