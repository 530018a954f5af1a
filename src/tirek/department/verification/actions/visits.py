"""A visit of the participating commission: assigned, recorded, voted on, concluded; or ended without an act.

A visit is locked while it changes, so two members follow one another. Whatever a phone sends twice is done once: the act
by its command, a photo by its content, a vote by its member.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.models import User
from tirek.department.applications.actions.steps import pass_turn
from tirek.department.applications.enums import CaseState, Turn
from tirek.department.applications.models import Application, Case
from tirek.department.applications.roads import roads
from tirek.department.core.calendar.today import local_day
from tirek.department.core.clocks.counting import due_on
from tirek.department.core.clocks.register import find_clock
from tirek.department.core.refusals import Refused, refused_constraints
from tirek.department.journal.notes import note_write
from tirek.department.verification.act import act_form, read_act
from tirek.department.verification.actions.checks import refresh_checks
from tirek.department.verification.actions.photos import Photo, keep_photo
from tirek.department.verification.actions.visit_guards import (
    demand_fit,
    demand_member,
    demand_place,
    demand_state,
    demand_time,
    lock_open_visit,
    lock_visit,
)
from tirek.department.verification.distance import distance_to, registered_address
from tirek.department.verification.enums import NoAct, VisitState, Vote
from tirek.department.verification.models import Visit, VisitMember
from tirek.department.verification.voting import conclusion_of

CLOCK: Final = "targeted_assistance_survey"
"""The term of a survey that no programme's road asks for: the officer wants to see the home."""
TABLE: Final = "verification_visit"
VISITED_STATES: Final = (CaseState.REGISTERED, CaseState.CHECKING)
"""States of a case in which the commission is sent."""

COMMAND_USED: Final = {
    "verification_visit_command_key": ("command_used", _("This was sent already for another visit."), "command")
}


@dataclass(frozen=True)
class Recorded:
    """What a visit brought: the answers of the act, when, where within how many metres, the photos."""

    act: Mapping[str, Any]
    visited_at: datetime
    latitude: float | None = None
    longitude: float | None = None
    accuracy_m: float | None = None
    photos: Sequence[Photo] = field(default_factory=tuple)


@transaction.atomic
def assign_visit(application: Application, members: Iterable[User], *, acting_user: User) -> Visit:
    """Send members of the commission to a family.

    The term is the shortest of the roads of its cases. It runs from the receipt of the application; that of a visit made
    again, from today.

    Raises
    ------
    Refused
        ``not_registered``, ``no_open_case``, ``visit_open``, ``too_few_members``, ``member_unfit``.
    """
    chosen = list({user.pk: user for user in members}.values())
    if application.registered_at is None:
        raise Refused("not_registered", _("The application is a draft: register it first."))
    cases = list(Case.objects.filter(application=application, state__in=VISITED_STATES))
    if not cases:
        raise Refused("no_open_case", _("No case of this application waits for a visit."))
    least = act_form().visitors_at_least
    if len(chosen) < least:
        raise Refused("too_few_members", _("Choose more members: a single person is no commission."), "members")
    now = timezone.now()
    for user in chosen:
        demand_fit(user, application, now)
    starts = local_day(now) if Visit.objects.filter(application=application).exists() else application.received_on
    clock, last_day = _term_of(cases, starts)
    with refused_constraints({"visit_one_open": ("visit_open", _("A visit to this family is under way already."), "")}):
        visit = Visit.objects.create(
            application=application,
            family_id=application.family_id,
            territory=application.territory,
            confidential=application.confidential,
            clock=clock,
            due_on=last_day,
            assigned_by=acting_user,
        )
    VisitMember.objects.bulk_create([VisitMember(visit=visit, user=user) for user in chosen])
    _note("assign-visit", visit, acting_user)
    _pass_turn(visit, Turn.COMMISSION)
    return visit


