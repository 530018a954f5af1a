"""Law against money, period by period: what was paid too little is made up for, and no period is paid twice."""

from __future__ import annotations

from hashlib import sha256

from django.db import transaction
from django.db.models import F

from tirek.department.accounts.models import User
from tirek.department.applications.models import Case
from tirek.department.entitlements.enums import DueState
from tirek.department.entitlements.models import Due
from tirek.department.journal.notes import note_write
from tirek.department.payments.enums import AdjustmentCause
from tirek.department.payments.models import Adjustment
from tirek.department.payments.overpaid import compare_periods
from tirek.department.payments.paid_periods import CasePeriods, read_case


def settle_paid_periods(case_id: int, *, acting_user: User | None) -> list[Adjustment]:
    """Make up for what the law gives now beyond what was paid; those adjustments that are new.

    Of a change that counts from a past day the rows beside payments are cancelled: what they give beyond the payments becomes
    an adjustment, what they give less is found by ``claims.find_overpayments``. Rows for days that are no longer granted, which
    a returned payment may have left, are cancelled too. May be repeated: the second time there is nothing to do.
    """
    with transaction.atomic():
        Case.objects.select_for_update(of=("self",)).get(pk=case_id)
        periods = read_case(case_id)
        compared = compare_periods(periods.paid, periods.law)
        made = [_adjust(periods, key, tenge, acting_user) for key, tenge in sorted(compared.under.items())]
        beside = [pk for pk in compared.met if periods.dues[pk].state in (DueState.PLANNED, DueState.HELD)]
        _cancel([*beside, *(due.pk for due in periods.stray)], case_id, acting_user)
    return [each for each in made if each is not None]


def _adjust(periods: CasePeriods, key: int, tenge: int, acting_user: User | None) -> Adjustment | None:
    due = periods.dues[key]
    held_from = due.entitlement.held_from
    if held_from is not None and due.period_from >= held_from:  # looked at again when it is let go
        return None
    paid = sorted(each.key for each in periods.paid if each.first <= due.period_to and due.period_from <= each.last)
    cause = f"{AdjustmentCause.UNDERPAYMENT}:{due.pk}:{','.join(map(str, paid))}:{tenge}"
    made, is_new = Adjustment.objects.get_or_create(
        digest=sha256(cause.encode()).hexdigest(),
        defaults={
            "entitlement": due.entitlement,
            "territory": due.territory,
            "confidential": due.confidential,
            "programme": due.programme,
            "cause": AdjustmentCause.UNDERPAYMENT,
            "period_from": due.period_from,
            "period_to": due.period_to,
            "amount_tenge": tenge,
            "reason": f"decision {due.entitlement.decision.number}",
            "evaluation": due.entitlement.decision.evaluation,
            "made_by": acting_user,
        },
    )
    if not is_new:
        return None
    note_write("create", "adjustment", made.pk, [due.entitlement.holder_id], acting_user=acting_user)
    return made


def _cancel(dues: list[int], case_id: int, acting_user: User | None) -> None:
    rows = Due.objects.filter(pk__in=dues, state__in=[DueState.PLANNED, DueState.HELD])
    if rows.update(state=DueState.CANCELLED, version=F("version") + 1):
        note_write("dues-cancelled", "case", case_id, [], acting_user=acting_user)
