"""An appeal: received with its clocks, taken up, decided by somebody who neither drafted nor signed, or withdrawn."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from tirek.department.accounts.models import User
from tirek.department.appeals.enums import AppealOutcome, AppealState
from tirek.department.appeals.following import tell_goes_on, tell_granted, tell_rests
from tirek.department.appeals.models import Appeal
from tirek.department.appeals.refusals import CONSTRAINTS, AppealRefused
from tirek.department.applications.actions.steps import lock_case, move_case
from tirek.department.applications.enums import CaseState, Turn
from tirek.department.applications.models import Case
from tirek.department.core.calendar.today import local_day, today
from tirek.department.core.clocks.counting import due_on
from tirek.department.core.clocks.register import find_clock
from tirek.department.core.numbers import take_number
from tirek.department.core.refusals import refused_constraints
from tirek.department.decisions.enums import DecisionKind, DecisionState
from tirek.department.decisions.models import Decision
from tirek.department.journal.notes import note_write
from tirek.department.registry.models import Membership, Person

TO_APPEAL, TO_DECIDE = "complaint", "complaint_decision"
"""Terms: three months to appeal, twenty working days to decide."""
ACTS_ON_WHAT_RUNS = (DecisionKind.CHANGE, DecisionKind.SUSPEND, DecisionKind.TERMINATE)
GRANTED = (AppealOutcome.GRANTED, AppealOutcome.PARTLY)


def receive_appeal(
    decision: Decision,
    appellant: Person,
    *,
    claim: str,
    acting_user: User,
    received_on: date | None = None,
    known_on: date | None = None,
    suspends: bool = False,
) -> Appeal:
    """Receive an appeal; whether it came in time is counted by the clock of the act.

    Parameters
    ----------
    received_on
        The day it came; today by default.
    known_on
        The day on which the family learnt of the decision; that of the signature by default.
    suspends
        Whether the decision rests until the appeal is decided.

    Raises
    ------
    AppealRefused
        ``not_signed``, ``claim_missing``, ``appellant_not_a_member``, ``day_to_come``, ``known_before_signed``,
        ``received_before_known``, ``nothing_to_suspend``, ``appeal_open``.
    """
    came, learnt = received_on or today(), known_on
    if decision.state != DecisionState.SIGNED or decision.signed_at is None:
        raise AppealRefused("not_signed")
    signed_on = local_day(decision.signed_at)
    learnt = learnt or signed_on
    _refuse_days(came, learnt, signed_on)
    if not claim.strip():
        raise AppealRefused("claim_missing", "claim")
    if suspends and decision.kind not in ACTS_ON_WHAT_RUNS:
        raise AppealRefused("nothing_to_suspend", "suspends")
    _refuse_stranger(decision, appellant)
    with transaction.atomic(), refused_constraints(CONSTRAINTS):
        lock_case(decision.case)
        made = Appeal.objects.create(
            decision=decision,
            family_id=decision.family_id,
            appellant=appellant,
            territory=decision.territory,
            confidential=decision.confidential,
            number=take_number("appeal", decision.territory, came.year),
            received_on=came,
            known_on=learnt,
            in_time=came <= due_on(find_clock(TO_APPEAL), learnt),
            suspends=suspends,
            claim=claim.strip(),
            clock=TO_DECIDE,
            due_on=due_on(find_clock(TO_DECIDE), came),
            recorded_by=acting_user,
        )
        if suspends:
            tell_rests(made, acting_user=acting_user)
        note_write("receive", "appeal", made.pk, [appellant.pk], acting_user=acting_user)
    return made


def take_up_appeal(appeal: Appeal, *, acting_user: User) -> Appeal:
    """Take an appeal into one's hands; also one that a colleague has, who is away.

    Raises
    ------
    AppealRefused
        ``moved_meanwhile``, ``own_decision``.
    """
    with transaction.atomic():
        row = _lock(appeal, AppealState.RECEIVED, AppealState.REVIEW)
        _refuse_own(row, acting_user)
        row.state, row.reviewer, row.taken_up_at = AppealState.REVIEW, acting_user, timezone.now()
        row.version += 1
        row.save(update_fields=["state", "reviewer", "taken_up_at", "version"])
        note_write("take-up", "appeal", row.pk, [row.appellant_id], acting_user=acting_user)
    return row


def decide_appeal(
    appeal: Appeal, outcome: AppealOutcome, *, reasons: str, acting_user: User, restored_reason: str = ""
) -> Appeal:
    """Decide an appeal that one has taken up.

    Granted wholly or in part, a refused case is opened again; of a decision about what runs the later stages are told
    (`following`). Otherwise the decision stands, with the reasons.

    Raises
    ------
    AppealRefused
        ``moved_meanwhile``, ``own_decision``, ``reviewed_by_another``, ``reasons_missing``, ``came_late``,
        ``case_open_elsewhere``.
    Refused
        ``case_moved_meanwhile`` when the refused case stands elsewhere by now.
    """
    if not reasons.strip():
        raise AppealRefused("reasons_missing", "reasons")
    with transaction.atomic(), refused_constraints(CONSTRAINTS):
        row = _lock(appeal, AppealState.REVIEW)
        _refuse_own(row, acting_user)
        if row.reviewer_id != acting_user.pk:
            raise AppealRefused("reviewed_by_another")
        late = not row.in_time and outcome != AppealOutcome.INADMISSIBLE
        if late and not restored_reason.strip():
            raise AppealRefused("came_late", "restored_reason")
        row.state, row.outcome, row.reasons = AppealState.DECIDED, outcome, reasons.strip()
        row.restored_reason = restored_reason.strip()[:500] if late else ""
        row.decided_by, row.decided_at, row.version = acting_user, timezone.now(), row.version + 1
        row.save(
            update_fields=["state", "outcome", "reasons", "restored_reason", "decided_by", "decided_at", "version"]
        )
        _carry_out(row, acting_user)
        note_write("decide", "appeal", row.pk, [row.appellant_id], acting_user=acting_user)
    return row


def withdraw_appeal(appeal: Appeal, *, acting_user: User, reason: str) -> Appeal:
    """The appellant takes the appeal back: the decision stands.

    Raises
    ------
    AppealRefused
        ``moved_meanwhile``, ``reason_missing``.
    """
    if not reason.strip():
        raise AppealRefused("reason_missing", "reason")
    with transaction.atomic():
        row = _lock(appeal, AppealState.RECEIVED, AppealState.REVIEW)
        row.state, row.reasons, row.version = AppealState.WITHDRAWN, reason.strip(), row.version + 1
        row.save(update_fields=["state", "reasons", "version"])
        if row.suspends:
            tell_goes_on(row, acting_user=acting_user)
        note_write("withdraw", "appeal", row.pk, [row.appellant_id], acting_user=acting_user)
    return row


def may_decide(decision: Decision, user: User) -> bool:
    """Whether somebody neither drafted nor signed a decision."""
    return user.pk not in (decision.author_id, decision.signer_id)


def _lock(appeal: Appeal, *states: AppealState) -> Appeal:
    """The appeal as it stands now, locked, with its decision and case; the case is locked first, as everywhere."""
    lock_case(appeal.decision.case)
    rows = Appeal.objects.select_for_update(of=("self",)).select_related("decision__case")
    current = rows.get(pk=appeal.pk)
    if current.state not in states:
        raise AppealRefused("moved_meanwhile")
    return current


def _refuse_own(appeal: Appeal, user: User) -> None:
    if not may_decide(appeal.decision, user):
        raise AppealRefused("own_decision")


def _refuse_stranger(decision: Decision, appellant: Person) -> None:
    members = Membership.objects.filter(family=decision.family_id, person=appellant)
    if appellant.pk != decision.case.applicant_id and not members.exists():
        raise AppealRefused("appellant_not_a_member", "appellant")


def _refuse_days(came: date, learnt: date, signed_on: date) -> None:
    if came > today():
        raise AppealRefused("day_to_come", "received_on")
    if learnt < signed_on:
        raise AppealRefused("known_before_signed", "known_on")
    if came < learnt:
        raise AppealRefused("received_before_known", "received_on")


def _carry_out(appeal: Appeal, acting_user: User) -> None:
    decision = appeal.decision
    if appeal.outcome not in GRANTED:
        if appeal.suspends:
            tell_goes_on(appeal, acting_user=acting_user)
    elif decision.kind == DecisionKind.REFUSE:
        _open_again(decision.case, appeal, acting_user)
    else:
        tell_granted(appeal, acting_user=acting_user)


def _open_again(case: Case, appeal: Appeal, acting_user: User) -> None:
    moved = move_case(
        case, CaseState.CHECKING, turn=Turn.SPECIALIST, acting_user=acting_user, reason=f"appeal {appeal.number}"
    )
    if moved.clock:
        # The term of the application is long over: that of the new decision runs from the day on which the appeal was decided.
        moved.due_on = due_on(find_clock(moved.clock), today())
        moved.save(update_fields=["due_on"])