@transaction.atomic
def join_visit(visit: Visit, user: User, *, acting_user: User) -> VisitMember:
    """Add a member: somebody fell ill, or the votes are tied.

    Raises
    ------
    Refused
        ``visit_ended``, ``member_unfit``, ``member_already``.
    """
    current = lock_open_visit(visit, VisitState.ASSIGNED, VisitState.VISITED)
    demand_fit(user, current.application, timezone.now())
    with refused_constraints(
        {"visit_member_once": ("member_already", _("This member is on the visit already."), "user")}
    ):
        member = VisitMember.objects.create(visit=current, user=user)
    _note("join-visit", current, acting_user)
    return member


@transaction.atomic
def record_visit(visit: Visit, recorded: Recorded, *, command: UUID, acting_user: User) -> Visit:
    """Take up the act of a visit with its place and photos; the same command once more changes nothing.

    Raises
    ------
    ActRefused
        With what is wrong in each field.
    Refused
        ``not_a_member``, ``visit_recorded``, ``visit_ended``, ``command_used``, ``time_impossible``, ``place_impossible``,
        ``photo_refused``, ``too_many_photos``.
    """
    current = lock_visit(visit)
    if current.command == command:
        return current
    demand_member(current, acting_user)
    if current.state == VisitState.VISITED:
        raise Refused("visit_recorded", _("The act of this visit was sent already. Open it and vote."))
    demand_state(current, VisitState.ASSIGNED)
    application = current.application
    persons = list(application.members.values_list("person_id", flat=True)) or [application.applicant_id]
    current.act = read_act(recorded.act, persons)
    demand_time(application, recorded.visited_at)
    demand_place(recorded.latitude, recorded.longitude, recorded.accuracy_m)
    address = registered_address(application.applicant, current.family, local_day(recorded.visited_at))
    current.state, current.command, current.visited_at = VisitState.VISITED, command, recorded.visited_at
    current.latitude, current.longitude, current.accuracy_m = recorded.latitude, recorded.longitude, recorded.accuracy_m
    current.distance_m = distance_to(address, recorded.latitude, recorded.longitude)
    with refused_constraints(COMMAND_USED):
        _save(current)
    for photo in recorded.photos:
        keep_photo(current, photo, acting_user)
    _note("record-visit", current, acting_user)
    return current


@transaction.atomic
def vote_on_visit(visit: Visit, vote: Vote, *, acting_user: User, reason: str = "") -> VisitMember:
    """The conclusion of one member, once; "not in need" says why, since the law refuses on it.

    Raises
    ------
    Refused
        ``not_a_member``, ``act_first``, ``visit_ended``, ``voted``, ``reason_missing``.
    """
    current = lock_visit(visit)
    member = demand_member(current, acting_user)
    if member.vote == vote:
        return member
    if current.state == VisitState.ASSIGNED:
        raise Refused("act_first", _("The act comes first, then the votes."))
    demand_state(current, VisitState.VISITED)
    if member.vote:
        raise Refused("voted", _("You have voted already: a vote that was given stays."), "vote")
    if vote == Vote.NOT_IN_NEED and not reason.strip():
        raise Refused("reason_missing", _("Say why: the family will be told."), "reason")
    member.vote, member.reason, member.voted_at = vote, reason.strip()[:500], timezone.now()
    member.save(update_fields=["vote", "reason", "voted_at"])
    _note("vote-on-visit", current, acting_user)
    return member


@transaction.atomic
def close_visit(visit: Visit, reasons: str, *, acting_user: User) -> Visit:
    """Conclude as more than half of the members do; the cases learn what was found, and go on to the specialist.

    Raises
    ------
    Refused
        ``not_a_member``, ``act_first``, ``visit_ended``, ``no_conclusion`` (a tie, or too few votes), ``reason_missing``.
    """
    current = lock_visit(visit)
    demand_member(current, acting_user)
    if current.state == VisitState.ASSIGNED:
        raise Refused("act_first", _("The act comes first, then the votes."))
    demand_state(current, VisitState.VISITED)
    conclusion = conclusion_of(list(current.members.values_list("vote", flat=True)))
    if conclusion is None:
        raise Refused(
            "no_conclusion",
            _(
                "More than half of the members have to agree. Wait for the other votes; where they are tied, add a member."
            ),
        )
    if not reasons.strip():
        raise Refused("reason_missing", _("Write the reasons of the conclusion."), "reasons")
    current.conclusion, current.reasons = conclusion, reasons.strip()[:1000]
    _end(current, VisitState.CLOSED, acting_user)
    _tell_checks(current, acting_user)
    _note("close-visit", current, acting_user)
    _pass_turn(current, Turn.SPECIALIST)
    return current


