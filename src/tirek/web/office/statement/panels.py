"""What the page of a family says of money: the way to its statement."""

from __future__ import annotations

from typing import Any

from tirek.department.registry.models import Family
from tirek.web.ui.access import ViewerRequest
from tirek.web.ui.panels import Panel, add_panel


def of_family(request: ViewerRequest, family: Family) -> dict[str, Any]:
    """The link."""
    return {"family_id": family.pk}


add_panel(Panel("family", "statement", "office/statement/_panel.html", of_family, ability="view_cases", order=25))
