"""Changing: plans, samples, inspections."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from tirek.department.accounts.models import User
from tirek.department.accounts.queries import staff_with
from tirek.department.applications.roads import department_programmes
from tirek.department.control.actions import drawing, inspecting, planning, reporting
from tirek.department.control.enums import InspectionKind, SampleMethod, SampleUnit
from tirek.department.control.models import Inspection
from tirek.department.control.register import finding_codes
from tirek.department.control.sampling import CONFIDENCES_PERCENT
from tirek.department.core.calendar.today import today
from tirek.department.core.queries import territories_over
from tirek.department.core.refusals import Refused
from tirek.web.office.control.doors import DIRECT, INSPECT, found_plan, found_sampled
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.cases import programme_title
from tirek.web.ui.errors import AbilityMissing
from tirek.web.ui.form_page import answer_form, refuse, typed
from tirek.web.ui.forms import DayField
from tirek.web.ui.language import language_of_page
from tirek.web.ui.once import once_only
from tirek.web.ui.places import place_title

METHODS = ["GET", "HEAD", "POST"]
AREA = forms.Textarea({"rows": "4"})


class PlanForm(forms.Form):
    """What is to be inspected."""

    territory = forms.ChoiceField(label=gettext_lazy("Territory"))
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=2020, max_value=2100)
    quarter = forms.TypedChoiceField(
        label=gettext_lazy("Quarter"), required=False, coerce=int, empty_value=None,
        choices=[("", gettext_lazy("the whole year")), *((each, str(each)) for each in range(1, 5))],
    )  # fmt: skip
    title = forms.CharField(label=gettext_lazy("What is inspected"), max_length=200)
    ground = forms.CharField(label=gettext_lazy("Ground"), max_length=1000, widget=AREA)


class DrawForm(forms.Form):
    """From what a sample is drawn, and how."""

    method = forms.ChoiceField(label=gettext_lazy("How it is drawn"), choices=SampleMethod.choices)
    unit = forms.ChoiceField(label=gettext_lazy("What is drawn"), choices=SampleUnit.choices)
    first_day = DayField(label=gettext_lazy("First day"))
    last_day = DayField(label=gettext_lazy("Last day"))
    programme = forms.ChoiceField(label=gettext_lazy("Programme"), required=False)
    confidence_percent = forms.TypedChoiceField(
        label=gettext_lazy("Confidence, %"), coerce=int, choices=[(each, str(each)) for each in CONFIDENCES_PERCENT]
    )
    margin_percent = forms.DecimalField(label=gettext_lazy("Margin, %"), max_digits=4, decimal_places=1)
    risk_size = forms.IntegerField(label=gettext_lazy("How many by risk"), min_value=0, max_value=1000)

    def choice(self) -> drawing.Choice:
        """What was chosen, for the drawing."""
        told = dict(self.cleaned_data)
        programme = told.pop("programme")
        method, unit = SampleMethod(told.pop("method")), SampleUnit(told.pop("unit"))
        return drawing.Choice(method=method, unit=unit, programmes=(programme,) if programme else (), **told)


class AssignForm(forms.Form):
    """Who inspects."""

    inspector = forms.TypedChoiceField(label=gettext_lazy("Inspector"), coerce=int)


class WhyForm(forms.Form):
    """Why something is left out."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500, widget=AREA)


class InspectForm(forms.Form):
    """What was seen."""

    kind = forms.ChoiceField(label=gettext_lazy("How it was inspected"), choices=InspectionKind.choices)
    held_on = DayField(label=gettext_lazy("Day"))
    words = forms.CharField(label=gettext_lazy("What was seen"), max_length=5000, widget=AREA)


class FindForm(forms.Form):
    """One finding."""

    code = forms.ChoiceField(label=gettext_lazy("Finding"))
    sum_tenge = forms.IntegerField(label=gettext_lazy("Sum at stake, ₸"), required=False, min_value=1)
    words = forms.CharField(label=gettext_lazy("In words"), max_length=5000, widget=AREA)


@require_http_methods(METHODS)
@needs("view_control")
@once_only
def prepare(request: ViewerRequest) -> HttpResponse:
    """Write a plan."""
    _demand(request, INSPECT, DIRECT)
    form = PlanForm(typed(request), initial={"year": today().year})
    codes = request.viewer.territories
    form.fields["territory"].choices = [(each, place_title(each)) for each in codes]  # type: ignore[attr-defined]

    def save(told: dict[str, Any]) -> str:
        return _to_plan(planning.prepare_plan(**told, acting_user=request.user).pk)

    return answer_form(request, form, save, heading=_("A new plan of inspections"), back=reverse("office:control-home"))


@require_POST
@needs(DIRECT)
@once_only
def approve(request: ViewerRequest, plan_id: int) -> HttpResponse:
    """Approve a plan of somebody else."""
    return _done(request, plan_id, planning.approve_plan)


@require_POST
@needs("view_control")
@once_only
def drop(request: ViewerRequest, plan_id: int) -> HttpResponse:
    """Give a plan up."""
    _demand(request, INSPECT, DIRECT)
    return _done(request, plan_id, planning.drop_plan)


@require_POST
@needs("view_control")
@once_only
def report(request: ViewerRequest, plan_id: int) -> HttpResponse:
    """Freeze the report, and close the plan."""
    _demand(request, INSPECT, DIRECT)
    return _done(request, plan_id, reporting.report_plan)


