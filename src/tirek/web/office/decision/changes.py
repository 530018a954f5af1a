"""Drafting, changing, handing on, taking back, giving back, giving up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tirek.department.applications.models import Case
from tirek.department.applications.programmes import title_of
from tirek.department.core.refusals import Refused
from tirek.department.decisions.access import DRAFT, SIGN
from tirek.department.decisions.actions import drafting
from tirek.department.decisions.actions.drafting import FIRST_KINDS
from tirek.department.decisions.models import Decision
from tirek.department.decisions.queries import names_of_applicants, open_decision_of
from tirek.department.decisions.rules import rule_says
from tirek.department.evaluations.models import Evaluation
from tirek.department.evaluations.queries import latest_evaluation
from tirek.web.office.decision.forms import DecisionForm, ReturnForm
from tirek.web.office.decision.shown import explanation_of
from tirek.web.office.decision.views import found_case, found_decision, render_decision
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.form_page import answer_form, refuse, typed
from tirek.web.ui.language import language_of_page
from tirek.web.ui.once import once_only

PAGE = "office/decision/form.html"


@require_http_methods(["GET", "POST"])
@needs(DRAFT)
@once_only
def draft(request: ViewerRequest, case_id: int) -> HttpResponse:
    """A new draft, filled with what the rule gives; a case that has an open decision shows that one."""
    case = found_case(request, case_id)
    opened = open_decision_of(case)
    if opened is not None and request.method != "POST":
        return redirect("office:decision-show", opened.pk)
    evaluation = latest_evaluation(case)
    first = case.state != "granted"
    form = DecisionForm(
        case.programme, typed(request), first=first, initial=_of_the_rule(case, evaluation, first=first)
    )

    def save(told: dict[str, Any]) -> str:
        made = drafting.draft_decision(case, told["kind"], acting_user=request.user, **vars(form.wording()))
        return reverse("office:decision-show", args=[made.pk])

    return _answer(request, form, save, case, evaluation)


@require_http_methods(["GET", "POST"])
@needs(DRAFT)
@once_only
def edit(request: ViewerRequest, decision_id: int) -> HttpResponse:
    """An own draft, or one that came back, on the newest evaluation."""
    decision = found_decision(request, decision_id)
    first = decision.kind in FIRST_KINDS
    names = ("kind", "grounds", "amount", "starts_on", "ends_on", "reason", "overrides")
    initial = {name: getattr(decision, name) for name in names}
    form = DecisionForm(decision.programme, typed(request), first=first, initial=initial)

    def save(told: dict[str, Any]) -> str:
        made = drafting.edit_decision(decision, form.wording(), kind=told["kind"], acting_user=request.user)
        return reverse("office:decision-show", args=[made.pk])

    return _answer(
        request, form, save, decision.case, latest_evaluation(decision.case) if first else decision.evaluation
    )


def _answer(
    request: ViewerRequest,
    form: DecisionForm,
    save: Callable[[dict[str, Any]], str],
    case: Case,
    evaluation: Evaluation | None,
) -> HttpResponse:
    applicants = names_of_applicants([Decision(case=case)], language_of_page())
    return answer_form(
        request,
        form,
        save,
        heading=_("Decision: %(programme)s") % {"programme": title_of(case.programme, language_of_page(), short=True)},
        about=applicants.get(case.applicant_id, ""),
        action=_("Save the draft"),
        back=reverse("office:decision-list"),
        template=PAGE,
        **explanation_of(evaluation),
    )


def _of_the_rule(case: Case, evaluation: Evaluation | None, *, first: bool) -> dict[str, Any]:
    """What the form begins with."""
    if evaluation is None or not first:
        return {}
    rule = rule_says(case, evaluation)
    return {
        "kind": rule.kind.value if rule.kind else "",
        "grounds": list(rule.grounds),
        "amount": rule.amount,
        "starts_on": rule.starts_on,
        "ends_on": rule.ends_on,
    }


def _step(request: ViewerRequest, pk: int, do: Callable[[Decision], object], said: str) -> HttpResponse:
    """One step without a form: done, or the page says why not."""
    decision = found_decision(request, pk)
    try:
        do(decision)
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, said)
    return redirect("office:decision-show", pk)


@require_POST
@needs(DRAFT)
@once_only
def propose(request: ViewerRequest, decision_id: int) -> HttpResponse:
    """Hand a draft to the signer."""
    user = request.user
    return _step(
        request,
        decision_id,
        lambda decision: drafting.propose_decision(decision, acting_user=user),
        _("Handed on for signature."),
    )


@require_POST
@needs(DRAFT)
@once_only
def take_back(request: ViewerRequest, decision_id: int) -> HttpResponse:
    """Open a proposal of one's own again."""
    user = request.user
    return _step(
        request,
        decision_id,
        lambda decision: drafting.take_back_decision(decision, acting_user=user),
        _("It is a draft again."),
    )


@require_POST
@needs(SIGN)
@once_only
def give_back(request: ViewerRequest, decision_id: int) -> HttpResponse:
    """Return a proposal to its author with a reason."""
    decision, form = found_decision(request, decision_id), ReturnForm(request.POST, prefix="return")
    if form.is_valid():
        try:
            drafting.return_decision(decision, acting_user=request.user, **form.cleaned_data)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Returned to the author."))
            return redirect("office:signing-list")
    return render_decision(request, found_decision(request, decision_id), giving_back=form, status=422)


@require_POST
@needs(DRAFT)
@once_only
def drop(request: ViewerRequest, decision_id: int) -> HttpResponse:
    """Give up a decision before its signature."""
    decision, form = found_decision(request, decision_id), ReturnForm(request.POST, prefix="drop")
    if form.is_valid():
        try:
            drafting.drop_decision(decision, acting_user=request.user, **form.cleaned_data)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Given up."))
            return redirect("office:decision-show", decision_id)
    return render_decision(request, found_decision(request, decision_id), dropping=form, status=422)
