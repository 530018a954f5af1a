"""A visit of the participating commission: assigned, recorded, voted on, concluded; or ended without an act.

A visit is locked while it changes, so two members follow one another. Whatever a phone sends twice is done once: the act
by its command, a photo by its content, a vote by its member.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import current_viewer
from tirek.department.applications.actions.steps import pass_turn
from tirek.department.applications.enums import CaseState, Turn
from tirek.department.applications.models import Application, Case
from tirek.department.core.calendar.today import local_day
from tirek.department.core.clocks.counting import due_on
from tirek.department.core.clocks.register import find_clock
from tirek.department.core.refusals import Refused, refused_constraints
from tirek.department.files.actions import store_file
from tirek.department.files.contents import read_content
from tirek.department.files.enums import FileKind
from tirek.department.files.faults import FileRefused
from tirek.department.journal.notes import note_write
from tirek.department.verification.act import act_form, read_act
from tirek.department.verification.actions.findings import write_findings
from tirek.department.verification.distance import distance_to, registered_address
from tirek.department.verification.enums import NoAct, VisitState, Vote
from tirek.department.verification.models import Visit, VisitMember, VisitPhoto
from tirek.department.verification.staffing import VISITS, may_serve
from tirek.department.verification.voting import conclusion_of

CLOCK: Final = "targeted_assistance_survey"
TABLE: Final = "verification_visit"
VISITED_STATES: Final = (CaseState.REGISTERED, CaseState.CHECKING)
"""States of a case in which the commission is sent."""
CLOCK_SKEW: Final = timedelta(minutes=15)
"""How much a phone's clock may run ahead of ours."""

COMMAND_USED: Final = {
    "verification_visit_command_key": ("command_used", _("This was sent already for another visit."), "command")
}


