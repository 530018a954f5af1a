"""Preparing plans, amendments, transfers and shares: another person approves."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tirek.department.accounts.models import User
from tirek.department.budgets.actions.planning import propose_amendment, propose_plan, propose_transfer
from tirek.department.budgets.actions.sharing import set_shares
from tirek.department.budgets.actions.writing import reverse_entry
from tirek.department.budgets.enums import EntryKind, ProposalState
from tirek.department.budgets.models import Entry, Line, Plan
from tirek.department.core.calendar.today import today
from tirek.web.office.budget.forms import AmendForm, BecauseForm, MoveForm, PlanForm, ShareForm
from tirek.web.office.budget.shown import title_of_line
from tirek.web.office.budget.views import APPROVE, PLAN, found_line
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.form_page import answer_form, typed
from tirek.web.ui.once import once_only
from tirek.web.ui.places import place_title


def user_of(request: ViewerRequest) -> User:
    """Who signed in."""
    assert isinstance(request.user, User)
    return request.user


def paper_url(noun: str, pk: int) -> str:
    """The page of a plan, an amendment or a transfer."""
    return reverse("office:budget-paper", args=[noun, pk])


@require_http_methods(["GET", "POST"])
@needs(PLAN)
@once_only
def plan(request: ViewerRequest) -> HttpResponse:
    """The plan of a year, pasted from a table."""

    def save(told: dict[str, Any]) -> str:
        made = propose_plan(told["territory"], told["year"], told["act"], told["limits"], acting_user=user_of(request))
        return paper_url("plan", made.pk)

    form = PlanForm(request.viewer, typed(request), initial={"year": today().year})
    heading, said = _("New plan"), _("Prepared. Another person approves it.")
    back = reverse("office:budget-papers")
    return answer_form(request, form, save, heading=heading, back=back, action=_("Hand on for approval"), said=said)


@require_http_methods(["GET", "POST"])
@needs(PLAN)
@once_only
def amend(request: ViewerRequest, pk: int) -> HttpResponse:
    """A change of an approved plan."""
    found = Plan.objects.filter(pk=pk, state=ProposalState.APPROVED, territory__in=request.viewer.territories).first()
    if found is None:
        raise Http404

    def save(told: dict[str, Any]) -> str:
        made = propose_amendment(found, told["act"], told["reason"], told["limits"], acting_user=user_of(request))
        return paper_url("amendment", made.pk)

    heading = _("Amendment of the plan of %(year)s") % {"year": found.year}
    said, action = _("Prepared. Another person approves it."), _("Hand on for approval")
    back, about = paper_url("plan", found.pk), place_title(found.territory)
    return answer_form(
        request, AmendForm(typed(request)), save, heading=heading, back=back, action=action, said=said, about=about
    )


@require_http_methods(["GET", "POST"])
@needs(PLAN)
@once_only
def move(request: ViewerRequest, line_id: int) -> HttpResponse:
    """A transfer from one limit."""
    line = _own(request, found_line(line_id))

    def save(told: dict[str, Any]) -> str:
        made = propose_transfer(
            (line, told["from_month"]),
            (Line.objects.get(pk=told["to_line"]), told["to_month"]),
            told["amount"],
            told["act"],
            told["reason"],
            acting_user=user_of(request),
        )
        return paper_url("transfer", made.pk)

    said, action = _("Prepared. Another person approves it."), _("Hand on for approval")
    back, form = reverse("office:budget-line", args=[line.pk]), MoveForm(line, typed(request))
    return answer_form(
        request, form, save, heading=_("Transfer"), back=back, action=action, said=said, about=title_of_line(line)
    )


@require_http_methods(["GET", "POST"])
@needs(APPROVE)
@once_only
def share(request: ViewerRequest) -> HttpResponse:
    """Which fund bears how much of a programme."""

    def save(told: dict[str, Any]) -> None:
        key = (told["territory"], told["programme"], told["year"])
        set_shares(*key, told["since"], told["shares"], told["act"], acting_user=user_of(request))

    form = ShareForm(request.viewer, typed(request), initial={"year": today().year, "since": today()})
    about = _("Where several funds pay a programme, a new decision goes to the one furthest below its share.")
    return answer_form(
        request, form, save, heading=_("Shares of the funds"), back=reverse("office:budget-home"), about=about
    )


@require_http_methods(["GET", "POST"])
@needs(APPROVE)
@once_only
def reverse_one(request: ViewerRequest, entry_id: int) -> HttpResponse:
    """A wrong change of a limit is undone by an entry that mirrors it."""
    entry = Entry.objects.select_related("line").filter(pk=entry_id).first()
    if entry is None or entry.kind not in (EntryKind.PLAN, EntryKind.AMEND):
        raise Http404
    line = _own(request, entry.line)

    def save(told: dict[str, Any]) -> None:
        reverse_entry(entry, told["because"], acting_user=user_of(request))

    about = _(
        "The entry stays, and another one takes back what it did. What is promised already must still be covered."
    )
    back = reverse("office:budget-line", args=[line.pk])
    form, action = BecauseForm(typed(request)), _("Reverse")
    return answer_form(request, form, save, heading=_("Reverse an entry"), back=back, action=action, about=about)


def _own(request: ViewerRequest, line: Line) -> Line:
    """A line of the viewer's own territories: those above may be seen, and are changed by others."""
    if line.territory not in request.viewer.territories:
        raise Http404
    return line
