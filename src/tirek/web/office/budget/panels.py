"""What is left in the limits, beside the decision that would draw on them."""

from __future__ import annotations

from typing import Any

from tirek.department.accounts.viewer import Viewer
from tirek.department.budgets.actions.waiting import OPEN
from tirek.department.budgets.funds import fund_title
from tirek.department.budgets.queries import YearLimits, limits_for_decision, limits_left, list_waiting, place_of
from tirek.department.budgets.shortages import sentence_of
from tirek.department.decisions.models import Decision
from tirek.web.ui.access import ViewerRequest
from tirek.web.ui.cases import programme_title
from tirek.web.ui.language import language_of_page
from tirek.web.ui.panels import Panel, add_panel

TEMPLATE = "office/budget/_panel.html"
ABILITY = "view_budget"


def of_decision(request: ViewerRequest, decision: Decision) -> dict[str, Any] | None:
    """What a decision not signed yet needs and what is left for it; nothing where it promises no money."""
    if decision.state not in OPEN:
        return None
    limits = limits_for_decision(decision)
    if not limits:
        return None
    places = list(list_waiting().filter(decision=decision))
    waiting = [{"row": row, "place": place_of(row)} for row in places]
    years = [_year(each) for each in limits]
    lacking = {year["year"] for year in years if year["shortage"]}
    placed = {row.year for row in places}
    return {
        "decision": decision,
        "years": years,
        "waiting": waiting,
        "may_wait": _acts(request.viewer) and bool(lacking - placed),
    }


def of_signing(request: ViewerRequest, decisions: list[Decision]) -> dict[str, Any] | None:
    """What is left for each programme that waits for a signature, beside what all that is listed needs."""
    rows = [{"title": programme_title(each.programme), "told": each} for each in limits_left(decisions)]
    return {"rows": rows} if rows else None


def _acts(viewer: Viewer) -> bool:
    return viewer.may("draft_decision") or viewer.may("sign_decision")


def _year(each: YearLimits) -> dict[str, Any]:
    language = language_of_page()
    purses = [
        {
            "fund": fund_title(purse.fund, language),
            "left": purse.left(),
            "line": purse.line,
            "chosen": purse.line == each.chosen,
        }
        for purse in each.purses
    ]
    return {
        "year": each.pool.year,
        "needed": sum(each.need),
        "ahead": each.ahead,
        "purses": purses,
        "left": sum(purse["left"] for purse in purses),
        "shortage": sentence_of(each.shortage) if each.shortage else "",
    }


add_panel(Panel("decision", "budget", TEMPLATE, of_decision, ability=ABILITY, order=20))
add_panel(Panel("signing", "budget", "office/budget/_signing.html", of_signing, ability=ABILITY, order=20))
