"""Payments that are not due any more, or never were: of a case by the law as it stands, and of a person paid under two cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import F
from django.db.models.functions import Coalesce

from tirek.department.entitlements.models import EntitlementMember
from tirek.department.payments.claim_enums import Cause
from tirek.department.payments.enums import PaymentState
from tirek.department.payments.models import Payment
from tirek.department.payments.overpaid import compare_periods
from tirek.department.payments.paid_periods import MONEY, CasePeriods, claimed_of, read_case
from tirek.department.registry.enums import LifeEventKind
from tirek.department.registry.models import LifeEvent, Person


@dataclass(frozen=True)
class Overpaid:
    """So much of one payment was too much."""

    payment: Payment
    first: date
    last: date
    tenge: int
    cause: Cause


def find_overpayments(case_id: int) -> list[Overpaid]:
    """What was paid of a case and is not due, as far as nobody claimed it yet, the oldest month first."""
    periods = read_case(case_id)
    over = compare_periods(periods.paid, periods.law).over
    days = {each.key: each for each in periods.paid}
    cause = _cause(periods, over)
    found = {
        key: Overpaid(periods.payments[key], days[key].first, days[key].last, tenge, cause)
        for key, tenge in over.items()
        if key in periods.payments and periods.payments[key].state == PaymentState.PAID
    }
    for each in _doubles(case_id, periods):
        found.setdefault(each.payment.pk, each)
    return sorted(found.values(), key=lambda each: (each.first, each.payment.pk))


def _cause(periods: CasePeriods, over: dict[int, int]) -> Cause:
    """What the officer is offered: an event where somebody who was counted has died, else a new calculation."""
    entitlements = {
        each.due.entitlement_id for each in periods.payments.values() if each.due is not None and each.pk in over
    }
    people = EntitlementMember.objects.filter(entitlement__in=entitlements).values("person")
    died = LifeEvent.objects.filter(kind=LifeEventKind.DEATH, person__in=people)
    return Cause.LIFE_EVENT if entitlements and died.exists() else Cause.REEVALUATION


def _doubles(case_id: int, periods: CasePeriods) -> list[Overpaid]:
    """Payments of days for which an earlier case paid the same people by the same group of kinds."""
    standing = {each.key: each for each in periods.paid if each.stands and each.key in periods.payments}
    paid = {pk: row for pk, row in periods.payments.items() if pk in standing and row.state == PaymentState.PAID}
    if not paid:
        return []
    own = EntitlementMember.objects.filter(entitlement__case=case_id).select_related("entitlement", "person")
    members = list(own)
    roots = {each.person.merged_into_id or each.person_id: each for each in members}
    records = Person.objects.annotate(root=Coalesce("merged_into", F("pk"))).filter(root__in=roots).values("pk")
    before = min(each.entitlement_id for each in members)
    counted = EntitlementMember.objects.filter(
        person__in=records, kind_group__in={each.kind_group for each in members}, entitlement__lt=before
    ).exclude(entitlement__case=case_id)
    others = dict(counted.values_list("entitlement_id", "person_id"))
    rows = Payment.objects.filter(state=PaymentState.PAID, due__entitlement__in=others, due__unit__startswith=MONEY)
    elsewhere = list(rows.select_related("due").order_by("due__period_from", "pk"))
    claimed = claimed_of([*(each.pk for each in elsewhere), *paid])
    same = {each.person_id for each in members}
    found = []
    for pk, row in paid.items():
        days = standing[pk]
        touching = [each for each in elsewhere if _touches(each, days.first, days.last)]
        twice = min(sum(each.due_tenge - claimed.get(each.pk, 0) for each in touching), row.due_tenge)
        if twice - claimed.get(pk, 0) > 0:
            assert touching[0].due is not None
            is_merge = others[touching[0].due.entitlement_id] not in same
            cause = Cause.MERGE if is_merge else Cause.DOUBLE
            found.append(Overpaid(row, days.first, days.last, twice - claimed.get(pk, 0), cause))
    return found


def _touches(payment: Payment, first: date, last: date) -> bool:
    due = payment.due
    return due is not None and due.period_from <= last and first <= due.period_to
