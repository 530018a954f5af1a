"""Changing a visit: who goes, the act, the votes, the conclusion, or why there is none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django import forms as django_forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tirek.department.accounts.models import User
from tirek.department.applications.access import access_application
from tirek.department.applications.models import Application, ApplicationMember
from tirek.department.core.calendar.today import ALMATY, today
from tirek.department.core.refusals import NotSeen, Refused
from tirek.department.verification.act import ActRefused
from tirek.department.verification.actions import photos, visits
from tirek.department.verification.enums import NoAct, Vote
from tirek.department.verification.models import Visit
from tirek.department.verification.staffing import VISITS, Candidate, candidates_for
from tirek.web.office.visit import forms
from tirek.web.office.visit.shown import address_text
from tirek.web.office.visit.views import found_visit, may_send
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.errors import AbilityMissing
from tirek.web.ui.form_page import answer_form, brought, typed
from tirek.web.ui.language import language_of_page
from tirek.web.ui.once import FIELD, once_only

METHODS: Final = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
@needs("view_cases")
@once_only
def assign(request: ViewerRequest, application_id: int) -> HttpResponse:
    """Who goes to the family of an application."""
    _demand_sender(request)
    try:
        application = access_application(request.viewer, application_id, what="visit")
    except NotSeen:
        raise Http404 from None
    candidates = _candidates(application)
    form = forms.MembersForm(candidates, typed(request))

    def save(told: dict[str, Any]) -> str:
        chosen = _users(candidates, told["members"])
        made = visits.assign_visit(application, chosen, acting_user=request.user)
        return reverse("office:visit-show", args=[made.pk])

    return answer_form(
        request,
        form,
        save,
        heading=_("Who visits the family"),
        back=reverse("office:visit-waiting"),
        action=_("Assign"),
        about=_about(application),
    )


@require_http_methods(METHODS)
@needs("view_cases")
@once_only
def join(request: ViewerRequest, visit_id: int) -> HttpResponse:
    """One more member: somebody fell ill, or the votes are tied."""
    _demand_sender(request)
    visit = found_visit(request.viewer, visit_id, to_change=request.method == "POST")
    gone = set(visit.members.values_list("user_id", flat=True))
    candidates = [each for each in _candidates(visit.application) if each.user.pk not in gone]
    form = forms.MemberForm(candidates, typed(request))

    def save(told: dict[str, Any]) -> None:
        visits.join_visit(visit, _users(candidates, [told["user"]])[0], acting_user=request.user)

    return _answer(request, form, save, visit, _("Add a member of the commission"), _("Add"))


@require_http_methods(METHODS)
@needs("visit_home")
@once_only
def record(request: ViewerRequest, visit_id: int) -> HttpResponse:
    """The act, typed from paper or on the spot; the key of the form is the command of the act."""
    visit = found_visit(request.viewer, visit_id, to_change=request.method == "POST")
    family = ApplicationMember.objects.filter(application=visit.application_id).select_related("person").order_by("pk")
    form = forms.ActPage(list(family), typed(request), brought(request), initial=_moment_now())

    def save(told: dict[str, Any]) -> None:
        photo = told["photos"]
        recorded = visits.Recorded(
            act=forms.answers_of(told),
            visited_at=datetime.combine(told["visited_on"], told["visited_at"], tzinfo=ALMATY),
            latitude=told["latitude"],
            longitude=told["longitude"],
            accuracy_m=told["accuracy_m"],
            photos=(photos.Photo(photo.read(), photo.name),) if photo else (),
        )
        command = UUID(request.POST[FIELD])
        try:
            visits.record_visit(visit, recorded, command=command, acting_user=request.user)
        except ActRefused as refused:
            _show_all(form, refused)

    template = "office/visit/record.html"
    return _answer(request, form, save, visit, _("Act of the visit"), _("Send the act"), template=template)


@require_http_methods(METHODS)
@needs("visit_home")
@once_only
def end_without_act(request: ViewerRequest, visit_id: int) -> HttpResponse:
    """Nobody at home, the wrong address, refused, moved, unsafe."""
    visit = found_visit(request.viewer, visit_id, to_change=request.method == "POST")

    def save(told: dict[str, Any]) -> None:
        outcome = NoAct(told["outcome"])
        visits.close_without_act(visit, outcome, reasons=told["reasons"], acting_user=request.user)

    return _answer(request, forms.NoActForm(typed(request)), save, visit, _("The visit brought no act"))


@require_http_methods(METHODS)
@needs("visit_home")
@once_only
def vote(request: ViewerRequest, visit_id: int) -> HttpResponse:
    """What a member of the commission concludes; once."""
    visit = found_visit(request.viewer, visit_id, to_change=request.method == "POST")

    def save(told: dict[str, Any]) -> None:
        visits.vote_on_visit(visit, Vote(told["vote"]), reason=told["reason"], acting_user=request.user)

    return _answer(request, forms.VoteForm(typed(request)), save, visit, _("Vote"), _("Vote"))


@require_http_methods(METHODS)
@needs("visit_home")
@once_only
def close(request: ViewerRequest, visit_id: int) -> HttpResponse:
    """The conclusion of most, with its reasons."""
    visit = found_visit(request.viewer, visit_id, to_change=request.method == "POST")

    def save(told: dict[str, Any]) -> None:
        visits.close_visit(visit, told["reasons"], acting_user=request.user)

    return _answer(request, forms.ConclusionForm(typed(request)), save, visit, _("Conclude the visit"), _("Conclude"))


@require_http_methods(METHODS)
@needs("view_cases")
@once_only
def cancel(request: ViewerRequest, visit_id: int) -> HttpResponse:
    """Call a visit off."""
    _demand_sender(request)
    visit = found_visit(request.viewer, visit_id, to_change=request.method == "POST")

    def save(told: dict[str, Any]) -> None:
        visits.cancel_visit(visit, told["reason"], acting_user=request.user)

    return _answer(
        request, forms.CancelForm(typed(request)), save, visit, _("Call the visit off"), _("Call the visit off")
    )


def _answer(
    request: ViewerRequest,
    form: django_forms.Form,
    save: Callable[[dict[str, Any]], object],
    visit: Visit,
    heading: str | Promise,
    action: str | Promise = "",
    **options: Any,
) -> HttpResponse:
    back = reverse("office:visit-show", args=[visit.pk])
    about = _about(visit.application)
    return answer_form(request, form, save, heading=heading, back=back, action=action, about=about, **options)


def _about(application: Application) -> str:
    name = application.applicant.full_name(language_of_page())
    return f"{application.number} · {name} · {address_text(application.family.address)}"


def _candidates(application: Application) -> list[Candidate]:
    return candidates_for(
        VISITS,
        application.territory,
        today(),
        confidential=application.confidential,
        family_id=application.family_id,
    )


def _users(candidates: list[Candidate], ids: list[str]) -> list[User]:
    return [each.user for each in candidates if str(each.user.pk) in ids]


def _moment_now() -> dict[str, Any]:
    now = timezone.localtime(timezone.now(), ALMATY)
    return {"visited_on": now.date(), "visited_at": now.time().replace(second=0, microsecond=0)}


def _show_all(form: django_forms.Form, refused: ActRefused) -> None:
    """Every fault of an act at its field; the form page shows the last one itself."""
    *others, last = refused.faults.items()
    for address, sentence in others:
        form.add_error(address if address in form.fields else None, sentence)
    raise Refused(refused.code, last[1], last[0])


def _demand_sender(request: ViewerRequest) -> None:
    if not may_send(request.viewer):
        raise AbilityMissing("check_facts")
