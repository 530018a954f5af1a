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
from tirek.department.payments.house import at_work, rows_of
from tirek.department.payments.models import Adjustment
from tirek.department.payments.overpaid import compare_periods
from tirek.department.payments.paid_periods import CasePeriods, read_case

AT_ONCE = 500
# Rows of the law that stand beside payments and are not covered by them: money came back, or what was held is let go.
# Days on which the aid was suspended are owed to nobody.
UNCOVERED = """
SELECT DISTINCT e.case_id FROM entitlements_due d JOIN entitlements_entitlement e ON e.id = d.entitlement_id
WHERE d.state = 'cancelled' AND d.unit LIKE 'tenge%%' AND e.valid @> d.period_from
  AND (e.held_from IS NULL OR d.period_from < e.held_from)
  AND NOT EXISTS (SELECT FROM entitlements_entitlementevent s JOIN entitlements_entitlementevent r
                  ON r.entitlement_id = s.entitlement_id AND r.id > s.id AND r.state = 'active'
                  WHERE s.entitlement_id = e.id AND s.state = 'suspended' AND s.since <= d.period_from
                    AND d.period_from < r.since)
  AND d.quantity > coalesce((
      SELECT sum(p.due_tenge) FROM payments_payment p JOIN entitlements_due o ON o.id = p.due_id
      JOIN entitlements_entitlement oe ON oe.id = o.entitlement_id
      WHERE oe.case_id = e.case_id AND o.period_from <= d.period_to AND d.period_from <= o.period_to
        AND p.state IN ('listed', 'sent', 'paid')), 0) + coalesce((
      SELECT sum(a.amount_tenge) FROM payments_adjustment a JOIN entitlements_entitlement ae ON ae.id = a.entitlement_id
      WHERE ae.case_id = e.case_id AND a.period_from <= d.period_to AND d.period_from <= a.period_to), 0)
ORDER BY 1 LIMIT %(most)s"""


def settle_uncovered(most: int = AT_ONCE) -> int:
    """Make up for months whose money came back, or which were held back, after a change; how many adjustments are new."""
    with at_work("settle"):
        return sum(
            len(settle_paid_periods(case_id, acting_user=None)) for (case_id,) in rows_of(UNCOVERED, {"most": most})
        )


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
