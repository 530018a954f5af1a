"""What the page of a case says of social audit: findings to answer, and the button of evidence."""

from __future__ import annotations

from typing import Any

from tirek.department.applications.models import Case
from tirek.department.control.actions.inspecting import took_part
from tirek.department.control.models import Finding
from tirek.department.control.register import finding_codes
from tirek.web.office.control.doors import VIEW
from tirek.web.ui.access import ViewerRequest
from tirek.web.ui.cases import signed_decisions
from tirek.web.ui.language import language_of_page
from tirek.web.ui.panels import Panel, add_panel


def control_panel(request: ViewerRequest, case: Case) -> dict[str, Any] | None:
    """Findings for whom they concern, decisions that may be proved; nothing where there is neither."""
    signed = signed_decisions(case)
    findings = []
    if any(each.inspected for each in signed):  # type: ignore[attr-defined]
        heard = Finding.objects.filter(inspection__sampled__case=case.pk, inspection__closed_at__isnull=False)
        findings = list(heard.order_by("pk"))
    if findings and not request.viewer.may(VIEW) and not took_part(case.pk, request.user.pk):
        findings = []
    decisions = signed if request.viewer.may("issue_evidence") else []
    if not findings and not decisions:
        return None
    language = language_of_page()
    told = [{"finding": each, "title": finding_codes()[each.code].title[language]} for each in findings]
    return {"findings": told, "decisions": decisions}


add_panel(Panel("case", "control", "office/control/_panel.html", control_panel, order=95))
