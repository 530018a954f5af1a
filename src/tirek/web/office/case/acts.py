"""What may be done with a case now, by its state and what the viewer may do: the buttons of the page.

A button leads to a page of its own group (`Act.url_name`); while no page bears the name, there is no button.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.viewer import Viewer
from tirek.department.applications.enums import CaseState
from tirek.department.applications.models import Case
from tirek.department.decisions.enums import DecisionState
from tirek.web.office.case.panels import said_of
from tirek.web.ui.navigation import find_url

S = CaseState
BEFORE_THE_END: Final = CaseState.open()


@dataclass(frozen=True)
class Act:
    """One button: its address by name, what the viewer needs, in which states, what it says.

    ``posts`` says that it acts at once; otherwise it opens a page. ``is_first`` marks what is usually done next. The address
    takes the case, or its application, or the decision that waits for a signature.
    """

    url_name: str
    ability: str
    states: tuple[CaseState, ...]
    label: Promise
    posts: bool = False
    is_first: bool = False
    of_application: bool = False
    of_proposal: bool = False


ACTS: Final = (
    Act("office:application-form", "register_application", (S.DRAFT,), _("Go on with the draft"), False, True, True),
    Act("office:case-start", "check_facts", (S.REGISTERED,), _("Start the checks"), True, True),
    Act("office:check-list", "check_facts", (S.CHECKING,), _("Clear the facts"), False, True),
    Act("office:visit-assign", "check_facts", (S.REGISTERED, S.CHECKING), _("Send the commission"), False, False, True),
    Act("office:case-finish", "check_facts", (S.CHECKING,), _("Finish the checks"), True),
    Act("office:case-evaluate", "draft_decision", (S.READY,), _("Evaluate"), True),
    Act("office:case-preview", "check_facts", (S.REGISTERED, S.CHECKING, S.READY), _("What if decided now"), True),
    Act("office:decision-draft", "draft_decision", (S.READY,), _("Draft a decision"), False, True),
    Act("office:decision-show", "sign_decision", (S.TO_SIGN,), _("Sign or return"), is_first=True, of_proposal=True),
    Act("office:decision-show", "draft_decision", (S.TO_SIGN,), _("Look at the decision"), of_proposal=True),
    Act("office:case-reopen", "check_facts", (S.READY, S.REFUSED), _("Back to the checks")),
    Act("office:application-withdraw", "register_application", BEFORE_THE_END, _("The family withdraws it")),
)  # fmt: skip


@dataclass(frozen=True)
class Button:
    """An act as the page shows it."""

    label: Promise
    url: str
    posts: bool
    is_first: bool


def buttons_of(case: Case, viewer: Viewer) -> Iterator[Button]:
    """What may be done with a case now, in the order of the road."""
    for act in ACTS:
        if case.state not in act.states or not viewer.may(act.ability):
            continue
        key = _key(act, case)
        url = None if key is None else find_url(act.url_name, key)
        if url is not None:
            yield Button(act.label, url, act.posts, act.is_first)


def _key(act: Act, case: Case) -> int | None:
    if act.of_proposal:  # the row is read with the panels of the page
        rows = said_of(case)["said_decisions"]
        return next((int(row["id"]) for row in rows if row["state"] == DecisionState.PROPOSED), None)
    return case.application_id if act.of_application else case.pk
