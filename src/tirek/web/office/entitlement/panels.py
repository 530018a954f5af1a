"""What a case and a family receive, on their own pages."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from tirek.department.applications.enums import CaseState
from tirek.department.applications.models import Case
from tirek.department.entitlements.queries import list_entitlements_of_case, list_entitlements_of_family
from tirek.department.journal.views import note_view
from tirek.department.registry.models import Family
from tirek.web.office.entitlement.shown import rows_of
from tirek.web.ui.access import ViewerRequest
from tirek.web.ui.panels import Panel, add_panel

TEMPLATE = "office/entitlement/_panel.html"
SHOWN = 5
"""Of a family the last few; the others stand on their own page."""


def of_case(request: ViewerRequest, case: Case) -> dict[str, Any] | None:
    """What a case granted; nothing before it granted anything."""
    if case.state != CaseState.GRANTED:
        return None
    return {"rows": rows_of(list(list_entitlements_of_case(case.pk))), "title": _("What is granted"), "family_id": None}


def of_family(request: ViewerRequest, family: Family) -> dict[str, Any] | None:
    """What a family receives; nothing where it never received anything."""
    found = list(list_entitlements_of_family(family.pk)[: SHOWN + 1])
    if not found:
        return None
    note_view("family", family.pk, {each.holder_id for each in found}, detail="entitlements")
    more = family.pk if len(found) > SHOWN else None
    return {"rows": rows_of(found[:SHOWN]), "title": _("What the family receives"), "family_id": more}


add_panel(Panel("case", "entitlement", TEMPLATE, of_case, ability="view_cases", order=60))
add_panel(Panel("family", "entitlement", TEMPLATE, of_family, ability="view_cases", order=20))
