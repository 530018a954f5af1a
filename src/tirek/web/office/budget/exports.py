"""Tables of the budget that may be taken out: limits, the ledger of one, who waits for money."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tirek.department.budgets.funds import fund_title
from tirek.department.budgets.models import Entry, Waiting
from tirek.department.budgets.queries import Limit, entries_of_line, limits_of, line_title, list_lines, list_waiting
from tirek.department.core.calendar.today import today
from tirek.web.office.budget.views import VIEW
from tirek.web.ui.access import ViewerRequest
from tirek.web.ui.cases import programme_title
from tirek.web.ui.exports import Column, Export, add_export
from tirek.web.ui.language import language_of_page
from tirek.web.ui.places import place_title


def _limits(request: ViewerRequest) -> Iterable[Limit]:
    year, fund = request.GET.get("year", ""), request.GET.get("fund", "")
    on = today()
    return limits_of(list_lines(int(year) if year.isdecimal() else on.year, fund=fund), on)


def _entries(request: ViewerRequest) -> QuerySet[Entry]:
    line = request.GET.get("line", "")
    return entries_of_line(int(line) if line.isdecimal() else 0)


def _waiting(_request: ViewerRequest) -> QuerySet[Waiting]:
    return list_waiting()


add_export(
    Export(
        "limits",
        pgettext_lazy("section", "Limits"),
        (
            Column(_("Year"), lambda row: row.line.year),
            Column(_("Programme"), lambda row: line_title(row.line, language_of_page())),
            Column(_("District"), lambda row: place_title(row.line.territory)),
            Column(_("Fund"), lambda row: fund_title(row.line.fund, language_of_page())),
            Column(_("Code of the budget classification"), lambda row: row.line.classification),
            Column(_("Plan"), lambda row: row.planned),
            Column(_("Reserved"), lambda row: row.reserved),
            Column(_("Committed"), lambda row: row.committed),
            Column(_("Paid"), lambda row: row.paid),
            Column(_("Returned"), lambda row: row.returned),
            Column(_("Left"), lambda row: row.left),
            Column(_("Runs out"), lambda row: row.forecast.runs_out_on),
        ),
        _limits,
        ability=VIEW,
    )
)
add_export(
    Export(
        "ledger",
        _("Ledger"),
        (
            Column(_("Number"), lambda row: row.pk),
            Column(_("When"), lambda row: row.made_at),
            Column(_("Kind"), lambda row: row.get_kind_display()),
            Column(_("Sum"), lambda row: row.moved),
            Column(_("Act"), lambda row: row.act),
        ),
        _entries,
        ability=VIEW,
    )
)
add_export(
    Export(
        "waiting",
        _("Waiting list"),
        (
            Column(_("Programme"), lambda row: programme_title(row.programme)),
            Column(_("Year"), lambda row: row.year),
            Column(_("District"), lambda row: place_title(row.territory)),
            Column(_("Applied on"), lambda row: row.applied_on),
            Column(_("Number"), lambda row: row.number),
            Column(_("Sum"), lambda row: row.amount),
        ),
        _waiting,
        ability=VIEW,
        persons=lambda row: [row.decision.case.applicant_id],
    )
)