@dataclass(frozen=True)
class Photo:
    """A photo as it was sent; the place in degrees, as the device says."""

    data: bytes
    name: str
    taken_at: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None


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
    """Send members of the commission to a family; the term of the survey runs from the receipt of the application.

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
        _demand_fit(user, application, now)
    again = Visit.objects.filter(application=application).exists()
    with refused_constraints({"visit_one_open": ("visit_open", _("A visit to this family is under way already."), "")}):
        visit = Visit.objects.create(
            application=application,
            family_id=application.family_id,
            territory=application.territory,
            confidential=application.confidential,
            clock=CLOCK,
            due_on=due_on(find_clock(CLOCK), local_day(now) if again else application.received_on),
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
    current = _locked(visit, VisitState.ASSIGNED, VisitState.VISITED)
    _demand_fit(user, current.application, timezone.now())
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
    current = _lock(visit)
    if current.command == command:
        return current
    _demand_member(current, acting_user)
    if current.state == VisitState.VISITED:
        raise Refused("visit_recorded", _("The act of this visit was sent already. Open it and vote."))
    _demand_state(current, VisitState.ASSIGNED)
    application = current.application
    persons = list(application.members.values_list("person_id", flat=True)) or [application.applicant_id]
    current.act = read_act(recorded.act, persons)
    _demand_time(application, recorded.visited_at)
    _demand_place(recorded.latitude, recorded.longitude, recorded.accuracy_m)
    address = registered_address(application.applicant, current.family, local_day(recorded.visited_at))
    current.state, current.command, current.visited_at = VisitState.VISITED, command, recorded.visited_at
    current.latitude, current.longitude, current.accuracy_m = recorded.latitude, recorded.longitude, recorded.accuracy_m
    current.distance_m = distance_to(address, recorded.latitude, recorded.longitude)
    with refused_constraints(COMMAND_USED):
        _save(current)
    for photo in recorded.photos:
        _keep_photo(current, photo, acting_user)
    _note("record-visit", current, acting_user)
    return current


@transaction.atomic
def add_photo(visit: Visit, photo: Photo, *, acting_user: User) -> VisitPhoto:
    """A photo that comes after the act; the same content once more is the same photo.

    Raises
    ------
    Refused
        ``not_a_member``, ``visit_ended``, ``act_first``, ``photo_refused``, ``too_many_photos``, ``place_impossible``.
    """
    current = _lock(visit)
    _demand_member(current, acting_user)
    if current.state == VisitState.ASSIGNED:
        raise Refused("act_first", _("Send the act first, then its photos."))
    _demand_state(current, VisitState.VISITED)
    return _keep_photo(current, photo, acting_user)


@transaction.atomic
def vote_on_visit(visit: Visit, vote: Vote, *, acting_user: User, reason: str = "") -> VisitMember:
    """The conclusion of one member, once; "not in need" says why, since the law refuses on it.

    Raises
    ------
    Refused
        ``not_a_member``, ``act_first``, ``visit_ended``, ``voted``, ``reason_missing``.
    """
    current = _lock(visit)
    member = _demand_member(current, acting_user)
    if member.vote == vote:
        return member
    if current.state == VisitState.ASSIGNED:
        raise Refused("act_first", _("The act comes first, then the votes."))
    _demand_state(current, VisitState.VISITED)
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
    current = _lock(visit)
    _demand_member(current, acting_user)
    if current.state == VisitState.ASSIGNED:
        raise Refused("act_first", _("The act comes first, then the votes."))
    _demand_state(current, VisitState.VISITED)
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
    write_findings(current, acting_user=acting_user)
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
    current = _lock(visit)
    if command is not None and current.command == command:
        return current
    _demand_member(current, acting_user)
    if current.state == VisitState.VISITED:
        raise Refused("visit_recorded", _("The act of this visit was sent already. Open it and vote."))
    _demand_state(current, VisitState.ASSIGNED)
    if no_act == NoAct.REFUSED and not reasons.strip():
        raise Refused("reason_missing", _("Say how the family refused: the law refuses on it."), "reasons")
    current.no_act, current.reasons, current.command = no_act, reasons.strip()[:1000], command
    with refused_constraints(COMMAND_USED):
        _end(current, VisitState.NO_ACT, acting_user)
    if no_act == NoAct.REFUSED:
        write_findings(current, acting_user=acting_user)
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
    current = _locked(visit, VisitState.ASSIGNED, VisitState.VISITED)
    if not reason.strip():
        raise Refused("reason_missing", _("Say why the visit is called off."), "reason")
    current.reasons = reason.strip()[:1000]
    _end(current, VisitState.CANCELLED, acting_user)
    _note("cancel-visit", current, acting_user)
    _pass_turn(current, Turn.SPECIALIST)
    return current


def _lock(visit: Visit) -> Visit:
    related = Visit.objects.select_related("application", "application__applicant", "family__address")
    return related.select_for_update(of=("self",)).get(pk=visit.pk)


def _locked(visit: Visit, *states: VisitState) -> Visit:
    current = _lock(visit)
    _demand_state(current, *states)
    return current


def _demand_state(visit: Visit, *states: VisitState) -> None:
    if visit.state not in states:
        raise Refused("visit_ended", _("The visit has ended: nothing of it changes any more."))


def _demand_member(visit: Visit, user: User) -> VisitMember:
    member = VisitMember.objects.filter(visit=visit, user=user).first()
    if member is None or not current_viewer().may(VISITS):
        raise Refused("not_a_member", _("You are not on this visit."))
    return member


def _demand_fit(user: User, application: Application, now: datetime) -> None:
    if not may_serve(
        user,
        VISITS,
        application.territory,
        local_day(now),
        confidential=application.confidential,
        family_id=application.family_id,
    ):
        told = _("One of those chosen may not visit this family: another district, no such right, away, or kin.")
        raise Refused("member_unfit", told, "members")


def _demand_time(application: Application, visited_at: datetime) -> None:
    if timezone.is_naive(visited_at) or visited_at > timezone.now() + CLOCK_SKEW:
        raise Refused(
            "time_impossible", _("The visit lies in the future: check the clock of the device."), "visited_at"
        )
    if local_day(visited_at) < application.received_on:
        told = _("The visit lies before the application: check the clock of the device.")
        raise Refused("time_impossible", told, "visited_at")


def _demand_place(latitude: float | None, longitude: float | None, accuracy_m: float | None = None) -> None:
    told = _("The place is not one on Earth: send latitude and longitude in degrees, and the accuracy in metres.")
    if (latitude is None) != (longitude is None) or (accuracy_m is not None and latitude is None):
        raise Refused("place_impossible", told, "latitude")
    fits = latitude is None or longitude is None or (-90 <= latitude <= 90 and -180 <= longitude <= 180)
    if not fits or (accuracy_m is not None and not 0 <= accuracy_m < float("inf")):
        raise Refused("place_impossible", told, "latitude")


def _keep_photo(visit: Visit, photo: Photo, acting_user: User) -> VisitPhoto:
    _demand_place(photo.latitude, photo.longitude)
    try:
        content = read_content(photo.data, photo.name)
    except FileRefused as fault:
        raise Refused("photo_refused", fault.message, "photos") from None
    if not content.media_type.startswith("image/"):
        raise Refused("photo_refused", _("A photo is a JPEG or PNG picture."), "photos")
    same = visit.photos.filter(file__digest=sha256(content.data).hexdigest()).first()
    if same is not None:
        return same
    if visit.photos.count() >= act_form().photos_at_most:
        raise Refused("too_many_photos", _("The act has as many photos as it may have."), "photos")
    kept = store_file(
        photo.data,
        original_name=photo.name,
        kind=FileKind.APPLICATION,
        territory=visit.territory,
        acting_user=acting_user,
        person_id=visit.application.applicant_id,
        confidential=visit.confidential,
    )
    return VisitPhoto.objects.create(
        visit=visit, file=kept, taken_at=photo.taken_at, latitude=photo.latitude, longitude=photo.longitude
    )


def _end(visit: Visit, state: VisitState, acting_user: User) -> None:
    visit.state, visit.closed_at, visit.closed_by = state, timezone.now(), acting_user
    _save(visit)


def _save(visit: Visit) -> None:
    visit.version += 1
    with transaction.atomic():
        visit.save()


def _note(action: str, visit: Visit, acting_user: User) -> None:
    note_write(action, TABLE, visit.pk, [visit.application.applicant_id], acting_user=acting_user)


def _pass_turn(visit: Visit, turn: Turn) -> None:
    for case in Case.objects.filter(application=visit.application_id, state__in=VISITED_STATES).order_by("pk"):
        pass_turn(case, turn)
