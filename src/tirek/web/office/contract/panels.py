"""What the page of a case says of its social contract."""

from __future__ import annotations

from typing import Any

from tirek.department.applications.models import Case
from tirek.department.contracts.access import MANAGE
from tirek.department.contracts.actions.drafting import DRAFTED_IN
from tirek.department.contracts.programmes import asks_contract
from tirek.department.contracts.queries import contracts_of_case
from tirek.web.ui.access import ViewerRequest
from tirek.web.ui.panels import Panel, add_panel


def contract_panel(request: ViewerRequest, case: Case) -> dict[str, Any] | None:
    """The contracts of a case, where its programme asks for one."""
    if not asks_contract(case.programme):
        return None
    may_draft = request.viewer.may(MANAGE) and case.state in DRAFTED_IN
    return {"case": case, "contracts": contracts_of_case(case.pk), "may_draft": may_draft}


add_panel(Panel("case", "contract", "office/contract/_panel.html", contract_panel, order=60))
