"""From the list to the signer: a chosen difference becomes the draft of a decision, on an evaluation of its own.

The columns only list. What a decision rests on is evaluated for the case by itself, with its trace; where that says another
thing than the list, nothing is drafted and the line is marked as not determined.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.models import User
from tirek.department.core.calendar.today import today
from tirek.department.core.refusals import Refused
from tirek.department.decisions.actions.drafting import draft_decision, propose_decision
from tirek.department.decisions.enums import DecisionKind, DecisionState
from tirek.department.decisions.models import Decision
from tirek.department.entitlements.enums import EntitlementState
from tirek.department.evaluations.actions import evaluate_case
from tirek.department.evaluations.enums import Mode, Outcome
from tirek.department.evaluations.models import Evaluation
from tirek.department.flows.enums import DifferenceKind, DifferenceState
from tirek.department.flows.models import AuditItem, Difference
from tirek.department.flows.recalculation.comparing import next_period
from tirek.department.journal.notes import note_write

MOST: Final = 200
"""Lines drafted at once: what one may look through before signing."""
LEAST_REASON: Final = 5
KINDS: Final = {DifferenceKind.CHANGE: DecisionKind.CHANGE, DifferenceKind.END: DecisionKind.TERMINATE}


@dataclass
class Drafted:
    """What became of the chosen lines: drafts that wait for a signature, and what was refused, by line."""

    decisions: list[Decision] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)


def draft_differences(differences: Sequence[Difference], *, reason: str, acting_user: User) -> Drafted:
    """Draft and propose a decision of each line, each in a transaction of its own; one that is refused stops no other.

    Parameters
    ----------
    reason
        Why what was granted is changed or ended: it stands in each decision and its letter.

    Raises
    ------
    Refused
        ``reason_missing``; ``too_many`` above `MOST`.
    """
    told = _told(reason)
    if len(differences) > MOST:
        raise Refused("too_many", _("Choose fewer: so many cannot be looked through at once."))
    made = Drafted()
    for difference in differences:
        try:
            made.decisions.append(draft_difference(difference, reason=told, acting_user=acting_user))
        except Refused as refusal:
            made.refused[difference.pk] = str(refusal.message)
    return made


def draft_difference(difference: Difference, *, reason: str, acting_user: User) -> Decision:
    """Draft and propose the decision of one line.

    Raises
    ------
    Refused
        ``difference_settled``; ``difference_unclear``; ``differs_by_itself`` where the case by itself is answered otherwise,
        and the line then is marked; ``resume_first``; ``ends_before``; and whatever drafting refuses.
    """
    try:
        with transaction.atomic():
            return _drafted(difference, _told(reason), acting_user)
    except _DiffersByItself as refusal:
        _mark_unclear(difference, refusal.evaluation)
        raise Refused(refusal.code, refusal.message) from None


def set_aside(difference: Difference, *, reason: str, acting_user: User) -> Difference:
    """Nothing is to be decided of a line, for a reason.

    Raises
    ------
    Refused
        ``reason_missing``; ``difference_settled``.
    """
    with transaction.atomic():
        row = _lock(difference)
        row.state, row.reason = DifferenceState.SET_ASIDE, _told(reason)
        row.settled_by, row.settled_at = acting_user, timezone.now()
        return _saved(row, "set-aside", acting_user)


def settle_differences(decision: Decision, *, acting_user: User | None) -> int:
    """What a carried-out decision does to the lines of its case; how many it closes. A part of its transaction."""
    rows = Difference.objects.select_for_update(of=("self",)).filter(entitlement__case=decision.case_id)
    waiting = rows.filter(state__in=[DifferenceState.LISTED, DifferenceState.DRAFTED])
    for row in waiting.select_related("entitlement"):
        own = row.decision_id == decision.pk
        row.state = DifferenceState.SIGNED if own else DifferenceState.SUPERSEDED
        row.settled_at = timezone.now()
        _saved(row, "settle", acting_user)
    return len(waiting)


def close_audit(item: AuditItem, *, finding: str, acting_user: User) -> AuditItem:
    """Say what was found: why somebody who is not entitled received, and what is done about it.

    Raises
    ------
    Refused
        ``reason_missing``; ``audit_closed``.
    """
    with transaction.atomic():
        row = AuditItem.objects.select_for_update(of=("self",)).select_related("entitlement").get(pk=item.pk)
        if row.closed_at is not None:
            raise Refused("audit_closed", _("Somebody has dealt with it already."))
        row.finding, row.closed_by, row.closed_at = _told(finding, "finding"), acting_user, timezone.now()
        row.version += 1
        row.save(update_fields=["finding", "closed_by", "closed_at", "version"])
        note_write("close", "audit_item", row.pk, [row.entitlement.holder_id], acting_user=acting_user)
        return row


class _DiffersByItself(Refused):
    def __init__(self, evaluation: Evaluation) -> None:
        message = _("Looked at by itself the case is answered otherwise than in the list: nothing was drafted.")
        super().__init__("differs_by_itself", message)
        self.evaluation = evaluation


def _drafted(difference: Difference, reason: str, acting_user: User) -> Decision:
    row = _lock(difference)
    if row.does == DifferenceKind.UNCLEAR:
        raise Refused("difference_unclear", _("The law has no answer here: settle the facts of the case first."))
    entitlement = row.entitlement
    if row.does == DifferenceKind.CHANGE and entitlement.state == EntitlementState.SUSPENDED:
        raise Refused("resume_first", _("It is suspended: resume it first, then calculate anew."))
    since = max(row.from_on, next_period(entitlement.period, today()))
    if entitlement.valid.upper is not None and since >= entitlement.valid.upper:
        raise Refused("ends_before", _("It ends before a change could begin."))
    case = entitlement.case
    evaluation = evaluate_case(case, mode=Mode.RECALCULATION, acting_user=acting_user, on=row.run.on)
    if not _agrees(row, evaluation):
        raise _DiffersByItself(evaluation)
    last = None if entitlement.valid.upper is None else entitlement.valid.upper - timedelta(days=1)
    is_change = row.does == DifferenceKind.CHANGE
    decision = draft_decision(
        case,
        KINDS[DifferenceKind(row.does)],
        acting_user=acting_user,
        evaluation=evaluation,
        reason=reason,
        amount=row.after if is_change else None,
        starts_on=since,
        ends_on=last if is_change else None,
        overrides=reason,
    )
    propose_decision(decision, acting_user=acting_user)
    row.state, row.decision, row.reason = DifferenceState.DRAFTED, decision, ""
    _saved(row, "draft", acting_user)
    return decision


def _agrees(row: Difference, evaluation: Evaluation) -> bool:
    if not evaluation.decides or evaluation.outcome != row.outcome:
        return False
    return row.does != DifferenceKind.CHANGE or evaluation.amount == row.after


def _mark_unclear(difference: Difference, evaluation: Evaluation) -> None:
    with transaction.atomic():
        row = _lock(difference)
        row.does, row.outcome, row.after = DifferenceKind.UNCLEAR, Outcome.UNDETERMINED, None
        row.after_low, row.after_high = evaluation.amount_low, evaluation.amount_high
        row.change_tenge = row.size = 0
        _saved(row, "mark-unclear", None)


def _lock(difference: Difference) -> Difference:
    """The line as it stands, which nobody has dealt with: or whose draft was given up."""
    rows = Difference.objects.select_for_update(of=("self",))
    row = rows.select_related("run", "decision", "entitlement__case__application").get(pk=difference.pk)
    dropped = row.decision is not None and row.decision.state == DecisionState.DROPPED
    given_up = row.state == DifferenceState.DRAFTED and dropped
    if row.state != DifferenceState.LISTED and not given_up:
        raise Refused("difference_settled", _("Somebody has dealt with it already."))
    return row


def _saved(row: Difference, action: str, acting_user: User | None) -> Difference:
    row.version += 1
    row.save()
    note_write(action, "difference", row.pk, [row.entitlement.holder_id], acting_user=acting_user)
    return row


def _told(reason: str, name: str = "reason") -> str:
    if len(reason.strip()) < LEAST_REASON:
        raise Refused("reason_missing", _("Say why."), name)
    return reason.strip()
