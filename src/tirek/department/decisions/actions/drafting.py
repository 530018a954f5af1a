"""The first pair of eyes: a draft, its way to the signer, and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from types import EllipsisType
from typing import Final

from django.db import transaction
from django.utils import timezone

from tirek.department.accounts.models import User
from tirek.department.applications.actions.steps import lock_case, move_case
from tirek.department.applications.enums import CaseState, Turn
from tirek.department.applications.models import Case
from tirek.department.core.calendar.today import today
from tirek.department.core.refusals import refused_constraints
from tirek.department.decisions.access import DRAFT, SIGN, demand_right
from tirek.department.decisions.enums import DecisionKind, DecisionState
from tirek.department.decisions.flags import flags_for
from tirek.department.decisions.grounds import grounds_of
from tirek.department.decisions.models import Decision, Return
from tirek.department.decisions.refusals import MESSAGES, DecisionRefused
from tirek.department.decisions.rules import RuleSays, differs, rule_says
from tirek.department.evaluations.models import Evaluation
from tirek.department.evaluations.queries import latest_evaluation
from tirek.department.journal.notes import note_write

LEAST_REASON = 5
FIRST_KINDS: Final = (DecisionKind.GRANT, DecisionKind.REFUSE)
"""Kinds that end the road of a case; the others change what was granted, and the case stays where it is."""
PAID_KINDS: Final = (DecisionKind.GRANT, DecisionKind.CHANGE)
OPEN_STATES: Final = (DecisionState.DRAFT, DecisionState.PROPOSED, DecisionState.RETURNED)
CONSTRAINTS: Final = {
    "decision_one_open_a_case": ("one_open", MESSAGES["one_open"], ""),
    "decision_four_eyes": ("own_draft", MESSAGES["own_draft"], ""),
    "decision_signed_stays": ("moved_meanwhile", MESSAGES["moved_meanwhile"], ""),
    "decision_step_possible": ("moved_meanwhile", MESSAGES["moved_meanwhile"], ""),
    "decision_rests_on_its_evaluation": ("not_deciding", MESSAGES["not_deciding"], ""),
    "decision_differs_with_a_reason": ("override_reason", MESSAGES["override_reason"], "overrides"),
    "decision_ends_after_start": ("period_wrong", MESSAGES["period_wrong"], "ends_on"),
    "decision_round_covers_no_flagged": ("flagged", MESSAGES["flagged"], ""),
}


@dataclass(frozen=True)
class Wording:
    """What a draft says; what is left out is taken from the rule (``...``: the last day, which may be none)."""

    grounds: Sequence[str] | None = None
    reason: str = ""
    amount: int | None = None
    starts_on: date | None = None
    ends_on: date | EllipsisType | None = ...
    overrides: str = ""


def draft_decision(
    case: Case,
    kind: str,
    *,
    acting_user: User,
    evaluation: Evaluation | None = None,
    grounds: Sequence[str] | None = None,
    reason: str = "",
    amount: int | None = None,
    starts_on: date | None = None,
    ends_on: date | EllipsisType | None = ...,
    overrides: str = "",
    previous: Decision | None = None,
) -> Decision:
    """Write a decision down as a draft, on the ground of an evaluation (the newest one made for a decision).

    Parameters
    ----------
    kind
        ``grant`` or ``refuse`` of a case that is ready; the other kinds of one that was granted.
    grounds
        Codes of `grounds_of`; those of the evaluation where none are told.
    amount, starts_on, ends_on
        What the rule gives where nothing is told; whole tenge or units a period, first and last day.
    overrides
        Why the draft differs from the rule; demanded where it does.
    previous
        The decision that a later one changes; the last signed one of the case where none is told.

    Raises
    ------
    DecisionRefused
        With the code of what is wrong and the field it belongs to.
    """
    made = Wording(grounds, reason, amount, starts_on, ends_on, overrides)
    with transaction.atomic(), refused_constraints(CONSTRAINTS):
        demand_right(DRAFT, case.territory, acting_user)
        current = lock_case(case)
        decision = Decision(
            case=current,
            family_id=current.family_id,
            territory=current.territory,
            confidential=current.confidential,
            programme=current.programme,
            kind=DecisionKind(kind),
            author=acting_user,
            evaluation=_evaluation_for(current, kind, evaluation),
            previous=previous or _last_signed(current),
        )
        _demand_case(current, decision.kind)
        if Decision.objects.filter(case=current, state__in=OPEN_STATES).exists():
            raise DecisionRefused("one_open")
        _word(decision, made)
        decision.save(force_insert=True)
        _note("draft", decision, acting_user)
        return decision


def edit_decision(decision: Decision, wording: Wording, *, kind: str = "", acting_user: User) -> Decision:
    """Word an own draft anew, also one that came back, on the newest evaluation; raises as `draft_decision`."""
    with transaction.atomic(), refused_constraints(CONSTRAINTS):
        row = lock_decision(decision, DecisionState.DRAFT, DecisionState.RETURNED)
        _of_author(row, acting_user)
        if kind:
            row.kind = DecisionKind(kind)
        if row.kind in FIRST_KINDS:
            row.evaluation = _evaluation_for(row.case, row.kind, None)
        _demand_case(row.case, row.kind)
        _word(row, wording)
        row.version += 1
        row.save()
        _note("edit", row, acting_user)
        return row


def propose_decision(decision: Decision, *, acting_user: User) -> Decision:
    """Hand a draft to the signer: from now on it is closed, and it is the signer's turn.

    Raises
    ------
    DecisionRefused
        Also when the case was evaluated again since the draft was made.
    """
    with transaction.atomic(), refused_constraints(CONSTRAINTS):
        row = lock_decision(decision, DecisionState.DRAFT, DecisionState.RETURNED)
        _of_author(row, acting_user)
        _demand_case(row.case, row.kind)
        refuse_outdated(row)
        _check(row)
        _flag(row)
        row.state, row.proposed_at = DecisionState.PROPOSED, timezone.now()
        row.version += 1
        row.save()
        _mark_case(row, row.flags)
        if row.kind in FIRST_KINDS:
            move_case(row.case, CaseState.TO_SIGN, turn=Turn.HEAD, acting_user=acting_user)
        _note("propose", row, acting_user)
        return row


def take_back_decision(decision: Decision, *, acting_user: User) -> Decision:
    """Open an own proposal again as a draft, as long as nobody has signed it."""
    with transaction.atomic():
        row = lock_decision(decision, DecisionState.PROPOSED)
        _of_author(row, acting_user)
        return _reopen(row, DecisionState.DRAFT, acting_user, "take-back", "")


def return_decision(decision: Decision, *, reason: str, acting_user: User) -> Decision:
    """Give a proposal back to its author, with the reason; the second pair of eyes alone does it."""
    with transaction.atomic():
        row = lock_decision(decision, DecisionState.PROPOSED)
        demand_right(SIGN, row.territory, acting_user)
        if row.author_id == acting_user.pk:
            raise DecisionRefused("own_draft")
        told = _told(reason)
        Return.objects.create(decision=row, returned_by=acting_user, reason=told)
        return _reopen(row, DecisionState.RETURNED, acting_user, "return", told)


def drop_decision(decision: Decision, *, reason: str, acting_user: User) -> Decision:
    """Give up a decision before its signature: another one may then be drafted, by whoever drafts in the district."""
    with transaction.atomic():
        row = lock_decision(decision, *OPEN_STATES)
        demand_right(DRAFT, row.territory, acting_user)
        return _reopen(row, DecisionState.DROPPED, acting_user, "drop", _told(reason))


def drop_open_decision(
    case: Case, *, reason: str, acting_user: User | None, besides: Sequence[DecisionKind] = ()
) -> Decision | None:
    """Give up the decision of a case that waits for its signature, since what it rests on fell away; None where none waits.

    Nobody's right to draft is asked for: a step of another stage, which asked for its own, brings it with it. A decision of a
    kind of ``besides`` stays.
    """
    with transaction.atomic():
        row = Decision.objects.filter(case=case, state__in=OPEN_STATES).exclude(kind__in=besides).first()
        if row is None:
            return None
        return _reopen(lock_decision(row, *OPEN_STATES), DecisionState.DROPPED, acting_user, "drop", reason)


def lock_decision(decision: Decision, *states: DecisionState) -> Decision:
    """The decision as it stands now, its case locked before it: everybody takes the two locks in this order.

    Raises
    ------
    DecisionRefused
        ``moved_meanwhile`` when it is in none of the states that the step begins in.
    """
    case = lock_case(decision.case)
    row = Decision.objects.select_for_update(of=("self",)).select_related("evaluation").get(pk=decision.pk)
    if row.state not in states:
        raise DecisionRefused("moved_meanwhile")
    row.case = case
    return row


def refuse_outdated(decision: Decision) -> None:
    """Stop where the case was evaluated again after the evaluation that a grant or a refusal rests on."""
    if decision.kind in FIRST_KINDS:
        newest = latest_evaluation(decision.case)
        if newest is not None and newest.pk > decision.evaluation_id:
            raise DecisionRefused("evaluated_again")


def _reopen(row: Decision, state: DecisionState, acting_user: User | None, action: str, reason: str) -> Decision:
    row.state, row.proposed_at = state, None
    row.dropped_because = reason[:1000] if state == DecisionState.DROPPED else ""
    row.version += 1
    row.save(update_fields=["state", "proposed_at", "dropped_because", "version"])
    _mark_case(row, [])
    if row.kind in FIRST_KINDS and row.case.state == CaseState.TO_SIGN:
        move_case(row.case, CaseState.READY, turn=Turn.SPECIALIST, acting_user=acting_user, reason=reason)
    _note(action, row, acting_user)
    return row


def _evaluation_for(case: Case, kind: str, told: Evaluation | None) -> Evaluation:
    found = told or latest_evaluation(case)
    if found is None:
        raise DecisionRefused("no_evaluation")
    if found.case_id != case.pk:
        raise DecisionRefused("foreign_evaluation")
    if not found.decides and kind in (*FIRST_KINDS, DecisionKind.CHANGE):
        raise DecisionRefused("not_deciding")
    return found


def _demand_case(case: Case, kind: str) -> None:
    if kind in FIRST_KINDS and case.state != CaseState.READY:
        raise DecisionRefused("case_not_ready")
    if kind not in FIRST_KINDS and case.state != CaseState.GRANTED:
        raise DecisionRefused("case_not_granted")


def _word(row: Decision, told: Wording) -> None:
    """Fill what a decision says, from what is told and from the rule; refused where it cannot be, or lacks its reason."""
    rule = rule_says(row.case, row.evaluation)
    row.reason, row.overrides = told.reason.strip(), told.overrides.strip()
    is_paid, is_refusal = row.kind in PAID_KINDS, row.kind == DecisionKind.REFUSE
    row.grounds = list(dict.fromkeys(rule.grounds if told.grounds is None else told.grounds)) if is_refusal else []
    row.amount = (rule.amount if told.amount is None else told.amount) if is_paid else None
    row.unit = rule.unit if is_paid and row.amount is not None else ""
    first = row.kind in FIRST_KINDS
    row.starts_on = None if is_refusal else told.starts_on or (rule.starts_on if first else today())
    row.ends_on = None if is_refusal else _last_day(told, rule.ends_on if first else None)
    _check(row, rule)
    _flag(row)


def _last_day(told: Wording, usual: date | None) -> date | None:
    return usual if isinstance(told.ends_on, EllipsisType) else told.ends_on


def _check(row: Decision, rule: RuleSays | None = None) -> None:
    rule = rule or rule_says(row.case, row.evaluation)
    if row.kind == DecisionKind.REFUSE:
        _check_grounds(row)
    elif row.ends_on is not None and row.starts_on is not None and row.ends_on < row.starts_on:
        raise DecisionRefused("period_wrong", "ends_on")
    if row.kind in PAID_KINDS:
        _check_amount(row, rule)
    if row.kind in (DecisionKind.SUSPEND, DecisionKind.TERMINATE) and len(row.reason) < LEAST_REASON:
        raise DecisionRefused("stop_reason", "reason")
    if not _differs(row, rule):
        row.overrides = ""
    elif len(row.overrides) < LEAST_REASON:
        raise DecisionRefused("override_reason", "overrides")


def _check_grounds(row: Decision) -> None:
    known = grounds_of(row.programme)
    if not row.grounds:
        raise DecisionRefused("ground_missing", "grounds")
    if any(code not in known for code in row.grounds):
        raise DecisionRefused("ground_unknown", "grounds")
    if any(known[code].of_the_road for code in row.grounds) and len(row.reason) < LEAST_REASON:
        raise DecisionRefused("road_reason", "reason")


def _check_amount(row: Decision, rule: RuleSays) -> None:
    if row.amount is None:
        if rule.is_measured:
            raise DecisionRefused("amount_missing", "amount")
        return
    if row.amount < 0:
        raise DecisionRefused("amount_negative", "amount")
    if rule.ceiling is not None and row.amount > rule.ceiling:
        raise DecisionRefused("amount_above", "amount")


def _differs(row: Decision, rule: RuleSays) -> bool:
    if row.kind == DecisionKind.CHANGE:
        return row.amount != rule.amount
    return row.kind in FIRST_KINDS and differs(row, rule)


def _flag(row: Decision) -> None:
    row.flags = flags_for(
        row.case,
        row.evaluation,
        row.kind,
        row.amount,
        overrides=bool(row.overrides),
        was_returned=row.pk is not None and row.returns.exists(),
    )


def _last_signed(case: Case) -> Decision | None:
    return Decision.objects.filter(case=case, state=DecisionState.SIGNED).order_by("-signed_at", "-pk").first()


def _mark_case(row: Decision, flags: Sequence[str]) -> None:
    """Let the queues see what a signer must look at."""
    Case.objects.filter(pk=row.case_id).update(flags=list(flags))


def _of_author(row: Decision, acting_user: User) -> None:
    demand_right(DRAFT, row.territory, acting_user)
    if row.author_id != acting_user.pk:
        raise DecisionRefused("not_author")


def _told(reason: str) -> str:
    if len(reason.strip()) < LEAST_REASON:
        raise DecisionRefused("reason_short", "reason")
    return reason.strip()


def _note(action: str, row: Decision, acting_user: User | None) -> None:
    note_write(action, "decision", row.pk, [row.case.applicant_id], acting_user=acting_user)
