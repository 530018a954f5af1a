"""What a case was paid beside what it is granted now, read whole in a few queries.

A change begins anew what was paid for the same days: the row it makes and the payment that went out stand for one period. An
end, a shortening or a suspension that counts from a past day leaves payments for days that are no longer granted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, Sum

from tirek.department.entitlements.enums import DueState, EntitlementState
from tirek.department.entitlements.models import Due, Entitlement, EntitlementEvent
from tirek.department.payments.claim_enums import ClaimState
from tirek.department.payments.enums import ListState, PaymentState
from tirek.department.payments.models import Adjustment, ClaimDue, Payment
from tirek.department.payments.overpaid import LawPeriod, PaidPeriod

MONEY = "tenge"


@dataclass(frozen=True)
class CasePeriods:
    """``paid`` and ``law`` as ``overpaid.compare_periods`` takes them.

    ``payments`` holds the payments that live, paid or fixed in a list; ``dues`` the rows of ``law``; ``stray`` the rows still to
    be paid for days that are no longer granted.
    """

    paid: list[PaidPeriod] = field(default_factory=list)
    law: list[LawPeriod] = field(default_factory=list)
    payments: dict[int, Payment] = field(default_factory=dict)
    dues: dict[int, Due] = field(default_factory=dict)
    stray: list[Due] = field(default_factory=list)


def read_case(case_id: int) -> CasePeriods:
    """Everything of one case that is money. Six queries."""
    entitlements = {each.pk: each for each in Entitlement.objects.filter(case=case_id, unit__startswith=MONEY)}
    windows = _suspended(entitlements)
    rows = Due.objects.filter(entitlement__in=entitlements, unit__startswith=MONEY).select_related(
        "entitlement__decision"
    )
    dues = {each.pk: each for each in rows}
    adjustments = {each.pk: each for each in Adjustment.objects.filter(entitlement__in=entitlements)}
    payments = _live_payments(dues, adjustments)
    claimed = claimed_of(payments)
    found = CasePeriods(payments=payments)
    paid_dues = {each.due_id for each in payments.values() if each.due_id}
    for payment in payments.values():
        found.paid.append(_paid(payment, entitlements, windows, dues, adjustments, claimed))
    awaiting = {each.adjustment_id for each in payments.values()}
    for adjustment in adjustments.values():
        if adjustment.pk not in awaiting:  # it will be paid: to the law it is as good as money
            key = -adjustment.pk
            found.paid.append(
                PaidPeriod(key, adjustment.period_from, adjustment.period_to, paid_tenge=adjustment.amount_tenge)
            )
    for due in dues.values():
        if due.pk in paid_dues:
            continue
        if _granted(entitlements[due.entitlement_id], windows, due.period_from):
            found.law.append(LawPeriod(due.pk, due.period_from, due.period_to, tenge=due.quantity))
            found.dues[due.pk] = due
        elif due.state in (DueState.PLANNED, DueState.HELD):
            found.stray.append(due)
    return found


def claimed_of(payments: Iterable[int]) -> dict[int, int]:
    """How much of each payment is claimed back, by claims that were not cancelled."""
    rows = ClaimDue.objects.filter(payment__in=list(payments)).exclude(claim__state=ClaimState.CANCELLED).order_by()
    return dict(rows.values_list("payment_id").annotate(total=Sum("amount_tenge")))


def _live_payments(dues: Iterable[int], adjustments: Iterable[int]) -> dict[int, Payment]:
    """Payments on their way or paid; one in a list that is not confirmed yet is still taken out of it."""
    on_the_way = Q(state__in=[PaymentState.LISTED, PaymentState.SENT], list__state__in=ListState.fixed())
    rows = Payment.objects.filter(Q(due__in=list(dues)) | Q(adjustment__in=list(adjustments)))
    rows = rows.filter(on_the_way | Q(state=PaymentState.PAID)).select_related("list")
    return {each.pk: each for each in rows.order_by("pk")}


def _paid(
    payment: Payment,
    entitlements: dict[int, Entitlement],
    windows: dict[int, list[tuple[date, date]]],
    dues: dict[int, Due],
    adjustments: dict[int, Adjustment],
    claimed: dict[int, int],
) -> PaidPeriod:
    settled = claimed.get(payment.pk, 0)
    if payment.adjustment_id is not None:
        row = adjustments[payment.adjustment_id]
        return PaidPeriod(payment.pk, row.period_from, row.period_to, payment.due_tenge, settled)
    assert payment.due_id is not None
    due = dues[payment.due_id]
    stands = _granted(entitlements[due.entitlement_id], windows, due.period_from)
    return PaidPeriod(payment.pk, due.period_from, due.period_to, payment.due_tenge, settled, stands=stands)


def _granted(entitlement: Entitlement, windows: dict[int, list[tuple[date, date]]], first: date) -> bool:
    """Whether a period that begins on a day is granted now; one that began before the end stays due whole."""
    days = entitlement.valid
    if days.isempty or first < days.lower or (days.upper is not None and first >= days.upper):
        return False
    return not any(since <= first < until for since, until in windows[entitlement.pk])


def _suspended(entitlements: Iterable[int]) -> dict[int, list[tuple[date, date]]]:
    """The days on which each was suspended, of suspensions that are over: nothing is owed of them."""
    found: dict[int, list[tuple[date, date]]] = defaultdict(list)
    since: dict[int, date] = {}
    for event in EntitlementEvent.objects.filter(entitlement__in=list(entitlements)).order_by("pk"):
        if event.state == EntitlementState.SUSPENDED:
            since[event.entitlement_id] = event.since
        elif event.state == EntitlementState.ACTIVE and event.entitlement_id in since:
            found[event.entitlement_id].append((since.pop(event.entitlement_id), event.since))
    return found
