"""What the page of a case says of appeals."""

from __future__ import annotations

from typing import Any

from tirek.department.appeals.queries import appeals_of_case
from tirek.department.applications.models import Case
from tirek.web.office.appeal.views import RECEIVE
from tirek.web.ui.access import ViewerRequest
from tirek.web.ui.cases import signed_decisions
from tirek.web.ui.panels import Panel, add_panel


def appeal_panel(request: ViewerRequest, case: Case) -> dict[str, Any] | None:
    """Appeals of a case, and its signed decisions that may be appealed against; nothing where there is neither."""
    signed = signed_decisions(case)
    if not signed:
        return None
    return {"appeals": appeals_of_case(case.pk), "decisions": signed if request.viewer.may(RECEIVE) else []}


add_panel(Panel("case", "appeal", "office/appeal/_panel.html", appeal_panel, order=80))
