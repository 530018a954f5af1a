"""Tables of social audit that may be taken out."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tirek.department.control.models import Finding, Measure
from tirek.department.control.register import finding_codes
from tirek.web.office.control.doors import VIEW
from tirek.web.ui.access import ViewerRequest
from tirek.web.ui.cases import short_programme
from tirek.web.ui.exports import Column, Export, add_export
from tirek.web.ui.language import language_of_page
from tirek.web.ui.places import place_title


def _findings(_request: ViewerRequest) -> QuerySet[Finding]:
    return Finding.objects.select_related("inspection__sampled__decision").order_by("pk")


def _measures(_request: ViewerRequest) -> QuerySet[Measure]:
    return Measure.objects.select_related("finding__inspection__sampled__decision").order_by("pk")


def _title(finding: Finding) -> str:
    return finding_codes()[finding.code].title[language_of_page()]


add_export(
    Export(
        "findings",
        _("Findings"),
        (
            Column(_("Decision"), lambda row: row.inspection.sampled.decision.number),
            Column(_("Programme"), lambda row: short_programme(row.inspection.sampled.programme)),
            Column(_("District"), lambda row: place_title(row.inspection.sampled.territory)),
            Column(_("Finding"), _title),
            Column(_("Sum at stake, ₸"), lambda row: row.sum_tenge),
            Column(_("State"), lambda row: row.get_state_display()),
            Column(_("Reply until"), lambda row: row.reply_until),
            Column(_("In words"), lambda row: row.words),
        ),
        _findings,
        ability=VIEW,
        persons=lambda row: [row.inspection.sampled.person_id],
    )
)
add_export(
    Export(
        "measures",
        _("Measures"),
        (
            Column(_("Decision"), lambda row: row.finding.inspection.sampled.decision.number),
            Column(_("Finding"), lambda row: _title(row.finding)),
            Column(_("Measure"), lambda row: row.get_kind_display()),
            Column(_("What is to be done"), lambda row: row.words),
            Column(_("Last day"), lambda row: row.due_on),
            Column(_("State"), lambda row: row.get_state_display()),
            Column(_("Carried out on"), lambda row: row.done_on),
        ),
        _measures,
        ability=VIEW,
        persons=lambda row: [row.finding.inspection.sampled.person_id],
    )
)
