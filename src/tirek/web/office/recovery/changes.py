"""Changing: open a claim, agree, plan, take in money, withhold, go to court, write off, cancel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tirek.department.applications.access import access_case
from tirek.department.core.calendar.today import today
from tirek.department.core.refusals import NotSeen
from tirek.department.payments.actions import claims, plans, write_offs
from tirek.department.payments.actions.deductions import begin_deducting, stop_deducting
from tirek.department.payments.claim_enums import Cause, ClaimState, CourtStepKind, MoneySource
from tirek.department.payments.claim_queries import access_claim
from tirek.department.payments.models import Claim, WriteOff
from tirek.department.payments.overpayments import find_overpayments
from tirek.web.office.recovery.forms import (
    AgreeForm,
    CancelForm,
    CourtForm,
    DecideForm,
    OpenForm,
    PlanForm,
    RepaymentForm,
    WriteOffForm,
)
from tirek.web.office.recovery.views import found_claim
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.cases import programme_title
from tirek.web.ui.form_page import answer_form, typed
from tirek.web.ui.once import once_only

METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
@needs("recover_money")
@once_only
def begin(request: ViewerRequest, case_id: int) -> HttpResponse:
    """What was overpaid of a case, month by month, and the claim of it."""
    try:
        case = access_case(request.viewer, case_id, what="recovery")
    except NotSeen:
        raise Http404 from None
    found = find_overpayments(case.pk)
    form = OpenForm(typed(request), initial={"cause": found[0].cause if found else Cause.REEVALUATION})

    def save(told: dict[str, Any]) -> str:
        made = claims.open_claim(case, cause=Cause(told["cause"]), reason=told["reason"], acting_user=request.user)
        return reverse("office:recovery-show", args=[made.pk])

    return answer_form(
        request, form, save, heading=_("Claim an overpayment"), back=reverse("office:case-show", args=[case.pk]),
        action=_("Open the claim and tell the debtor"), said=_("The claim is open and the notice is queued."),
        template="office/recovery/open.html", about=programme_title(case.programme), found=found,
        total=sum(each.tenge for each in found),
    )  # fmt: skip


@require_http_methods(METHODS)
@needs("recover_money")
@once_only
def agree(request: ViewerRequest, claim_id: int) -> HttpResponse:
    """The debtor agreed."""

    def save(claim: Claim, told: dict[str, Any]) -> None:
        claims.agree_claim(claim, **told, acting_user=request.user)

    return _answer(
        request, claim_id, AgreeForm(typed(request), initial={"agreed_on": today()}), save, _("The debtor agrees")
    )


@require_http_methods(METHODS)
@needs("recover_money")
@once_only
def plan(request: ViewerRequest, claim_id: int) -> HttpResponse:
    """A plan of repayment."""

    def save(claim: Claim, told: dict[str, Any]) -> None:
        plans.agree_plan(claim, **told, acting_user=request.user)

    return _answer(request, claim_id, PlanForm(typed(request)), save, _("Agree on a plan"))


@require_http_methods(METHODS)
@needs("recover_money")
@once_only
def repay(request: ViewerRequest, claim_id: int) -> HttpResponse:
    """Money that came in."""

    def save(claim: Claim, told: dict[str, Any]) -> None:
        plans.record_repayment(claim, **(told | {"source": MoneySource(told["source"])}), acting_user=request.user)

    form = RepaymentForm(typed(request), initial={"booked_on": today()})
    return _answer(request, claim_id, form, save, _("Money came in"))


@require_http_methods(METHODS)
@needs("recover_money")
@once_only
def withhold(request: ViewerRequest, claim_id: int) -> HttpResponse:
    """Withhold from the next payments, or stop it."""
    is_on = found_claim(request, claim_id).state == ClaimState.DEDUCTING

    def save(claim: Claim, _told: dict[str, Any]) -> None:
        if is_on:
            stop_deducting(claim, reason="", acting_user=request.user)
        else:
            begin_deducting(claim, acting_user=request.user)

    heading = _("Withhold nothing more") if is_on else _("Withhold from the next payments")
    return _answer(request, claim_id, forms.Form(typed(request)), save, heading)


@require_http_methods(METHODS)
@needs("recover_money")
@once_only
def go_to_court(request: ViewerRequest, claim_id: int) -> HttpResponse:
    """A paper of a court."""

    def save(claim: Claim, told: dict[str, Any]) -> None:
        claims.record_court(claim, **(told | {"kind": CourtStepKind(told["kind"])}), acting_user=request.user)

    form = CourtForm(typed(request), initial={"happened_on": today()})
    return _answer(request, claim_id, form, save, _("A paper of a court"))


@require_http_methods(METHODS)
@needs("recover_money")
@once_only
def write_off(request: ViewerRequest, claim_id: int) -> HttpResponse:
    """Ask that what is left be given up."""

    def save(claim: Claim, told: dict[str, Any]) -> None:
        write_offs.ask_write_off(claim, **told, acting_user=request.user)

    return _answer(request, claim_id, WriteOffForm(typed(request)), save, _("Ask for a write-off"))


@require_http_methods(METHODS)
@needs("approve_write_off")
@once_only
def decide(request: ViewerRequest, write_off_id: int) -> HttpResponse:
    """Approve or refuse a write-off that somebody else asked for."""
    asked = WriteOff.objects.select_related("claim", "asked_by").filter(pk=write_off_id).first()
    if asked is None:
        raise Http404

    def save(claim: Claim, told: dict[str, Any]) -> None:
        asked.claim = claim
        write_offs.decide_write_off(asked, **told, acting_user=request.user)

    back = reverse("office:recovery-approvals")
    return _answer(
        request, asked.claim_id, DecideForm(typed(request)), save, _("Decide the write-off"), back=back,
        template="office/recovery/decide.html", asked=asked,
    )  # fmt: skip


@require_http_methods(METHODS)
@needs("recover_money")
@once_only
def cancel(request: ViewerRequest, claim_id: int) -> HttpResponse:
    """The claim was wrong."""

    def save(claim: Claim, told: dict[str, Any]) -> None:
        claims.cancel_claim(claim, **told, acting_user=request.user)

    return _answer(request, claim_id, CancelForm(typed(request)), save, _("Cancel the claim"))


def _answer(
    request: ViewerRequest,
    claim_id: int,
    form: forms.Form,
    save: Callable[[Claim, dict[str, Any]], object],
    heading: str | Promise,
    *,
    back: str = "",
    **context: Any,
) -> HttpResponse:
    try:
        claim = access_claim(request.viewer, claim_id, what="change")
    except NotSeen:
        raise Http404 from None
    back = back or reverse("office:recovery-show", args=[claim.pk])

    def saved(told: dict[str, Any]) -> None:
        save(claim, told)

    return answer_form(request, form, saved, heading=heading, back=back, about=claim.number, **context)
