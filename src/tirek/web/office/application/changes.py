"""Changing: begin, fill in, save, register, put aside, withdraw."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tirek.department.accounts.viewer import Viewer
from tirek.department.applications.access import access_case
from tirek.department.applications.actions import drafts, registration
from tirek.department.applications.bars import bars_among
from tirek.department.applications.enums import Channel
from tirek.department.applications.models import Application
from tirek.department.applications.programmes import askable_programmes, confidential_kind, road_of, title_of
from tirek.department.applications.queries import drafts_of_family, open_programmes
from tirek.department.applications.questions import AnswersRefused, claims_told, missing_claim, read_answers
from tirek.department.core.calendar.today import today
from tirek.department.core.refusals import NotSeen, Refused
from tirek.department.journal.views import note_view
from tirek.department.registry.access import access_family
from tirek.department.registry.models import Family
from tirek.web.office.application.forms import AnswersForm, StartForm
from tirek.web.office.application.previews import previews_of
from tirek.web.office.application.sections import sections_of
from tirek.web.office.application.views import Declared, found_application, shown_draft, titles_of
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.facts import value_words
from tirek.web.ui.form_page import answer_form, refuse, typed
from tirek.web.ui.forms import ReasonForm
from tirek.web.ui.language import language_of_page, sentence
from tirek.web.ui.once import once_only


@require_http_methods(["GET", "HEAD", "POST"])
@needs("register_application")
@once_only
def start(request: ViewerRequest, family_id: int) -> HttpResponse:
    """Choose who applies, and for what."""
    family = _found_family(request.viewer, family_id)
    members = registration.applying_members(family, today())
    note_view("family", family.pk, [one.person.pk for one in members], detail="application")
    language = language_of_page()
    form = StartForm(
        typed(request),
        initial={"channel": Channel.OFFICE},
        applicants=[(str(one.person.pk), one.person.full_name(language)) for one in members if one.adult],
        programmes=_choices(request.viewer, family, language, with_preview="preview" in request.GET),
    )

    def save(told: dict[str, Any]) -> str:
        applicant = next(one.person for one in members if str(one.person.pk) == told["applicant"])
        draft = drafts.start_draft(
            family,
            applicant,
            told["programmes"],
            channel=told["channel"],
            received_on=told["received_on"],
            acting_user=request.user,
        )
        return reverse("office:application-form", args=[draft.pk])

    return answer_form(
        request,
        form,
        save,
        heading=_("New application"),
        about=", ".join(one.person.full_name(language) for one in members),
        back=reverse("office:family-show", args=[family.pk]),
        action=_("Go on to the form"),
        said=_("The draft is saved."),
        template="office/application/start.html",
        drafts=[shown_draft(row, today()) for row in drafts_of_family(family)],
        open_titles=titles_of(sorted(open_programmes(family))),
    )


def _found_family(viewer: Viewer, pk: int) -> Family:
    try:
        return access_family(viewer, pk)
    except NotSeen:
        raise Http404 from None


def _choices(
    viewer: Viewer, family: Family, language: str, *, with_preview: bool
) -> list[tuple[str, list[tuple[str, str]]]]:
    """The programmes that this viewer may register, grouped by their road; with what the law would say today, if asked."""
    kinds = {"", *viewer.confidential}
    names = [benefit.id for benefit in askable_programmes(today()) if confidential_kind(benefit) in kinds]
    told = previews_of(family, names, today()) if with_preview else {}
    groups: dict[str, list[tuple[str, str]]] = {}
    for name in names:
        title = title_of(name, language)
        label = f"{title}: {told[name]}" if name in told else title
        groups.setdefault(sentence(road_of(name).title), []).append((name, label))
    return [(group, sorted(choices, key=lambda choice: choice[1])) for group, choices in groups.items()]


@require_http_methods(["GET", "HEAD", "POST"])
@needs("register_application")
@once_only
def fill(request: ViewerRequest, application_id: int) -> HttpResponse:
    """The form of a draft: one for all its programmes. What is typed is kept, faults included."""
    application = found_application(request.viewer, application_id)
    if application.registered_at is not None:
        return redirect("office:application-show", application.pk)
    claims = max(claims_told(application.answers) + ("more" in request.GET), claims_told(request.POST))
    sections = sections_of(application, claims=claims)
    form = AnswersForm(typed(request), sections=sections, answers=application.answers)
    if request.method == "POST":
        answered = _save_form(request, application, form)
        if answered is not None:
            return answered
    context = {
        "application": application,
        "form": form,
        "sections": form.show(),
        "programmes": titles_of(application.programmes),
        "applicant": application.applicant.full_name(language_of_page()),
        "seen": request.POST.get("seen") or application.saved_at.isoformat(),
        "has_claims": any(key.startswith("claim.") for key in form.fields),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "office/application/form.html", context, status=status)


def _save_form(request: ViewerRequest, application: Application, form: AnswersForm) -> HttpResponse | None:
    """Where a saved form leads; None where it is shown again with its faults."""
    answers = form.told()
    try:
        drafts.save_draft(application, answers, acting_user=request.user, seen=_seen(request.POST))
    except Refused as refusal:
        refuse(form, refusal)
        return None
    goes_on = request.POST.get("then", "")
    if goes_on == "check":
        _name_faults(application, form, answers)
        return None if form.errors else redirect("office:application-check", application.pk)
    messages.success(request, _("The draft is saved."))
    address = reverse("office:application-form", args=[application.pk])
    return redirect(f"{address}?more" if goes_on == "more" else address)


def _seen(told: Mapping[str, str]) -> datetime | None:
    return parse_datetime(told.get("seen", ""))


def _name_faults(application: Application, form: AnswersForm, answers: Mapping[str, str]) -> None:
    members = registration.applying_members(application.family, application.received_on)
    try:
        read_answers(application.programmes, [one.person.pk for one in members], answers)
    except AnswersRefused as refusal:
        for key, message in refusal.faults.items():
            form.add_error(key if key in form.fields else None, str(message))


@require_POST
@needs("register_application")
@once_only
def autosave(request: ViewerRequest, application_id: int) -> HttpResponse:
    """Keep what is typed while it is typed; the page sends it again and again."""
    application = found_application(request.viewer, application_id, what="autosave")
    sections = sections_of(application, claims=claims_told(request.POST))
    form = AnswersForm(request.POST, sections=sections, answers=application.answers)
    try:
        saved = drafts.save_draft(application, form.told(), acting_user=request.user, seen=_seen(request.POST))
    except Refused as refusal:
        return JsonResponse({"refused": str(refusal.message)}, status=HTTPStatus.CONFLICT)
    return JsonResponse({"seen": saved.saved_at.isoformat(), "said": _("The draft is saved.")})


@require_http_methods(["GET", "HEAD", "POST"])
@needs("register_application")
@once_only
def check(request: ViewerRequest, application_id: int) -> HttpResponse:
    """Check the answers, then register."""
    application = found_application(request.viewer, application_id)
    if application.registered_at is not None:
        return redirect("office:application-show", application.pk)
    refusal: Refused | None = None
    if request.method == "POST":
        try:
            done = registration.register_application(application, acting_user=request.user)
        except Refused as refused:
            refusal = refused
        else:
            messages.success(request, _("The application is registered: %(number)s.") % {"number": done.number})
            return redirect("office:application-receipt", done.pk)
    context = _check_context(application, refusal)
    status = HTTPStatus.OK if refusal is None else HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "office/application/check.html", context, status=status)


def _check_context(application: Application, refusal: Refused | None) -> dict[str, Any]:
    """What the page of the check shows: the answers in words, and whatever stands in the way."""
    language, on = language_of_page(), application.received_on
    members = registration.applying_members(application.family, on)
    names = {one.person.pk: one.person.full_name(language) for one in members}
    note_view("application", application.pk, names, detail="check")
    in_the_way: list[str] = [str(refusal.message)] if refusal else []
    answers: list[Declared] = []
    try:
        told = read_answers(application.programmes, names, application.answers)
    except AnswersRefused as faults:
        in_the_way.append(str(faults.message))
    else:
        answers = [
            Declared(
                names.get(one.person_id or 0, ""),
                one.fact.title[language],
                value_words(one.fact, one.value, nothing=_("not known")),
            )
            for one in told
        ]
        if missing_claim(application.programmes, told):
            in_the_way.append(_("Say what is to be refunded or provided."))
    bars = bars_among(names, application.programmes, on)
    in_the_way += [str(registration.barred_until(bar)) for bar in bars[:1]]
    already = open_programmes(application.family) & set(application.programmes)
    if already:
        in_the_way.append(
            _("Open already for this family: %(programmes)s.") % {"programmes": titles_of(sorted(already))}
        )
    return {
        "application": application,
        "applicant": application.applicant.full_name(language),
        "programmes": [title_of(name, language) for name in application.programmes],
        "members": members,
        "names": [(names[one.person.pk], one) for one in members],
        "unasked": [names[one.person.pk] for one in members if one.adult and one.consent is None],
        "answers": answers,
        "in_the_way": list(dict.fromkeys(in_the_way)),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@needs("register_application")
@once_only
def abandon(request: ViewerRequest, application_id: int) -> HttpResponse:
    """Put a draft aside, with a reason."""
    application = found_application(request.viewer, application_id)

    def save(told: dict[str, Any]) -> None:
        drafts.abandon_draft(application, acting_user=request.user, reason=told["reason"])

    return answer_form(
        request,
        ReasonForm(typed(request)),
        save,
        heading=_("Put the draft aside"),
        about=f"{application.applicant.full_name(language_of_page())}: {titles_of(application.programmes)}",
        back=reverse("office:application-list"),
        action=_("Put aside"),
        said=_("The draft is put aside."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs("register_application")
@once_only
def withdraw(request: ViewerRequest, case_id: int) -> HttpResponse:
    """The applicant takes one programme back, with a reason."""
    try:
        case = access_case(request.viewer, case_id, to_change=request.method == "POST")
    except NotSeen:
        raise Http404 from None

    def save(told: dict[str, Any]) -> None:
        registration.withdraw_case(case, acting_user=request.user, reason=told["reason"])

    return answer_form(
        request,
        ReasonForm(typed(request)),
        save,
        heading=_("Withdraw the application"),
        about=title_of(case.programme, language_of_page()),
        back=reverse("office:application-show", args=[case.application_id]),
        action=_("Withdraw"),
        said=_("The application for this programme is withdrawn."),
    )
