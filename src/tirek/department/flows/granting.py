"""What a signed decision becomes: the case moves, an entitlement is made, stopped or replaced, and what follows is queued."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.models import User
from tirek.department.applications.actions.steps import lock_case, move_case
from tirek.department.applications.enums import CaseState, Turn
from tirek.department.budgets.actions.reserving import align_reservations
from tirek.department.core.refusals import Refused
from tirek.department.decisions.enums import DecisionKind, DecisionState
from tirek.department.decisions.models import Decision
from tirek.department.entitlements.actions.granting import grant_entitlement, signed_on
from tirek.department.entitlements.actions.stopping import (
    end_entitlement,
    resume_entitlement,
    running_entitlement,
    suspend_entitlement,
)
from tirek.department.entitlements.enums import DueState, EntitlementState
from tirek.department.entitlements.models import Due, Entitlement
from tirek.department.flows.appeals import ended_under_appeal
from tirek.department.flows.events import settle_consequences
from tirek.department.flows.following import queue_following
from tirek.department.flows.recalculation.drafting import settle_differences
from tirek.department.payments.actions.underpayments import settle_paid_periods

PAID_BEFORE = (DecisionKind.CHANGE, DecisionKind.SUSPEND, DecisionKind.RESUME, DecisionKind.TERMINATE)
"""Decisions of a case that may have been paid already: for a day that is over they make good, or leave something to claim."""


def carry_out(decision: Decision, *, acting_user: User) -> Entitlement | None:
    """Do what a signed decision says, in the transaction of its signature; the entitlement it is about, if there is one.

    A grant moves its case to granted and makes the entitlement, a refusal closes the case, the other kinds act on what the
    case runs. Nothing leaves the house here: notices and messages are queued and follow by jobs after the commit.

    Raises
    ------
    Refused
        ``not_signed``, ``case_moved_meanwhile``, ``counted_elsewhere``, ``nothing_runs``, ``not_running``,
        ``change_within_a_period``, ``begins_before_the_end``, ``limit_short``: the signature then does not stand either.
    """
    if decision.state != DecisionState.SIGNED:
        raise Refused("not_signed", _("The decision is not signed: nothing can be done by it."))
    with transaction.atomic():
        lock_case(decision.case)
        entitlement = STEPS[DecisionKind(decision.kind)](decision, acting_user)
        if decision.kind in PAID_BEFORE:
            settle_paid_periods(decision.case_id, acting_user=acting_user)
        align_reservations(decision.case_id, acting_user=acting_user)
        settle_consequences(decision, entitlement, acting_user=acting_user)
        settle_differences(decision, acting_user=acting_user)
        queue_following(decision)
    return entitlement


def since_of(decision: Decision) -> date:
    """From which day a decision acts: the day it names, else the day of the signature."""
    return decision.starts_on or signed_on(decision)


def _grant(decision: Decision, acting_user: User) -> Entitlement:
    _close(decision, CaseState.GRANTED, acting_user)
    return grant_entitlement(decision, previous=None, acting_user=acting_user)


def _refuse(decision: Decision, acting_user: User) -> None:
    _close(decision, CaseState.REFUSED, acting_user)


def _change(decision: Decision, acting_user: User) -> Entitlement:
    ended = ended_under_appeal(decision.case)
    if ended is not None:
        return _begin_anew(ended, decision, acting_user)
    running, since = running_entitlement(decision.case), since_of(decision)
    if running.state != EntitlementState.ACTIVE:
        raise Refused("not_running", _("Only what runs is changed: resume it first."))
    _refuse_within(decision, since)
    end_entitlement(running, decision, since, acting_user=acting_user, state=EntitlementState.REPLACED)
    return grant_entitlement(decision, previous=running, acting_user=acting_user)


def _begin_anew(ended: Entitlement, decision: Decision, acting_user: User) -> Entitlement:
    """What was ended begins again by a change, since the end is under appeal: a new row, after the days that were granted."""
    since = since_of(decision)
    if ended.valid.upper is not None and since < ended.valid.upper:
        raise Refused(
            "begins_before_the_end", _("Until that day it was granted already. Let it begin later."), "starts_on"
        )
    _refuse_within(decision, since)
    return grant_entitlement(decision, previous=ended, acting_user=acting_user)


def _suspend(decision: Decision, acting_user: User) -> Entitlement:
    running = running_entitlement(decision.case)
    suspend_entitlement(running, decision, since_of(decision), acting_user=acting_user)
    return running


def _resume(decision: Decision, acting_user: User) -> Entitlement:
    running = running_entitlement(decision.case)
    resume_entitlement(running, decision, since_of(decision), acting_user=acting_user)
    return running


def _terminate(decision: Decision, acting_user: User) -> Entitlement:
    running = running_entitlement(decision.case)
    end_entitlement(running, decision, since_of(decision), acting_user=acting_user)
    return running


STEPS: dict[DecisionKind, Callable[[Decision, User], Entitlement | None]] = {
    DecisionKind.GRANT: _grant,
    DecisionKind.REFUSE: _refuse,
    DecisionKind.CHANGE: _change,
    DecisionKind.SUSPEND: _suspend,
    DecisionKind.RESUME: _resume,
    DecisionKind.TERMINATE: _terminate,
}


def _close(decision: Decision, state: CaseState, acting_user: User) -> None:
    move_case(decision.case, state, turn=Turn.NOBODY, acting_user=acting_user, reason=f"decision {decision.number}")


def _refuse_within(decision: Decision, since: date) -> None:
    """A change begins with a period: else the period in which it begins would be due twice."""
    running = Due.objects.filter(entitlement__case=decision.case, period_from__lt=since, period_to__gte=since)
    inside = running.exclude(state=DueState.CANCELLED).order_by("period_from").first()
    if inside is not None:
        raise Refused(
            "change_within_a_period",
            _("The change begins inside a period that is due already. Let it begin with a period."),
            "starts_on",
        )