@require_http_methods(METHODS)
@needs("view_control")
@once_only
def draw(request: ViewerRequest, plan_id: int) -> HttpResponse:
    """How many a choice would take (GET), and the drawing itself (POST)."""
    _demand(request, INSPECT, DIRECT)
    plan = found_plan(plan_id)
    first = date(plan.year, 3 * ((plan.quarter or 1) - 1) + 1, 1)
    initial = {
        "method": SampleMethod.BOTH, "unit": SampleUnit.DECISION, "first_day": first, "last_day": today(),
        "confidence_percent": 95, "margin_percent": Decimal(5), "risk_size": 10,
    }  # fmt: skip
    form = DrawForm(request.POST if request.method == "POST" else request.GET or None, initial=initial)
    programmes = [(each, programme_title(each)) for each in department_programmes()]
    form.fields["programme"].choices = [("", _("all programmes")), *programmes]  # type: ignore[attr-defined]
    sizes = None
    if form.is_valid():
        try:
            if request.method == "POST":
                drawing.draw_sample(plan, form.choice(), acting_user=request.user)
                return redirect("office:plan-show", plan.pk)
            sizes = drawing.sizes_for(plan, form.choice())
        except Refused as refusal:
            refuse(form, refusal)
    context = {"form": form, "plan": plan, "sizes": sizes}
    return render(request, "office/control/draw.html", context, status=422 if form.errors else 200)


@require_http_methods(METHODS)
@needs(DIRECT)
@once_only
def assign(request: ViewerRequest, sampled_id: int) -> HttpResponse:
    """Give a case to an inspector who took no part in it."""
    sampled = found_sampled(sampled_id)
    posts = staff_with([INSPECT], today()).filter(territory_id__in=territories_over([sampled.territory]))
    free = {each.user_id: each.user for each in posts if not inspecting.took_part(sampled.case_id, each.user_id)}
    form = AssignForm(typed(request))
    form.fields["inspector"].choices = [(key, user.get_full_name()) for key, user in free.items()]  # type: ignore[attr-defined]

    def save(told: dict[str, Any]) -> None:
        inspector = User.objects.get(pk=told["inspector"])
        inspecting.assign_inspector(sampled, inspector, acting_user=request.user)

    return answer_form(request, form, save, heading=_("Who inspects"), back=_to_sampled(sampled_id))


@require_http_methods(METHODS)
@needs(DIRECT)
@once_only
def exclude(request: ViewerRequest, sampled_id: int) -> HttpResponse:
    """Leave a case out that cannot be inspected."""
    sampled = found_sampled(sampled_id)

    def save(told: dict[str, Any]) -> None:
        inspecting.leave_out(sampled, **told, acting_user=request.user)

    form = WhyForm(typed(request))
    return answer_form(request, form, save, heading=_("It cannot be inspected"), back=_to_sampled(sampled_id))


@require_http_methods(METHODS)
@needs(INSPECT)
@once_only
def inspect(request: ViewerRequest, sampled_id: int) -> HttpResponse:
    """Write down what was seen."""
    sampled = found_sampled(sampled_id)
    known = getattr(sampled, "inspection", None)
    initial = {"kind": known.kind, "held_on": known.held_on, "words": known.words} if known else {"held_on": today()}

    def save(told: dict[str, Any]) -> None:
        kind = InspectionKind(told.pop("kind"))
        inspecting.hold_inspection(sampled, kind, **told, acting_user=request.user)

    form = InspectForm(typed(request), initial=initial)
    return answer_form(request, form, save, heading=_("Inspection"), back=_to_sampled(sampled_id))


@require_http_methods(METHODS)
@needs(INSPECT)
@once_only
def find(request: ViewerRequest, sampled_id: int) -> HttpResponse:
    """Write a finding down."""
    inspection = _inspection(sampled_id)
    language = language_of_page()
    form = FindForm(typed(request))
    form.fields["code"].choices = [(code, each.title[language]) for code, each in finding_codes().items()]  # type: ignore[attr-defined]

    def save(told: dict[str, Any]) -> None:
        inspecting.record_finding(inspection, told.pop("code"), **told, acting_user=request.user)

    return answer_form(request, form, save, heading=_("A finding"), back=_to_sampled(sampled_id))


@require_POST
@needs(INSPECT)
@once_only
def close(request: ViewerRequest, sampled_id: int) -> HttpResponse:
    """Close the inspection."""
    try:
        inspecting.close_inspection(_inspection(sampled_id), acting_user=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    return redirect(_to_sampled(sampled_id))


def _inspection(sampled_id: int) -> Inspection:
    inspection: Inspection | None = getattr(found_sampled(sampled_id), "inspection", None)
    if inspection is None:
        raise Http404
    return inspection


def _done(request: ViewerRequest, plan_id: int, action: Any) -> HttpResponse:
    try:
        action(found_plan(plan_id), acting_user=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    return redirect(_to_plan(plan_id))


def _demand(request: ViewerRequest, *abilities: str) -> None:
    if not any(request.viewer.may(each) for each in abilities):
        raise AbilityMissing(abilities[0])


def _to_plan(plan_id: int) -> str:
    return reverse("office:plan-show", args=[plan_id])


def _to_sampled(sampled_id: int) -> str:
    return reverse("office:sampled-show", args=[sampled_id])