@transaction.atomic
def close_without_act(
    visit: Visit, no_act: NoAct, *, acting_user: User, reasons: str = "", command: UUID | None = None
) -> Visit:
    """End a visit that brought no act; what follows stands in ``act.yaml``, and the turn passes to whoever does it.

    A refusal becomes the fact ``survey_refused`` of the cases. The same command once more changes nothing.

    Raises
    ------
    Refused
        ``not_a_member``, ``visit_recorded``, ``visit_ended``, ``command_used``, ``reason_missing`` (for a refusal).
    """
    current = lock_visit(visit)
    if command is not None and current.command == command:
        return current
    demand_member(current, acting_user)
    if current.state == VisitState.VISITED:
        raise Refused("visit_recorded", _("The act of this visit was sent already. Open it and vote."))
    demand_state(current, VisitState.ASSIGNED)
    if no_act == NoAct.REFUSED and not reasons.strip():
        raise Refused("reason_missing", _("Say how the family refused: the law refuses on it."), "reasons")
    current.no_act, current.reasons, current.command = no_act, reasons.strip()[:1000], command
    with refused_constraints(COMMAND_USED):
        _end(current, VisitState.NO_ACT, acting_user)
    if no_act == NoAct.REFUSED:
        _tell_checks(current, acting_user)
    _note(f"no-act-{no_act.replace('_', '-')}", current, acting_user)
    _pass_turn(current, act_form().outcomes[no_act].turn)
    return current


@transaction.atomic
def cancel_visit(visit: Visit, reason: str, *, acting_user: User) -> Visit:
    """Call a visit off, or give up one whose votes are tied; the turn goes back to the specialist.

    Raises
    ------
    Refused
        ``visit_ended``, ``reason_missing``.
    """
    current = lock_open_visit(visit, VisitState.ASSIGNED, VisitState.VISITED)
    if not reason.strip():
        raise Refused("reason_missing", _("Say why the visit is called off."), "reason")
    current.reasons = reason.strip()[:1000]
    _end(current, VisitState.CANCELLED, acting_user)
    _note("cancel-visit", current, acting_user)
    _pass_turn(current, Turn.SPECIALIST)
    return current


def _term_of(cases: Iterable[Case], starts: date) -> tuple[str, date]:
    """The clock that ends first, and its last day."""
    on_roads = [roads().of.get(case.programme) for case in cases]
    clocks = {road.survey_clock for road in on_roads if road is not None and road.survey} or {CLOCK}
    last_day, clock = min((due_on(find_clock(clock), starts), clock) for clock in clocks)
    return clock, last_day


def _end(visit: Visit, state: VisitState, acting_user: User) -> None:
    visit.state, visit.closed_at, visit.closed_by = state, timezone.now(), acting_user
    _save(visit)


def _save(visit: Visit) -> None:
    visit.version += 1
    with transaction.atomic():
        visit.save()


def _note(action: str, visit: Visit, acting_user: User) -> None:
    note_write(action, TABLE, visit.pk, [visit.application.applicant_id], acting_user=acting_user)


def _tell_checks(visit: Visit, acting_user: User) -> None:
    """Let the cases that are being checked know what was found; one that is not yet learns it when its checks are opened."""
    for case in Case.objects.filter(application=visit.application_id, state=CaseState.CHECKING).order_by("pk"):
        refresh_checks(case, acting_user=acting_user)


def _pass_turn(visit: Visit, turn: Turn) -> None:
    for case in Case.objects.filter(application=visit.application_id, state__in=VISITED_STATES).order_by("pk"):
        pass_turn(case, turn)
