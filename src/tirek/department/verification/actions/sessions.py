"""A session of the special commission: called, its agenda, proposals and votes, closed by minutes with a number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import Viewer, current_viewer, entered
from tirek.department.applications.actions.steps import lock_case, pass_turn
from tirek.department.applications.enums import CaseState, Turn
from tirek.department.applications.models import Case
from tirek.department.core.calendar.today import today
from tirek.department.core.refusals import Refused, Sentence, refused_constraints
from tirek.department.journal.notes import note_write
from tirek.department.verification.act import act_form
from tirek.department.verification.enums import Ballot, SessionState
from tirek.department.verification.models import Session, SessionItem, SessionMember, SessionVote
from tirek.department.verification.staffing import SITS, may_serve
from tirek.department.verification.voting import quorum_of

TABLE: Final = "verification_session"
LOCK: Final = 7_435_041
SERIES: Final[Mapping[str, str]] = {"": "", "hiv": "A-", "tuberculosis": "B-", "violence": "C-"}
"""Minutes of confidential sessions are counted apart, by letters that say nothing: who does not see them counts on."""
SENTENCES: Final[Mapping[str, Sentence]] = {
    "session_quorum": ("no_quorum", _("There is no quorum, or the chair is absent: mark who is present."), ""),
    "session_of_something": ("no_items", _("There is nothing on the agenda: call the session off instead."), ""),
    "session_items_decided": (
        "items_undecided",
        _("An item is not decided. Vote on it, or put it off; somebody's own family is decided by the others."),
        "",
    ),
    "session_closed_stays": ("session_ended", _("The session has ended: nothing of it changes any more."), ""),
    "session_item_stays": ("item_deferred", _("The item was put off to another session."), ""),
    "session_voted_stays": ("item_voted", _("There are votes on this proposal already: it stays."), ""),
    "session_vote_once": ("voted", _("You have voted already: a vote that was given stays."), "ballot"),
    "session_voter_was_present": ("voter_present", _("One of those marked absent has voted already."), "present"),
    "session_vote_of_who_is_present": (
        "vote_impossible",
        _("Only a member who is marked present votes, and only on a sum or a refusal that is proposed."),
        "ballot",
    ),
    "session_sum_under_the_ceiling_with_a_ground": (
        "sum_over_ceiling",
        _("The sum is over the ceiling of the law, or its ground is missing."),
        "amount_tenge",
    ),
    "session_case_once": ("item_open", _("The case is on this agenda already."), ""),
    "session_of_the_cases_district": (
        "other_session",
        _("The case belongs to another district or programme than the session."),
        "",
    ),
}


@dataclass(frozen=True)
class SumSet:
    """What the special commission decided of a case: the sum in whole tenge, or None for "not in need"."""

    in_need: bool
    amount_tenge: int | None
    ceiling_tenge: int
    ground: str
    minutes_number: str
    held_on: date
    item_id: int


@transaction.atomic
def call_session(
    territory: str, held_on: date, members: Iterable[User], chair: User, *, acting_user: User, confidential: str = ""
) -> Session:
    """Call the commission of a district for a day; the quorum is more than half of those called.

    Parameters
    ----------
    confidential
        The kind of a confidential programme: its cases are never mixed with others, and every member must see it.

    Raises
    ------
    Refused
        ``day_past``, ``too_few_members``, ``member_unfit``.
    """
    called = {user.pk: user for user in (chair, *members)}
    if held_on < today():
        raise Refused("day_past", _("The day of the session has passed."), "held_on")
    if len(called) < act_form().sitters_at_least:
        raise Refused("too_few_members", _("Choose more members: so few are no commission."), "members")
    for user in called.values():
        if not may_serve(user, SITS, territory, today(), confidential=confidential):
            told = _("One of those chosen may not sit here: another district, no such right, or away.")
            raise Refused("member_unfit", told, "members")
    session = Session.objects.create(
        territory=territory,
        confidential=confidential,
        held_on=held_on,
        quorum=quorum_of(len(called)),
        called_by=acting_user,
    )
    SessionMember.objects.bulk_create(
        [SessionMember(session=session, user=user, chairs=user.pk == chair.pk) for user in called.values()]
    )
    _note("call-session", session, [], acting_user)
    return session


@transaction.atomic
def open_item(session: Session, case: Case, ceiling_tenge: int, *, acting_user: User) -> SessionItem:
    """Put a case on the agenda, with the ceiling that its evaluation gives; the turn passes to the commission.

    Raises
    ------
    Refused
        ``session_ended``, ``case_not_ready``, ``item_open``, ``other_session``, ``no_ceiling``.
    """
    current, file = _locked(session), lock_case(case)
    if file.state != CaseState.READY:
        raise Refused("case_not_ready", _("Only a case whose facts are cleared goes before the commission."))
    if ceiling_tenge <= 0:
        raise Refused("no_ceiling", _("The law gives no sum that the commission could set."))
    waiting = SessionItem.objects.filter(case=file, session__state=SessionState.CALLED, deferred="")
    if waiting.exists():
        raise Refused("item_open", _("The case is on an agenda already."))
    with refused_constraints(SENTENCES), transaction.atomic():
        item = SessionItem.objects.create(session=current, case=file, ceiling_tenge=ceiling_tenge)
    _note("open-item", current, [file.applicant_id], acting_user)
    pass_turn(file, Turn.SPECIAL_COMMISSION)
    return item


@transaction.atomic
def mark_present(session: Session, user_ids: Iterable[int], *, acting_user: User) -> None:
    """Say who of the members is present; who has voted was.

    Raises
    ------
    Refused
        ``session_ended``, ``voter_present``.
    """
    current, present = _locked(session), set(user_ids)
    _demand_chair(current, acting_user)
    with refused_constraints(SENTENCES), transaction.atomic():
        current.members.filter(user_id__in=present, present=False).update(present=True)
        current.members.filter(present=True).exclude(user_id__in=present).update(present=False)
    _note("mark-present", current, [], acting_user)


@transaction.atomic
def propose_sum(item: SessionItem, amount_tenge: int | None, ground: str, *, acting_user: User) -> SessionItem:
    """Propose a sum under the ceiling, or None for "not in need", each with its ground; the members then vote on it.

    Raises
    ------
    Refused
        ``not_a_member``, ``session_ended``, ``ground_missing``, ``sum_over_ceiling``, ``sum_impossible``, ``item_voted``,
        ``item_deferred``.
    """
    current = _lock_item(item)
    _locked(current.session)
    _demand_member(current.session, acting_user)
    if not ground.strip():
        raise Refused("ground_missing", _("Write the ground: it stands in the minutes."), "ground")
    if amount_tenge is not None and amount_tenge <= 0:
        told = _("Write a sum above nought, or choose “not in need”.")
        raise Refused("sum_impossible", told, "amount_tenge")
    current.amount_tenge, current.in_need = amount_tenge, amount_tenge is not None
    current.ground = ground.strip()[:1000]
    with refused_constraints(SENTENCES), transaction.atomic():
        current.save(update_fields=["amount_tenge", "in_need", "ground"])
    _note("propose-sum", current.session, [current.case.applicant_id], acting_user)
    return current


@transaction.atomic
def vote_on_item(item: SessionItem, ballot: Ballot, *, acting_user: User) -> SessionVote:
    """The vote of one member on what is proposed, once; the same vote once more changes nothing.

    The item of one's own family is not seen, so nobody votes on it.

    Raises
    ------
    Refused
        ``not_a_member``, ``session_ended``, ``vote_impossible``, ``voted``.
    """
    current = _lock_item(item)
    _locked(current.session)
    member = _demand_member(current.session, acting_user)
    given = SessionVote.objects.filter(item=current, member=member).first()
    if given is not None and given.ballot == ballot:
        return given
    with refused_constraints(SENTENCES), transaction.atomic():
        vote = SessionVote.objects.create(item=current, member=member, ballot=ballot)
    _note("vote-on-item", current.session, [current.case.applicant_id], acting_user)
    return vote


@transaction.atomic
def defer_item(item: SessionItem, reason: str, *, acting_user: User) -> SessionItem:
    """Put an item off: what was proposed found no majority, or a paper is missing. It may go to another session.

    Raises
    ------
    Refused
        ``not_the_chair``, ``session_ended``, ``reason_missing``, ``item_deferred``.
    """
    current = _lock_item(item)
    _locked(current.session)
    _demand_chair(current.session, acting_user)
    if not reason.strip():
        raise Refused("reason_missing", _("Say why the item is put off."), "reason")
    current.deferred = reason.strip()[:500]
    current.amount_tenge, current.in_need = None, None
    with refused_constraints(SENTENCES), transaction.atomic():
        current.save(update_fields=["deferred", "amount_tenge", "in_need"])
    _note("defer-item", current.session, [current.case.applicant_id], acting_user)
    return current


@transaction.atomic
def close_session(session: Session, *, acting_user: User) -> Session:
    """Close with a quorum when each item is decided by more than half of those present; the minutes get their number.

    Raises
    ------
    Refused
        ``not_the_chair``, ``session_ended``, ``day_ahead``, ``no_items``, ``no_quorum``, ``items_undecided``.
    """
    current = _locked(session)
    _demand_chair(current, acting_user)
    if current.held_on > today():
        raise Refused("day_ahead", _("The day of the session has not come yet."))
    current.state, current.closed_at, current.closed_by = SessionState.HELD, timezone.now(), acting_user
    current.minutes_number = _next_number(current)
    current.version += 1
    with refused_constraints(SENTENCES), transaction.atomic():
        current.save()
    _note("close-session", current, _give_back(current), acting_user)
    return current


@transaction.atomic
def cancel_session(session: Session, reason: str, *, acting_user: User) -> Session:
    """Call a session off; its cases wait for another.

    Raises
    ------
    Refused
        ``session_ended``, ``reason_missing``, ``not_the_chair``.
    """
    current = _locked(session)
    if current.called_by_id != acting_user.pk:
        _demand_chair(current, acting_user)
    if not reason.strip():
        raise Refused("reason_missing", _("Say why the session is called off."), "reason")
    current.state, current.closed_at, current.closed_by = SessionState.CANCELLED, timezone.now(), acting_user
    current.reason = reason.strip()[:500]
    current.version += 1
    current.save()
    _note("cancel-session", current, _give_back(current), acting_user)
    return current


def sum_set_for(case: Case) -> SumSet | None:
    """What the special commission decided of a case in its last session that was held; None before. One query."""
    item = (
        SessionItem.objects.select_related("session")
        .filter(case=case, session__state=SessionState.HELD, in_need__isnull=False)
        .order_by("-session__closed_at", "-pk")
        .first()
    )
    if item is None or item.in_need is None:
        return None
    return SumSet(
        in_need=item.in_need,
        amount_tenge=item.amount_tenge,
        ceiling_tenge=item.ceiling_tenge,
        ground=item.ground,
        minutes_number=item.session.minutes_number,
        held_on=item.session.held_on,
        item_id=item.pk,
    )


def _locked(session: Session) -> Session:
    current = Session.objects.select_for_update().get(pk=session.pk)
    if current.state != SessionState.CALLED:
        raise Refused(*SENTENCES["session_closed_stays"])
    return current


def _lock_item(item: SessionItem) -> SessionItem:
    return SessionItem.objects.select_related("session", "case").select_for_update(of=("self",)).get(pk=item.pk)


def _demand_member(session: Session, user: User) -> SessionMember:
    member = SessionMember.objects.filter(session=session, user=user).first()
    if member is None or not current_viewer().may(SITS):
        raise Refused("not_a_member", _("You are not a member of this session."))
    return member


def _demand_chair(session: Session, user: User) -> None:
    if not SessionMember.objects.filter(session=session, user=user, chairs=True).exists():
        raise Refused("not_the_chair", _("Only the chair of the session does this."))


def _next_number(session: Session) -> str:
    """Sessions of a district and year are numbered from 1 on; the lock lets one number be taken at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [LOCK, session.territory])
    held = Session.objects.filter(
        territory=session.territory,
        confidential=session.confidential,
        state=SessionState.HELD,
        held_on__year=session.held_on.year,
    )
    return f"{SERIES[session.confidential]}{session.held_on.year}-{held.count() + 1:03}"


def _give_back(session: Session) -> list[int]:
    """Pass the turn of every case back to the specialist, as the house: the chair does not see the own family's. Applicants."""
    kinds = frozenset({session.confidential} - {""})
    with entered(Viewer(None, territories=(session.territory,), confidential=kinds, purpose="session:ended")):
        cases = list(Case.objects.filter(session_items__session=session).order_by("pk"))
        for case in cases:
            if case.state == CaseState.READY:
                pass_turn(case, Turn.SPECIALIST)
    return [case.applicant_id for case in cases]


def _note(action: str, session: Session, people: Iterable[int], acting_user: User) -> None:
    note_write(action, TABLE, session.pk, people, acting_user=acting_user)
