"""Changing: receive a complaint, send it on, say how it was, answer, close."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tirek.department.accounts.models import User
from tirek.department.accounts.queries import staff_with
from tirek.department.appeals.access import HANDLE
from tirek.department.appeals.actions import complaints
from tirek.department.appeals.enums import ComplaintSubject
from tirek.department.appeals.models import Complaint
from tirek.department.applications.models import Application, Case
from tirek.department.core.calendar.today import today
from tirek.department.core.refusals import Refused
from tirek.department.registry.models import Person
from tirek.web.office.complaint.views import found_complaint
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.form_page import answer_form, typed
from tirek.web.ui.forms import DayField
from tirek.web.ui.once import once_only
from tirek.web.ui.places import district_choices

METHODS = ["GET", "HEAD", "POST"]
EMPTY = [("", "—")]


def long_text(label: Any, *, required: bool = True, most: int = 5000) -> forms.CharField:
    """A text of several lines."""
    return forms.CharField(label=label, required=required, max_length=most, widget=forms.Textarea({"rows": "5"}))


class ReceiveForm(forms.Form):
    """A complaint as it came; neither number is needed."""

    territory = forms.ChoiceField(label=gettext_lazy("District"))
    subject = forms.ChoiceField(label=gettext_lazy("Subject"), choices=[*EMPTY, *ComplaintSubject.choices])
    text = long_text(gettext_lazy("What the complaint is about"))
    received_on = DayField(label=gettext_lazy("Day of receipt"))
    iin = forms.CharField(
        label=gettext_lazy("IIN of who complains"), required=False, max_length=12,
        help_text=gettext_lazy("Leave it empty for an anonymous complaint."),
    )  # fmt: skip
    application = forms.CharField(
        label=gettext_lazy("Number of the application it is about"), required=False, max_length=24
    )


class RouteForm(forms.Form):
    """To whom it is sent."""

    to = forms.TypedChoiceField(label=gettext_lazy("To whom"), coerce=int)
    reason = forms.CharField(label=gettext_lazy("What to look at"), required=False, max_length=500)


class RespondForm(forms.Form):
    """How it was, in the words of whom it was sent to."""

    text = long_text(gettext_lazy("How it was"), most=500)


class AnswerForm(forms.Form):
    """The answer."""

    answer = long_text(gettext_lazy("Answer"))
    justified = forms.TypedChoiceField(
        label=gettext_lazy("Was the complaint justified?"),
        choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
        coerce=lambda told: told == "yes",
        widget=forms.RadioSelect,
    )


class CloseForm(forms.Form):
    """Why there is no answer."""

    reason = long_text(gettext_lazy("Reason"), most=500)


@require_http_methods(METHODS)
@needs(HANDLE)
@once_only
def receive(request: ViewerRequest) -> HttpResponse:
    """A complaint that came."""
    form = ReceiveForm(typed(request), initial={"received_on": today()})
    form.fields["territory"].choices = district_choices(request.viewer)  # type: ignore[attr-defined]

    def save(told: dict[str, Any]) -> str:
        person, case = _person(told.pop("iin")), _case(told.pop("application"))
        subject = ComplaintSubject(told.pop("subject"))
        made = complaints.receive_complaint(**told, subject=subject, person=person, case=case, acting_user=request.user)
        return reverse("office:complaint-show", args=[made.pk])

    back = reverse("office:complaint-list")
    return answer_form(request, form, save, heading=_("Receive a complaint"), back=back, action=_("Receive"))


@require_http_methods(METHODS)
@needs(HANDLE)
@once_only
def route(request: ViewerRequest, complaint_id: int) -> HttpResponse:
    """Send a complaint to whom it concerns."""
    complaint = found_complaint(request, complaint_id)
    users = {post.user_id: post.user for post in staff_with(["view_cases"], today()).select_related("user")}
    users.pop(request.user.pk, None)
    form = RouteForm(typed(request))
    named = sorted(((pk, user.get_full_name()) for pk, user in users.items()), key=lambda pair: pair[1])
    form.fields["to"].choices = [*EMPTY, *named]  # type: ignore[attr-defined]

    def save(told: dict[str, Any]) -> None:
        to: User = users[told.pop("to")]
        complaints.route_complaint(complaint, to, **told, acting_user=request.user)

    return _answer(request, complaint, form, save, _("Send it to whom it concerns"), _("Send"))


@require_http_methods(METHODS)
@needs("view_cases")
@once_only
def respond(request: ViewerRequest, complaint_id: int) -> HttpResponse:
    """Say to the ombudsman how it was."""
    complaint = found_complaint(request, complaint_id)
    if complaint.routed_to_id != request.user.pk:
        raise Http404

    def save(told: dict[str, Any]) -> None:
        complaints.respond_complaint(complaint, **told, acting_user=request.user)

    return _answer(request, complaint, RespondForm(typed(request)), save, _("Say how it was"), _("Send"))


@require_http_methods(METHODS)
@needs(HANDLE)
@once_only
def answer(request: ViewerRequest, complaint_id: int) -> HttpResponse:
    """Answer a complaint."""
    complaint = found_complaint(request, complaint_id)

    def save(told: dict[str, Any]) -> None:
        complaints.answer_complaint(complaint, **told, acting_user=request.user)

    return _answer(
        request, complaint, AnswerForm(typed(request)), save, _("Answer the complaint"), _("Send the answer")
    )


@require_http_methods(METHODS)
@needs(HANDLE)
@once_only
def close(request: ViewerRequest, complaint_id: int) -> HttpResponse:
    """Close a complaint without an answer."""
    complaint = found_complaint(request, complaint_id)

    def save(told: dict[str, Any]) -> None:
        complaints.close_complaint(complaint, **told, acting_user=request.user)

    return _answer(request, complaint, CloseForm(typed(request)), save, _("Close without an answer"), _("Close"))


def _answer(
    request: ViewerRequest,
    complaint: Complaint,
    form: forms.Form,
    save: Callable[[dict[str, Any]], object],
    heading: str | Promise,
    action: str | Promise,
) -> HttpResponse:
    back = reverse("office:complaint-show", args=[complaint.pk])
    return answer_form(request, form, save, heading=heading, back=back, action=action, about=complaint.number)


def _person(iin: str) -> Person | None:
    if not iin.strip():
        return None
    found = Person.objects.filter(iin=iin.strip(), merged_into__isnull=True).first()
    if found is None:
        raise Refused("nobody", gettext_lazy("Nobody in your districts has this IIN."), "iin")
    return found


def _case(number: str) -> Case | None:
    if not number.strip():
        return None
    application = Application.objects.filter(number=number.strip()).first()
    case = Case.objects.filter(application=application).order_by("pk").first() if application else None
    if case is None:
        raise Refused("no_application", gettext_lazy("There is no such application in your districts."), "application")
    return case
