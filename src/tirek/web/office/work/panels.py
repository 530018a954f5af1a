"""What waits for an officer beside the cases: visits of one's own, contracts, decisions, discrepancies, drafts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.models import User
from tirek.department.applications.queue import MOST_COUNTED, drafts_for
from tirek.department.contracts.waiting import contracts_that_wait
from tirek.department.core.calendar.today import today
from tirek.department.decisions.waiting import decisions_returned_to, decisions_to_sign_for
from tirek.department.journal.views import note_view
from tirek.department.verification.waiting import cases_with_discrepancies, visits_of_members
from tirek.web.ui.access import ViewerRequest
from tirek.web.ui.cases import short_name
from tirek.web.ui.navigation import find_url
from tirek.web.ui.panels import Build, Panel, add_panel

WORK: Final = "work"
SHOWN: Final = 10
Hands = Mapping[int, User]
Rows = Callable[[ViewerRequest, Hands], QuerySet[Any]]


def visits(request: ViewerRequest, hands: Hands) -> dict[str, Any] | None:
    """The visits that the viewer, or an absent holder of the viewer's, is a member of."""
    found = list(visits_of_members(hands).select_related("application__applicant")[:SHOWN])
    if found:
        note_view("visit-list", None, [visit.application.applicant_id for visit in found])
    return {
        "rows": [
            {
                "person": short_name(visit.application.applicant),
                "due_on": visit.due_on,
                "tone": "bad" if visit.due_on and visit.due_on < today() else "",
                "url": find_url("office:visit-show", visit.pk) or "",
            }
            for visit in found
        ]
    }


def counted(label: Promise, rows: Rows, url_name: str) -> Build:
    """A figure that leads to a page; nothing where nothing waits. One query."""

    def build(request: ViewerRequest, hands: Hands) -> dict[str, Any] | None:
        number = rows(request, hands).order_by()[: MOST_COUNTED + 1].count()
        shown = f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number)
        return {"label": label, "count": shown, "url": find_url(url_name) or ""} if number else None

    return build


COUNTED: Final[tuple[tuple[str, str, Promise, Rows, str], ...]] = (
    (
        "to-sign",
        "sign_decision",
        _("Decisions for signature"),
        lambda request, _hands: decisions_to_sign_for(request.viewer),
        "office:signing-list",
    ),
    (
        "returned",
        "draft_decision",
        _("Decisions returned to you"),
        lambda _request, hands: decisions_returned_to(hands),
        "office:decision-list",
    ),
    (
        "discrepancies",
        "check_facts",
        _("Cases with a discrepancy"),
        lambda _request, _hands: cases_with_discrepancies(),
        "office:check-queue",
    ),
    (
        "contracts",
        "manage_contracts",
        _("Contracts to conclude or to look at"),
        lambda _request, _hands: contracts_that_wait(today()),
        "office:contract-list",
    ),
    (
        "drafts",
        "register_application",
        _("Drafts of your applications"),
        lambda request, _hands: drafts_for(request.viewer),
        "office:application-list",
    ),
)
add_panel(Panel(WORK, "visits", "office/work/_visits.html", visits, ability="visit_home", order=10))
for _place, (_name, _ability, _label, _rows, _url_name) in enumerate(COUNTED, 2):
    add_panel(
        Panel(
            WORK,
            _name,
            "office/work/_count.html",
            counted(_label, _rows, _url_name),
            ability=_ability,
            order=10 * _place,
        )
    )
