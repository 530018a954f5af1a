"""The home of the limits, and one limit with its ledger."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tirek.department.budgets.enums import EntryKind
from tirek.department.budgets.funds import fund_title, known_funds
from tirek.department.budgets.models import Entry, Line
from tirek.department.budgets.queries import (
    decisions_of_entries,
    entries_of_line,
    is_planned,
    limits_of,
    list_lines,
    planned_years,
)
from tirek.department.core.calendar.today import today
from tirek.web.office.budget.shown import chart_of, grouped, row_of, title_of_line, together
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.language import language_of_page
from tirek.web.ui.paging import page_of
from tirek.web.ui.places import place_title

VIEW, PLAN, APPROVE = "view_budget", "plan_budget", "approve_budget"
BY = {"line": "", "programme": "title", "fund": "fund", "district": "place"}


@require_safe
@needs(VIEW)
def show_home(request: ViewerRequest) -> HttpResponse:
    """All limits that the viewer sees, as bars; what is left of them together, and how long they last."""
    on = today()
    years = planned_years()
    year = _number(request.GET.get("year"), on.year)
    by = request.GET.get("by", "line")
    by = by if by in BY else "line"
    fund = request.GET.get("fund", "")
    lines = list_lines(year, fund=fund if fund in known_funds() else "")
    rows = [row_of(limit) for limit in limits_of(lines, on)]
    whole = together(rows, _("All limits"), year, on) if rows else None
    elapsed = 12 if on.year > year else 0 if on.year < year else on.month
    context: dict[str, Any] = {
        "year": year,
        "years": sorted({*years, on.year}, reverse=True),
        "by": by,
        "ways": [
            ("line", _("each limit")),
            ("programme", _("programme")),
            ("fund", _("fund")),
            ("district", _("district")),
        ],
        "fund": fund,
        "funds": [(each, fund_title(each, language_of_page())) for each in known_funds()],
        "rows": grouped(rows, BY[by], year, on) if BY[by] else rows,
        "whole": whole,
        "chart": chart_of(whole, elapsed) if whole else None,
        "is_bound": is_planned(year),
        "may_plan": request.viewer.may(PLAN),
    }
    return render(request, "office/budget/home.html", context)


@require_safe
@needs(VIEW)
def show_line(request: ViewerRequest, line_id: int) -> HttpResponse:
    """One limit: its months, how long it lasts, and its ledger down to the decisions."""
    line, on = found_line(line_id), today()
    (limit,) = limits_of([line], on)
    row = row_of(limit)
    page = page_of(entries_of_line(line.pk), {"made": "made_at"}, request.GET, default="-made")
    decisions = decisions_of_entries([entry.pk for entry in page.rows])
    elapsed = 12 if on.year > line.year else 0 if on.year < line.year else on.month
    carried, months = 0, []
    for month, (plan, used, expected) in enumerate(zip(row.plan, row.used, row.forecast.expected, strict=True), 1):
        carried += plan - used
        months.append({"month": month, "plan": plan, "used": used, "left": carried, "expected": expected})
    own = line.territory in request.viewer.territories
    may_plan = own and request.viewer.may(PLAN)
    context = {
        "line": line,
        "title": title_of_line(line),
        "fund": fund_title(line.fund, language_of_page()),
        "place": place_title(line.territory),
        "limit": limit,
        "row": row,
        "months": months,
        "chart": chart_of(row, elapsed),
        "page": page,
        "entries": [_entry(entry, decisions.get(entry.pk, []), own) for entry in page.rows],
        "may_plan": may_plan,
        "may_reverse": request.viewer.may(APPROVE),
    }
    return render(request, "office/budget/line.html", context)


def found_line(line_id: int) -> Line:
    """A line that the viewer sees, or the page "not here"."""
    line = Line.objects.filter(pk=line_id).first()
    if line is None:
        raise Http404
    return line


def _entry(entry: Entry, decisions: list[tuple[int, str]], own: bool) -> dict[str, Any]:
    limits = (EntryKind.PLAN, EntryKind.AMEND, EntryKind.TRANSFER)
    noun = entry.source_kind.removeprefix("budget_") if entry.kind in limits else ""
    reversible = own and entry.kind in (EntryKind.PLAN, EntryKind.AMEND) and not hasattr(entry, "reversed_by")
    return {"entry": entry, "decisions": decisions, "paper": noun, "reversible": reversible}


def _number(told: str | None, otherwise: int) -> int:
    return int(told) if told and told.isdecimal() and len(told) == 4 else otherwise
