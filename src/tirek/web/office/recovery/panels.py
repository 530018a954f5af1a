"""What the page of a case says of overpayments."""

from __future__ import annotations

from typing import Any

from tirek.department.applications.enums import CaseState
from tirek.department.applications.models import Case
from tirek.department.payments.models import Claim
from tirek.department.payments.overpayments import find_overpayments
from tirek.web.ui.access import ViewerRequest
from tirek.web.ui.panels import Panel, add_panel


def of_case(request: ViewerRequest, case: Case) -> dict[str, Any] | None:
    """Claims of a case, and what was overpaid and is not claimed; nothing where there is neither."""
    if case.state != CaseState.GRANTED:
        return None
    found = find_overpayments(case.pk)
    claims = list(Claim.objects.filter(entitlement__case=case.pk).order_by("-pk"))
    if not found and not claims:
        return None
    return {"claims": claims, "total": sum(each.tenge for each in found), "case": case}


add_panel(Panel("case", "recovery", "office/recovery/_panel.html", of_case, ability="recover_money", order=90))
