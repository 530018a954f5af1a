"""How a contract in force is kept: the look of each month, and obligations settled one by one."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tirek.department.accounts.models import User
from tirek.department.contracts.access import lock_contract
from tirek.department.contracts.enums import ContractState, ObligationState
from tirek.department.contracts.models import Monitoring, Obligation, SocialContract
from tirek.department.contracts.months import look_due_on, month_over_on, next_month
from tirek.department.contracts.refusals import CONSTRAINTS, ContractRefused
from tirek.department.core.calendar.today import today
from tirek.department.core.refusals import refused_constraints
from tirek.department.journal.notes import note_write

SETTLED = (ObligationState.DONE, ObligationState.MISSED, ObligationState.EXCUSED)


def record_monitoring(
    contract: SocialContract, month: date, *, kept: bool, finding: str, acting_user: User
) -> Monitoring:
    """The look of the month that is next: kept or not, and what was found. Once taken, it stays.

    Raises
    ------
    ContractRefused
        ``moved_meanwhile``, ``month_done``, ``month_not_next``, ``month_not_over``, ``finding_missing``.
    """
    with transaction.atomic():
        current = lock_contract(contract, ContractState.IN_FORCE)
        if current.next_look is None:
            raise ContractRefused("month_done", "month")
        if month != current.next_look:
            raise ContractRefused("month_not_next", "month")
        if today() < month_over_on(current, month):
            raise ContractRefused("month_not_over", "month")
        if not kept and not finding.strip():
            raise ContractRefused("finding_missing", "finding")
        with refused_constraints(CONSTRAINTS):
            row = Monitoring.objects.create(
                contract=current, month=month, kept=kept, finding=finding.strip()[:1000], recorded_by=acting_user
            )
        following = next_month(current, month)
        current.next_look = following
        current.look_due_on = look_due_on(current, following) if following else None
        current.version += 1
        current.save(update_fields=["next_look", "look_due_on", "version"])
        note_write("monitor", "contract", current.pk, [current.case.applicant_id], acting_user=acting_user)
    return row


def settle_obligation(
    obligation: Obligation, state: ObligationState, *, on: date, acting_user: User, reason: str = ""
) -> Obligation:
    """Say that an obligation is done, not done, or excused; the latter two with a reason.

    Raises
    ------
    ContractRefused
        ``moved_meanwhile``, ``settled_already``, ``day_to_come``, ``outside_the_contract``, ``reason_missing``.
    """
    if state not in SETTLED:
        raise ContractRefused("moved_meanwhile")
    with transaction.atomic():
        current = lock_contract(obligation.contract, ContractState.IN_FORCE, ContractState.BROKEN)
        row = Obligation.objects.select_for_update(of=("self",)).get(pk=obligation.pk)
        if row.state != ObligationState.OPEN:
            raise ContractRefused("settled_already")
        if on > today():
            raise ContractRefused("day_to_come", "on")
        if on < current.valid.lower:
            raise ContractRefused("outside_the_contract", "on")
        if state != ObligationState.DONE and not reason.strip():
            raise ContractRefused("reason_missing", "reason")
        row.state, row.settled_on, row.settled_by = state, on, acting_user
        row.reason, row.version = reason.strip()[:500], row.version + 1
        row.save(update_fields=["state", "settled_on", "settled_by", "reason", "version"])
        note_write("settle", "contract", current.pk, [row.person_id], acting_user=acting_user)
    return row
