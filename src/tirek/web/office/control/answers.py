"""After a finding: reply, measure, objection; and what is said of an anomaly."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tirek.department.control.actions import answering
from tirek.department.control.actions.sharing import explain_sharing
from tirek.department.control.enums import AnomalyKind, MeasureKind, ObjectionOutcome, SharingGround
from tirek.department.control.models import Measure, Objection
from tirek.department.control.register import finding_codes
from tirek.department.core.calendar.today import today
from tirek.web.office.control.doors import DIRECT, VIEW, found_finding
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.form_page import answer_form, typed
from tirek.web.ui.forms import DayField
from tirek.web.ui.once import once_only

METHODS = ["GET", "HEAD", "POST"]
AREA = forms.Textarea({"rows": "5"})


class ReplyForm(forms.Form):
    """What the section says."""

    accepts = forms.TypedChoiceField(
        label=gettext_lazy("The section"), coerce=lambda told: told == "yes", widget=forms.RadioSelect,
        choices=[("yes", gettext_lazy("agrees with the finding")), ("no", gettext_lazy("does not agree"))],
    )  # fmt: skip
    text = forms.CharField(label=gettext_lazy("Reply"), max_length=5000, widget=AREA)


class MeasureForm(forms.Form):
    """What is ordered."""

    kind = forms.ChoiceField(label=gettext_lazy("Measure"), choices=MeasureKind.choices)
    words = forms.CharField(label=gettext_lazy("What is to be done"), max_length=1000, widget=AREA)
    due_on = DayField(label=gettext_lazy("Last day"))


class DoneForm(forms.Form):
    """That it was done."""

    done_on = DayField(label=gettext_lazy("Carried out on"))
    words = forms.CharField(label=gettext_lazy("What was done"), max_length=1000, widget=AREA)


class ObjectForm(forms.Form):
    """Why somebody disagrees."""

    text = forms.CharField(label=gettext_lazy("Objection"), max_length=5000, widget=AREA)


class DecideForm(forms.Form):
    """What an objection came to."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome"), choices=ObjectionOutcome.choices, widget=forms.RadioSelect
    )
    reasons = forms.CharField(label=gettext_lazy("Reasons"), max_length=5000, widget=AREA)


class ExplainForm(forms.Form):
    """Why a sharing is lawful."""

    ground = forms.ChoiceField(label=gettext_lazy("Ground"), choices=SharingGround.choices)
    words = forms.CharField(
        label=gettext_lazy("In words"), max_length=500, widget=AREA,
        help_text=gettext_lazy("Without names or numbers of people."),
    )  # fmt: skip


@require_http_methods(METHODS)
@needs("view_cases")
@once_only
def reply(request: ViewerRequest, finding_id: int) -> HttpResponse:
    """What the section says to a finding."""
    finding = found_finding(request, finding_id)

    def save(told: dict[str, Any]) -> None:
        answering.reply_to_finding(finding, **told, acting_user=request.user)

    form = ReplyForm(typed(request))
    return answer_form(request, form, save, heading=_("Reply of the section"), back=_to_finding(finding_id))


@require_http_methods(METHODS)
@needs(DIRECT)
@once_only
def order(request: ViewerRequest, finding_id: int) -> HttpResponse:
    """Order what follows."""
    finding = found_finding(request, finding_id)

    def save(told: dict[str, Any]) -> None:
        answering.order_measure(finding, MeasureKind(told.pop("kind")), **told, acting_user=request.user)

    form = MeasureForm(typed(request), initial={"kind": finding_codes()[finding.code].measures[0]})
    return answer_form(request, form, save, heading=_("Order a measure"), back=_to_finding(finding_id))


@require_http_methods(METHODS)
@needs(VIEW)
@once_only
def finish(request: ViewerRequest, measure_id: int) -> HttpResponse:
    """Write down that a measure was carried out."""
    measure = Measure.objects.filter(pk=measure_id).first()
    if measure is None:
        raise Http404
    found_finding(request, measure.finding_id)

    def save(told: dict[str, Any]) -> None:
        answering.finish_measure(measure, **told, acting_user=request.user)

    form = DoneForm(typed(request), initial={"done_on": today()})
    back = _to_finding(measure.finding_id)
    return answer_form(request, form, save, heading=measure.get_kind_display(), back=back)


@require_http_methods(METHODS)
@needs("view_cases")
@once_only
def disagree(request: ViewerRequest, finding_id: int) -> HttpResponse:
    """Object to a finding."""
    finding = found_finding(request, finding_id)

    def save(told: dict[str, Any]) -> None:
        answering.object_to_finding(finding, **told, acting_user=request.user)

    form = ObjectForm(typed(request))
    return answer_form(request, form, save, heading=_("Object to the finding"), back=_to_finding(finding_id))


@require_http_methods(METHODS)
@needs(DIRECT)
@once_only
def decide(request: ViewerRequest, objection_id: int) -> HttpResponse:
    """Decide an objection of somebody else."""
    objection = Objection.objects.select_related("finding").filter(pk=objection_id).first()
    if objection is None:
        raise Http404
    found_finding(request, objection.finding_id)

    def save(told: dict[str, Any]) -> None:
        outcome = ObjectionOutcome(told.pop("outcome"))
        answering.decide_objection(objection, outcome, **told, acting_user=request.user)

    back = _to_finding(objection.finding_id)
    form = DecideForm(typed(request))
    return answer_form(request, form, save, heading=_("Decide the objection"), back=back)


@require_http_methods(METHODS)
@needs("inspect_cases")
@once_only
def explain(request: ViewerRequest, kind: str, mark: str) -> HttpResponse:
    """Say why a sharing is lawful."""
    if kind not in AnomalyKind.values:
        raise Http404

    def save(told: dict[str, Any]) -> None:
        ground = SharingGround(told.pop("ground"))
        explain_sharing(AnomalyKind(kind), mark, ground=ground, **told, acting_user=request.user)

    back = f"{reverse('office:anomaly-list')}?kind={kind}"
    form = ExplainForm(typed(request))
    return answer_form(request, form, save, heading=_("Why this sharing is lawful"), back=back)


def _to_finding(finding_id: int) -> str:
    return reverse("office:finding-show", args=[finding_id])
