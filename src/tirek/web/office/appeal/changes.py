"""Changing: receive an appeal, take it up, decide it, take it back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from tirek.department.appeals.access import DECIDE
from tirek.department.appeals.actions import appeals
from tirek.department.appeals.enums import AppealOutcome
from tirek.department.applications.access import access_case
from tirek.department.core.calendar.today import local_day, today
from tirek.department.core.refusals import NotSeen, Refused
from tirek.department.decisions.models import Decision
from tirek.department.registry.models import Membership, Person
from tirek.web.office.appeal.views import RECEIVE, found_appeal
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.form_page import answer_form, typed
from tirek.web.ui.forms import DayField
from tirek.web.ui.language import language_of_page
from tirek.web.ui.once import once_only

METHODS = ["GET", "HEAD", "POST"]
EMPTY = [("", "—")]


class ReceiveForm(forms.Form):
    """An appeal as it came."""

    appellant = forms.TypedChoiceField(label=gettext_lazy("Who appeals"), coerce=int)
    received_on = DayField(label=gettext_lazy("Day of receipt"))
    known_on = DayField(label=gettext_lazy("The family learnt of the decision on"))
    claim = forms.CharField(
        label=gettext_lazy("What is asked for, and why"), max_length=5000, widget=forms.Textarea({"rows": "6"})
    )
    suspends = forms.BooleanField(label=gettext_lazy("The decision rests until the appeal is decided"), required=False)


class DecideForm(forms.Form):
    """What the appeal came to."""

    outcome = forms.ChoiceField(label=gettext_lazy("Outcome"), choices=AppealOutcome.choices, widget=forms.RadioSelect)
    reasons = forms.CharField(
        label=gettext_lazy("Reasons"), max_length=5000, widget=forms.Textarea({"rows": "6"}),
        help_text=gettext_lazy("The family will read them."),
    )  # fmt: skip
    restored_reason = forms.CharField(
        label=gettext_lazy("Why the term is restored, if the appeal came late"), required=False, max_length=500
    )


class TakeBackForm(forms.Form):
    """Why an appeal is taken back."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500, widget=forms.Textarea({"rows": "3"}))


@require_http_methods(METHODS)
@needs(RECEIVE)
@once_only
def receive(request: ViewerRequest, decision_id: int) -> HttpResponse:
    """An appeal against a signed decision."""
    decision = _found_decision(request, decision_id)
    people = _appellants(decision)
    signed_on = local_day(decision.signed_at) if decision.signed_at else today()
    form = ReceiveForm(
        typed(request),
        initial={"appellant": decision.case.applicant_id, "received_on": today(), "known_on": signed_on},
    )
    language = language_of_page()
    form.fields["appellant"].choices = [*EMPTY, *((each.pk, each.full_name(language)) for each in people)]  # type: ignore[attr-defined]

    def save(told: dict[str, Any]) -> str:
        appellant = next(each for each in people if each.pk == told.pop("appellant"))
        made = appeals.receive_appeal(decision, appellant, **told, acting_user=request.user)
        return reverse("office:appeal-show", args=[made.pk])

    back = reverse("office:case-show", args=[decision.case_id])
    return answer_form(
        request, form, save, heading=_("Receive an appeal"), back=back, action=_("Receive"), about=decision.number or ""
    )


@require_POST
@needs(DECIDE)
@once_only
def take_up(request: ViewerRequest, appeal_id: int) -> HttpResponse:
    """Take an appeal into one's hands."""
    appeal = found_appeal(request, appeal_id)
    try:
        appeals.take_up_appeal(appeal, acting_user=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    return redirect("office:appeal-show", appeal.pk)


@require_http_methods(METHODS)
@needs(DECIDE)
@once_only
def decide(request: ViewerRequest, appeal_id: int) -> HttpResponse:
    """Decide an appeal that one has taken up."""
    appeal = found_appeal(request, appeal_id)

    def save(told: dict[str, Any]) -> None:
        outcome = AppealOutcome(told.pop("outcome"))
        appeals.decide_appeal(appeal, outcome, **told, acting_user=request.user)

    back = reverse("office:appeal-show", args=[appeal.pk])
    return answer_form(
        request, DecideForm(typed(request)), save,
        heading=_("Decide the appeal"), back=back, action=_("Decide"), about=appeal.number,
    )  # fmt: skip


@require_http_methods(METHODS)
@needs(RECEIVE)
@once_only
def withdraw(request: ViewerRequest, appeal_id: int) -> HttpResponse:
    """The appellant takes the appeal back."""
    appeal = found_appeal(request, appeal_id)

    def save(told: dict[str, Any]) -> None:
        appeals.withdraw_appeal(appeal, **told, acting_user=request.user)

    back = reverse("office:appeal-show", args=[appeal.pk])
    return answer_form(
        request, TakeBackForm(typed(request)), save, heading=_("The appeal is taken back"), back=back,
        about=appeal.number,
    )  # fmt: skip


def _found_decision(request: ViewerRequest, decision_id: int) -> Decision:
    decision = Decision.objects.filter(pk=decision_id).first()
    if decision is None:
        raise Http404
    try:
        decision.case = access_case(request.viewer, decision.case_id, what="appeal")
    except NotSeen:
        raise Http404 from None
    return decision


def _appellants(decision: Decision) -> list[Person]:
    rows = Membership.objects.filter(family=decision.family_id).select_related("person").order_by("pk")
    found = {row.person_id: row.person for row in rows}
    return list({decision.case.applicant_id: decision.case.applicant, **found}.values())
