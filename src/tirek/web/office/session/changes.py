"""Changing a session: calling it, its agenda, who is present, proposals, votes, closing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django import forms as django_forms
from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tirek.department.core.calendar.today import today
from tirek.department.core.refusals import NotSeen
from tirek.department.flows.agenda import Waiting, cases_waiting, put_on_agenda
from tirek.department.journal.views import note_view
from tirek.department.verification.access import access_item
from tirek.department.verification.actions import sessions
from tirek.department.verification.enums import Ballot
from tirek.department.verification.models import SessionItem
from tirek.department.verification.sessions import members_of
from tirek.department.verification.staffing import SITS, candidates_for
from tirek.rulebook.catalogue import find_benefit
from tirek.web.office.session import forms
from tirek.web.office.session.views import found_session
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.form_page import answer_form, typed
from tirek.web.ui.language import language_of_page, sentence
from tirek.web.ui.once import once_only
from tirek.web.ui.places import district_choices, place_title
from tirek.web.ui.wording import tenge_words

METHODS: Final = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
@needs("sit_in_commission")
@once_only
def call(request: ViewerRequest) -> HttpResponse:
    """Call the commission of a district for a day; ``?territory=`` chooses among several districts."""
    districts = dict(district_choices(request.viewer))
    asked = request.GET.get("territory") or settings.DEPARTMENT_KATO
    territory = asked if asked in districts else next(iter(districts), "")
    if not territory:
        raise Http404
    candidates = candidates_for(SITS, territory, today())
    form = forms.CallForm(candidates, request.viewer.confidential, typed(request), initial={"held_on": today()})

    def save(told: dict[str, Any]) -> str:
        users = {str(each.user.pk): each.user for each in candidates}
        made = sessions.call_session(
            territory,
            told["held_on"],
            [users[pk] for pk in told["members"]],
            users[told["chair"]],
            acting_user=request.user,
            confidential=told.get("confidential", ""),
        )
        return reverse("office:session-show", args=[made.pk])

    return answer_form(
        request,
        form,
        save,
        heading=_("Call the special commission"),
        back=reverse("office:session-list"),
        action=_("Call"),
        about=place_title(territory),
        template="office/session/call.html",
        districts=[(code, title) for code, title in districts.items() if code != territory],
    )


@require_http_methods(METHODS)
@needs("sit_in_commission")
@once_only
def add(request: ViewerRequest, session_id: int) -> HttpResponse:
    """Cases that wait for a sum, put on the agenda."""
    session = found_session(request.viewer, session_id, to_change=request.method == "POST")
    waiting = {str(each.case.pk): each for each in cases_waiting(session)}
    if waiting:
        note_view("case-list", None, [each.case.applicant_id for each in waiting.values()])
    form = forms.AgendaForm([(pk, _line(each)) for pk, each in waiting.items()], typed(request))

    def save(told: dict[str, Any]) -> None:
        for pk in told["cases"]:
            put_on_agenda(session, waiting[pk].case, acting_user=request.user)

    return _answer(request, form, save, session_id, _("Cases for the agenda"), _("Put on the agenda"))


@require_http_methods(METHODS)
@needs("sit_in_commission")
@once_only
def mark(request: ViewerRequest, session_id: int) -> HttpResponse:
    """Who of the members is present."""
    session = found_session(request.viewer, session_id, to_change=request.method == "POST")
    form = forms.PresentForm(members_of(session), typed(request))

    def save(told: dict[str, Any]) -> None:
        sessions.mark_present(session, [int(pk) for pk in told["present"]], acting_user=request.user)

    return _answer(request, form, save, session_id, _("Who is present"))


@require_http_methods(METHODS)
@needs("sit_in_commission")
@once_only
def propose(request: ViewerRequest, item_id: int) -> HttpResponse:
    """A sum under the ceiling, or "not in need"."""
    item = _found_item(request, item_id)
    initial = {"amount_tenge": item.amount_tenge, "ground": item.ground}
    initial["answer"] = forms.NO_NEED if item.in_need is False else forms.SUM
    form = forms.ProposalForm(typed(request), initial=initial)

    def save(told: dict[str, Any]) -> None:
        amount = told["amount_tenge"] if told["answer"] == forms.SUM else None
        sessions.propose_sum(item, amount, told["ground"], acting_user=request.user)

    return _answer(request, form, save, item.session_id, _("Propose a sum"), _("Propose"), about=_about(item))


@require_http_methods(METHODS)
@needs("sit_in_commission")
@once_only
def vote(request: ViewerRequest, item_id: int) -> HttpResponse:
    """For, against or abstained; once."""
    item = _found_item(request, item_id)

    def save(told: dict[str, Any]) -> None:
        sessions.vote_on_item(item, Ballot(told["ballot"]), acting_user=request.user)

    form = forms.BallotForm(typed(request))
    return _answer(request, form, save, item.session_id, _("Vote"), _("Vote"), about=_about(item))


@require_http_methods(METHODS)
@needs("sit_in_commission")
@once_only
def defer(request: ViewerRequest, item_id: int) -> HttpResponse:
    """Put an item off to another session."""
    item = _found_item(request, item_id)

    def save(told: dict[str, Any]) -> None:
        sessions.defer_item(item, told["reason"], acting_user=request.user)

    form = forms.ReasonedForm(typed(request))
    return _answer(request, form, save, item.session_id, _("Put off"), _("Put off"), about=_about(item))


@require_http_methods(METHODS)
@needs("sit_in_commission")
@once_only
def close(request: ViewerRequest, session_id: int) -> HttpResponse:
    """Close the session: the minutes get their number."""
    session = found_session(request.viewer, session_id, to_change=request.method == "POST")

    def save(_told: dict[str, Any]) -> None:
        sessions.close_session(session, acting_user=request.user)

    form = django_forms.Form(typed(request))
    about = _("Afterwards nothing of the session changes any more.")
    return _answer(request, form, save, session_id, _("Close the session"), _("Close"), about=about)


@require_http_methods(METHODS)
@needs("sit_in_commission")
@once_only
def cancel(request: ViewerRequest, session_id: int) -> HttpResponse:
    """Call a session off."""
    session = found_session(request.viewer, session_id, to_change=request.method == "POST")

    def save(told: dict[str, Any]) -> None:
        sessions.cancel_session(session, told["reason"], acting_user=request.user)

    form = forms.ReasonedForm(typed(request))
    return _answer(request, form, save, session_id, _("Call the session off"), _("Call the session off"))


def _found_item(request: ViewerRequest, item_id: int) -> SessionItem:
    try:
        return access_item(request.viewer, item_id, to_change=request.method == "POST")
    except NotSeen:
        raise Http404 from None


def _answer(
    request: ViewerRequest,
    form: django_forms.Form,
    save: Callable[[dict[str, Any]], object],
    session_id: int,
    heading: str | Promise,
    action: str | Promise = "",
    *,
    about: str = "",
) -> HttpResponse:
    back = reverse("office:session-show", args=[session_id])
    return answer_form(request, form, save, heading=heading, back=back, action=action, about=about)


def _line(waiting: Waiting) -> str:
    case = waiting.case
    title = sentence(find_benefit(case.programme).document["title"])
    name = case.applicant.full_name(language_of_page())
    return f"{case.application.number} · {name} · {title} · {_up_to(waiting.ceiling_tenge)}"


def _about(item: SessionItem) -> str:
    name = item.case.applicant.full_name(language_of_page())
    title = sentence(find_benefit(item.case.programme).document["title"])
    shown = [name, title, _up_to(item.ceiling_tenge)]
    if item.amount_tenge is not None:
        shown.append(_("proposed: %(sum)s") % {"sum": tenge_words(item.amount_tenge)})
    elif item.in_need is False:
        shown.append(_("proposed: not in need"))
    return " · ".join(shown)


def _up_to(ceiling_tenge: int) -> str:
    return _("at most %(sum)s") % {"sum": tenge_words(ceiling_tenge)}
