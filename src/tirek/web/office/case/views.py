"""A case whole: who asks for what and by when, its facts, what they rest on, what the law says of them, and what was done."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tirek.department.applications.access import access_case
from tirek.department.applications.actions.hands import WORKING
from tirek.department.applications.enums import CaseState, Turn
from tirek.department.applications.models import Case
from tirek.department.applications.queue import turns_of
from tirek.department.core.calendar.today import today
from tirek.department.core.calendar.working_days import calendar_kept
from tirek.department.core.refusals import NotSeen
from tirek.department.evaluations.models import Evaluation
from tirek.department.journal.views import note_view
from tirek.department.registry.models import Person
from tirek.web.office.case.acts import buttons_of
from tirek.web.office.case.comparison import shown_comparison
from tirek.web.office.case.explanation import evaluations_of, latest, shown_evaluation
from tirek.web.office.case.facts import count_by_state, groups_of
from tirek.web.office.case.steps import entries_of
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.cases import (
    TONES,
    WAITS,
    deadline_of,
    flag_words,
    masked_number,
    programme_title,
    short_name,
    waits_words,
)
from tirek.web.ui.language import language_of_page
from tirek.web.ui.panels import panels_of
from tirek.web.ui.places import place_title

BY_HAND = (Turn.APPLICANT, Turn.REGISTRAR, Turn.SPECIALIST, Turn.REGISTER, Turn.CAREER_CONSULTANT)
"""Turns that an officer may say by hand; the others follow from a visit, a session or a decision."""


@require_safe
@needs("view_cases")
def show_case(request: ViewerRequest, case_id: int) -> HttpResponse:
    """The case, its facts, evidence and explanation side by side, and what other stages say of it."""
    case = found_case(request, case_id)
    groups = groups_of(case)
    evaluations = evaluations_of(case)
    newest = evaluations[0] if evaluations and "preview" in request.GET else latest(evaluations)
    context = {
        **headed(case, request),
        "groups": groups,
        "fact_counts": count_by_state(groups),
        "evaluation": shown_evaluation(newest) if newest else None,
        "evaluations": evaluations,
        "buttons": list(buttons_of(case, request.viewer)),
        "turns": turns_by_hand(case, request),
        "may_evaluate": request.viewer.may("draft_decision"),
        "may_take": may_take(case, request),
        "entries": entries_of(case),
        "panels": list(panels_of("case", request, case)),
    }
    note_view("case", case.pk, [group.person_id for group in groups if group.person_id], detail="facts")
    return render(request, "office/case/show.html", context)


@require_safe
@needs("view_cases")
def compare(request: ViewerRequest, case_id: int) -> HttpResponse:
    """Two evaluations of a case: what of the facts, the law and the steps differs. The last two, where nobody chose."""
    case = found_case(request, case_id, what="compare")
    evaluations = evaluations_of(case)
    chosen = _chosen(evaluations, request)
    comparison = None
    if chosen is not None:
        before, after = chosen
        persons = {pk for each in chosen for pk in each.facts.get("persons", ())}
        people = Person.objects.filter(pk__in=persons)
        names = {person.pk: short_name(person) for person in people}
        note_view("case", case.pk, [*names], detail="compare")
        comparison = shown_comparison(before, after, names)
    context = {
        **headed(case, request),
        "evaluations": evaluations,
        "choices": [("before", _("Before"), chosen[0].pk), ("after", _("After"), chosen[1].pk)] if chosen else [],
        "comparison": comparison,
    }
    return render(request, "office/case/compare.html", context)


def found_case(request: ViewerRequest, case_id: int, *, what: str = "case", to_change: bool = False) -> Case:
    """The case, or the page "not here"."""
    try:
        return access_case(request.viewer, case_id, what=what, to_change=to_change)
    except NotSeen:
        raise Http404 from None


def headed(case: Case, request: ViewerRequest) -> dict[str, Any]:
    """What stands at the head of every page of a case."""
    with calendar_kept():  # the term is counted in one query
        deadline = deadline_of(case, today())
    return {
        "case": case,
        "number": case.application.number or "",
        "person": case.applicant.full_name(language_of_page()),
        "iin": masked_number(case.applicant),
        "programme": programme_title(case.programme),
        "law_url": reverse("office:law-show", args=[case.programme]),
        "district": place_title(case.territory),
        "deadline": deadline,
        "waits": waits_words(case, timezone.now()) if case.state in CaseState.open() else "",
        "is_own_turn": case.state in CaseState.open() and case.turn in turns_of(request.viewer),
        "tone": TONES.get(case.state, ""),
        "flags": [flag_words(flag) for flag in case.flags],
        "officer": case.assigned_to.get_full_name() if case.assigned_to else "",
        "may_view_family": request.viewer.may("view_person"),
        "may_check": request.viewer.may("check_facts"),
    }


def turns_by_hand(case: Case, request: ViewerRequest) -> list[tuple[str, Any]]:
    """To whom the viewer may pass the turn; none where the state alone says it."""
    if case.state not in CaseState.open() or case.state == CaseState.TO_SIGN or not request.viewer.abilities & WORKING:
        return []
    return [(turn.value, WAITS[turn]) for turn in BY_HAND if turn != case.turn]


def may_take(case: Case, request: ViewerRequest) -> bool:
    """Whether the viewer may take the case into the own hands."""
    is_free = case.assigned_to_id is None or request.viewer.may("assign_cases")
    is_other = case.assigned_to_id != request.viewer.user_id
    return case.state in CaseState.open() and is_other and is_free and bool(request.viewer.abilities & WORKING)


def _chosen(evaluations: list[Evaluation], request: ViewerRequest) -> tuple[Evaluation, Evaluation] | None:
    """The pair that the address names, the older first; the last two where it names none."""
    known = {str(each.pk): each for each in evaluations}
    asked = [known.get(request.GET.get(name, "")) for name in ("before", "after")]
    pair = [each for each in asked if each is not None]
    if len(pair) < 2 or pair[0] == pair[1]:
        pair = evaluations[1::-1]
    return (pair[0], pair[1]) if len(pair) == 2 else None
