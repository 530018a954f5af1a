"""Looking at decisions: one's own drafts, one decision with what it rests on, and who departs from the rule."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import wraps
from typing import Any, TypeVar

from csp.decorators import csp_update
from django import forms as django_forms
from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tirek.department.applications.access import access_case
from tirek.department.applications.models import Case
from tirek.department.applications.programmes import title_of
from tirek.department.core.calendar.today import today
from tirek.department.core.refusals import NotSeen
from tirek.department.decisions.access import DRAFT, SIGN, access_decision
from tirek.department.decisions.enums import DecisionState
from tirek.department.decisions.models import Decision
from tirek.department.decisions.queries import drafts_of, list_overrides, names_of_applicants
from tirek.department.journal.views import note_view
from tirek.web.office.decision.forms import ReturnForm, SignatureForm
from tirek.web.office.decision.shown import explanation_of, lines_of, marks_of, reason_lines
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.forms import DayField
from tirek.web.ui.language import language_of_page
from tirek.web.ui.paging import page_of
from tirek.web.ui.panels import panels_of
from tirek.web.ui.quantities import quantity_words
from tirek.web.ui.wording import NOTHING

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
COLUMNS = {"drafted": "drafted_at"}
LOOKED_BACK_DAYS = 90
OPEN = (DecisionState.DRAFT, DecisionState.RETURNED)


def asks_the_signer(view: View) -> View:
    """Let the pages of a view ask the signing program of the officer's machine, and no other address."""

    @wraps(view)
    def asking(request: ViewerRequest, *arguments: Any, **named: Any) -> Any:
        allowed = {"connect-src": [settings.SIGNER_URL]} if settings.SIGNER_URL else {}
        return csp_update(allowed)(view)(request, *arguments, **named)

    return asking  # type: ignore[return-value]


def found_decision(request: ViewerRequest, pk: int, *, what: str = "decision") -> Decision:
    """The decision, or the page "not here"."""
    try:
        return access_decision(request.viewer, pk, what=what)
    except NotSeen:
        raise Http404 from None


def found_case(request: ViewerRequest, pk: int) -> Case:
    """The case, or the page "not here"."""
    try:
        return access_case(request.viewer, pk, what="decision")
    except NotSeen:
        raise Http404 from None


def tabs_for(request: ViewerRequest) -> dict[str, bool]:
    """Which lists of decisions the viewer may open."""
    may = request.viewer.may
    return {"may_draft": may(DRAFT), "may_sign_here": may(SIGN), "may_compare": may("view_overrides")}


@require_safe
@needs(DRAFT)
def list_own(request: ViewerRequest) -> HttpResponse:
    """Drafts of the viewer, and what came back from the signer."""
    page = page_of(drafts_of(request.viewer), COLUMNS, request.GET, default="drafted")
    note_view("decision-list", None, {row.case.applicant_id for row in page.rows})
    return render(
        request, "office/decision/list.html", {"page": page, "lines": lines_of(list(page.rows)), **tabs_for(request)}
    )


@require_safe
@needs("view_cases")
@asks_the_signer
def show(request: ViewerRequest, decision_id: int) -> HttpResponse:
    """One decision: what it says, what it rests on, and the next step of whoever may take it."""
    return render_decision(request, found_decision(request, decision_id))


def render_decision(
    request: ViewerRequest,
    decision: Decision,
    *,
    signature: SignatureForm | None = None,
    giving_back: ReturnForm | None = None,
    dropping: ReturnForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a decision, with the forms as they were typed."""
    viewer = request.viewer
    is_author = decision.author_id == viewer.user_id
    names = names_of_applicants([decision], language_of_page())
    drafts = viewer.may(DRAFT)
    return render(
        request,
        "office/decision/show.html",
        {
            "decision": decision,
            "programme": title_of(decision.programme, language_of_page()),
            "applicant": names.get(decision.case.applicant_id, NOTHING),
            "amount": quantity_words(decision.amount, decision.unit),
            "marks": marks_of([*decision.flags, *decision.case.flags]),
            "reasons": reason_lines(decision),
            "letters": list(decision.notices.order_by("language")) if decision.number else [],
            "returns": list(decision.returns.select_related("returned_by")),
            "signature": signature or SignatureForm(),
            "giving_back": giving_back or ReturnForm(prefix="return"),
            "dropping": dropping or ReturnForm(prefix="drop"),
            "may_change": drafts and is_author and decision.state in OPEN,
            "may_take_back": drafts and is_author and decision.state == DecisionState.PROPOSED,
            "may_drop": drafts and decision.state in (*OPEN, DecisionState.PROPOSED),
            "may_sign": viewer.may(SIGN) and not is_author and decision.state == DecisionState.PROPOSED,
            "is_own": viewer.may(SIGN) and is_author and decision.state == DecisionState.PROPOSED,
            "panels": list(panels_of("decision", request, decision)),
            **signer_context(request),
            **explanation_of(decision.evaluation),
        },
        status=status,
    )


def signer_context(request: ViewerRequest) -> dict[str, Any]:
    """Where the signing program answers, and whose key it shall use."""
    return {"signer_url": settings.SIGNER_URL or "", "signer_login": request.user.get_username()}


class PeriodForm(django_forms.Form):
    """Between which days."""

    since = DayField(required=False)
    until = DayField(required=False)


@require_safe
@needs("view_overrides")
def list_overriding(request: ViewerRequest) -> HttpResponse:
    """Who overrides the rule most, by officer and programme, in the last three months or between two days."""
    form = PeriodForm(request.GET)
    form.is_valid()
    last: date = form.cleaned_data.get("until") or today()
    first: date = form.cleaned_data.get("since") or last - timedelta(days=LOOKED_BACK_DAYS)
    rows = [
        {"row": row, "programme": title_of(row.programme, language_of_page(), short=True)}
        for row in list_overrides(first, last + timedelta(days=1))
    ]
    return render(
        request, "office/decision/overrides.html", {"rows": rows, "since": first, "until": last, **tabs_for(request)}
    )
