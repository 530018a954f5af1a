"""Plans, amendments and transfers: what waits, what was approved, and the second pair of eyes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tirek.department.budgets.actions.planning import approve_proposal, drop_proposal
from tirek.department.budgets.enums import ProposalState
from tirek.department.budgets.funds import fund_title
from tirek.department.budgets.models import Amendment, Plan, Transfer
from tirek.department.core.refusals import Refused
from tirek.web.office.budget.changes import paper_url, user_of
from tirek.web.office.budget.forms import BecauseForm
from tirek.web.office.budget.shown import title_of_line
from tirek.web.office.budget.views import APPROVE, PLAN, VIEW
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.form_page import answer_form, typed
from tirek.web.ui.language import language_of_page
from tirek.web.ui.once import once_only
from tirek.web.ui.places import place_title

Paper = Plan | Amendment | Transfer
NOUNS: dict[str, type[Paper]] = {"plan": Plan, "amendment": Amendment, "transfer": Transfer}
TITLES = {
    "plan": gettext_lazy("Plan of a year"),
    "amendment": gettext_lazy("Amendment"),
    "transfer": gettext_lazy("Transfer"),
}
LATEST = 100
"""Of each kind the latest so many: older papers stand behind the ledger of their limits."""


@require_safe
@needs(VIEW)
def list_papers(request: ViewerRequest) -> HttpResponse:
    """What waits for approval first, then what was decided, the latest first."""
    plans = Plan.objects.select_related("prepared_by")[:LATEST]
    amendments = Amendment.objects.select_related("prepared_by", "plan")[:LATEST]
    transfers = Transfer.objects.select_related("prepared_by", "from_line")[:LATEST]
    rows = [
        *(_row("plan", each, each.year) for each in plans),
        *(_row("amendment", each, each.plan.year) for each in amendments),
        *(_row("transfer", each, each.from_line.year) for each in transfers),
    ]
    rows.sort(key=lambda row: row["paper"].prepared_at, reverse=True)
    rows.sort(key=lambda row: row["paper"].state != ProposalState.PROPOSED)
    may = request.viewer.may
    context = {"rows": rows, "may_plan": may(PLAN), "may_share": may(APPROVE)}
    return render(request, "office/budget/papers.html", context)


@require_safe
@needs(VIEW)
def show_paper(request: ViewerRequest, noun: str, pk: int) -> HttpResponse:
    """One paper with what it gives and takes."""
    return _page(request, noun, found_paper(noun, pk))


@require_POST
@needs(APPROVE)
@once_only
def approve(request: ViewerRequest, noun: str, pk: int) -> HttpResponse:
    """The second person: the limits change now."""
    paper = _own(request, found_paper(noun, pk))
    try:
        approve_proposal(paper, acting_user=user_of(request))
    except Refused as refused:
        return _page(request, noun, found_paper(noun, pk), fault=str(refused.message))
    messages.success(request, _("Approved: the limits are changed."))
    return redirect(paper_url(noun, pk))


@require_http_methods(["GET", "POST"])
@needs(VIEW)
@once_only
def drop(request: ViewerRequest, noun: str, pk: int) -> HttpResponse:
    """Give up a paper that waits, by whoever may prepare or approve."""
    paper = _own(request, found_paper(noun, pk))
    if not (request.viewer.may(PLAN) or request.viewer.may(APPROVE)):
        raise Http404

    def save(told: dict[str, Any]) -> None:
        drop_proposal(paper, told["because"], acting_user=user_of(request))

    back, heading = paper_url(noun, pk), _("Give up this paper")
    return answer_form(request, BecauseForm(typed(request)), save, heading=heading, back=back, action=_("Give up"))


def found_paper(noun: str, pk: int) -> Paper:
    """A paper that the viewer sees, or the page "not here"."""
    found = (
        NOUNS[noun].objects.select_related("prepared_by", "approved_by").filter(pk=pk).first()
        if noun in NOUNS
        else None
    )
    if found is None:
        raise Http404
    return found


def _own(request: ViewerRequest, paper: Paper) -> Paper:
    if paper.territory not in request.viewer.territories:
        raise Http404
    return paper


def _row(noun: str, paper: Paper, year: int) -> dict[str, Any]:
    return {"paper": paper, "noun": noun, "title": TITLES[noun], "year": year, "place": place_title(paper.territory)}


def _page(request: ViewerRequest, noun: str, paper: Paper, fault: str = "") -> HttpResponse:
    rows, viewer = _rows(paper), request.viewer
    own = paper.territory in viewer.territories
    waits = own and paper.state == ProposalState.PROPOSED
    context = {
        "noun": noun,
        "title": TITLES[noun],
        "paper": paper,
        "place": place_title(paper.territory),
        "rows": rows,
        "hidden": not isinstance(paper, Transfer) and sum(len(row["months"]) for row in rows) < paper.rows_count,
        "fault": fault,
        "is_own": paper.prepared_by_id == viewer.user_id,
        "may_approve": waits and viewer.may(APPROVE) and paper.prepared_by_id != viewer.user_id,
        "may_drop": waits and (viewer.may(PLAN) or viewer.may(APPROVE)),
        "may_amend": own and viewer.may(PLAN) and isinstance(paper, Plan) and paper.state == ProposalState.APPROVED,
    }
    return render(request, "office/budget/paper.html", context, status=422 if fault else 200)


def _rows(paper: Paper) -> list[dict[str, Any]]:
    """By line: what it is given or loses, in which months."""
    moved: dict[int, dict[str, Any]] = {}
    if isinstance(paper, Transfer):
        told = [
            (paper.from_line, paper.from_month, -paper.amount),
            (paper.to_line, paper.to_month, paper.amount),
        ]
    else:
        kept = paper.rows.select_related("line").order_by("line__programme", "line__fund", "line", "month")
        told = [(row.line, row.month, row.amount) for row in kept]
    language = language_of_page()
    for line, month, amount in told:
        fresh = {"line": line, "title": title_of_line(line), "fund": fund_title(line.fund, language), "months": []}
        moved.setdefault(line.pk, fresh)["months"].append((month, amount))
    return [{**row, "total": sum(amount for _month, amount in row["months"])} for row in moved.values()]
