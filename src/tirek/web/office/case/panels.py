"""What the stages of the road say of a case, until a page group of their own says it better.

A group takes a panel over by adding one of the same name to the slot in its ``panels.py``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tirek.department.appeals.models import Appeal
from tirek.department.applications.enums import CaseState
from tirek.department.applications.models import ApplicationFile, Case
from tirek.department.contracts.models import SocialContract
from tirek.department.decisions.models import Decision
from tirek.department.entitlements.models import Entitlement
from tirek.department.verification.models import Visit
from tirek.web.ui.access import ViewerRequest
from tirek.web.ui.navigation import find_url
from tirek.web.ui.panels import Panel, add_panel
from tirek.web.ui.wording import number_words, tenge_words

CASE: Final = "case"
LINES: Final = "office/case/_lines.html"
TITLES: Final[dict[str, Promise]] = {
    "files": _("Files"),
    "visits": _("Home visits"),
    "decisions": _("Decisions and letters"),
    "entitlements": _("What is granted"),
    "contracts": _("Social contract"),
    "appeals": _("Appeals"),
}
MOST: Final = 20
"""So many rows a panel; the page of its stage has the rest."""


@dataclass(frozen=True)
class Line:
    """A row of a panel: what, how it stands, when, the sum; ``url`` leads to its page, where there is one."""

    title: str | Promise
    url: str = ""
    state: str | Promise = ""
    tone: str = ""
    on: date | datetime | None = None
    detail: str = ""


def files_of(request: ViewerRequest, case: Case) -> dict[str, Any] | None:
    """The papers that came with the application."""
    rows = ApplicationFile.objects.filter(application=case.application_id).order_by("pk")[:MOST]
    return _panel(
        "files",
        [Line(row.title, reverse("office:file-download", args=[row.file_id]), on=row.attached_at) for row in rows],
    )


def visits_of(request: ViewerRequest, case: Case) -> dict[str, Any] | None:
    """The visits of the participating commission."""
    rows = Visit.objects.filter(application=case.application_id).order_by("-pk")[:MOST]
    return _panel(
        "visits",
        [
            Line(
                row.get_state_display(),
                find_url("office:visit-show", row.pk) or "",
                row.get_conclusion_display() if row.conclusion else row.get_no_act_display() if row.no_act else "",
                on=row.visited_at or row.due_on,
            )
            for row in rows
        ],
    )


def decisions_of(request: ViewerRequest, case: Case) -> dict[str, Any] | None:
    """The decisions with their letters. Two queries, one where there is none."""
    if case.state == CaseState.DRAFT:
        return None
    rows = Decision.objects.filter(case=case).prefetch_related("notices").order_by("-pk")[:MOST]
    lines = []
    for row in rows:
        sum_words = "" if row.amount is None else _measured(row.amount, row.unit)
        title = f"{row.get_kind_display()} {row.number or ''}".strip()
        url = find_url("office:decision-show", row.pk) or ""
        tone = {"signed": "good", "returned": "warn", "proposed": "note"}.get(row.state, "")
        lines.append(Line(title, url, row.get_state_display(), tone, row.signed_at or row.drafted_at, sum_words))
        lines += [
            Line(f"PDF {notice.language}", reverse("office:file-download", args=[notice.file_id]), on=notice.made_at)
            for notice in row.notices.all()
        ]
    return _panel("decisions", lines)


def entitlements_of(request: ViewerRequest, case: Case) -> dict[str, Any] | None:
    """What was granted. Nothing is asked before a decision."""
    if case.state != CaseState.GRANTED:
        return None
    rows = Entitlement.objects.filter(case=case).order_by("-pk")[:MOST]
    return _panel(
        "entitlements",
        [
            Line(
                f"{_measured(row.quantity, row.unit)}, {row.get_period_display()}",
                find_url("office:entitlement-show", row.pk) or "",
                row.get_state_display(),
                "good" if row.state == "active" else "warn",
                row.valid.lower,
            )
            for row in rows
        ],
    )


def contracts_of(request: ViewerRequest, case: Case) -> dict[str, Any] | None:
    """The social contracts that go with the aid."""
    if case.state not in (CaseState.READY, CaseState.TO_SIGN, CaseState.GRANTED):
        return None
    rows = SocialContract.objects.filter(case=case).order_by("-pk")[:MOST]
    return _panel(
        "contracts",
        [
            Line(
                row.number or row.get_state_display(),
                find_url("office:contract-show", row.pk) or "",
                row.get_state_display() if row.number else "",
                on=row.valid.lower,
            )
            for row in rows
        ],
    )


def appeals_of(request: ViewerRequest, case: Case) -> dict[str, Any] | None:
    """The appeals against decisions of the case. Nothing is asked before a decision."""
    if case.state not in (CaseState.GRANTED, CaseState.REFUSED, CaseState.CHECKING):
        return None
    rows = Appeal.objects.filter(decision__case=case).order_by("-pk")[:MOST]
    return _panel(
        "appeals",
        [
            Line(
                row.number,
                find_url("office:appeal-show", row.pk) or "",
                row.get_outcome_display() if row.outcome else row.get_state_display(),
                on=row.received_on,
            )
            for row in rows
        ],
    )


def _panel(name: str, lines: list[Line]) -> dict[str, Any] | None:
    return {"id": f"panel-{name}", "title": TITLES[name], "lines": lines} if lines else None


def _measured(amount: int, unit: str) -> str:
    return tenge_words(amount) if unit == "" or unit.startswith("tenge") else number_words(amount)


BUILDERS: Final = (
    ("files", files_of, 10),
    ("visits", visits_of, 20),
    ("decisions", decisions_of, 30),
    ("entitlements", entitlements_of, 40),
    ("contracts", contracts_of, 50),
    ("appeals", appeals_of, 60),
)
for _name, _build, _order in BUILDERS:
    add_panel(Panel(CASE, _name, LINES, _build, order=_order))
