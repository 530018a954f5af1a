"""What happened to the money of a family, as its rows tell: only what was granted to the family itself, as far as one sees."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import Q

from tirek.department.core.calendar.today import local_day
from tirek.department.entitlements.enums import DueState
from tirek.department.entitlements.models import Due, Entitlement
from tirek.department.payments.claim_enums import ClaimState, WriteOffState
from tirek.department.payments.enums import ListState, OutcomeStatus, PaymentState
from tirek.department.payments.models import (
    Adjustment,
    Claim,
    ClaimStep,
    Deduction,
    HandOver,
    Outcome,
    Payment,
    Repayment,
    WriteOff,
)
from tirek.department.payments.paid_periods import MONEY
from tirek.department.payments.statement.lines import Happened, LineKind


def happened_to(family_id: int) -> list[Happened]:
    """All that happened, in no order; what lies ahead stands under its own day. Thirteen queries at most."""
    granted = list(Entitlement.objects.filter(family=family_id).select_related("decision"))
    found = [
        Happened(
            local_day(each.granted_at), LineKind.GRANTED, each.programme, each.confidential, None,
            each.decision.number or "", each.quantity, "" if each.unit.startswith(MONEY) else each.unit,
        )
        for each in granted
    ]  # fmt: skip
    ids = [each.pk for each in granted]
    found += _dues(ids)
    found += _payments(ids)
    found += _claims(family_id)
    return found


def _dues(entitlements: list[int]) -> Iterator[Happened]:
    rows = Due.objects.filter(entitlement__in=entitlements).exclude(state=DueState.CANCELLED)
    for due in rows:
        told = (due.programme, due.confidential, due.period_from.replace(day=1), "")
        if not due.unit.startswith(MONEY):
            yield Happened(due.due_on, LineKind.IN_KIND, *told, due.quantity, due.unit)
        else:
            kind = LineKind.HELD if due.state == DueState.HELD else LineKind.DUE
            yield Happened(due.due_on, kind, *told, due.quantity)
    for handed in HandOver.objects.filter(due__entitlement__in=entitlements).select_related("due"):
        due = handed.due
        told = (due.programme, due.confidential, due.period_from.replace(day=1), handed.reference)
        yield Happened(handed.handed_on, LineKind.HANDED, *told, due.quantity, due.unit)
    for made in Adjustment.objects.filter(entitlement__in=entitlements):
        month = made.period_from.replace(day=1)
        on = local_day(made.made_at)
        yield Happened(on, LineKind.ADJUSTED, made.programme, made.confidential, month, "", made.amount_tenge)


def _payments(entitlements: list[int]) -> Iterator[Happened]:
    of_family = Q(due__entitlement__in=entitlements) | Q(adjustment__entitlement__in=entitlements)
    told_of = Payment.objects.filter(of_family, list__state__in=ListState.fixed())
    rows = list(told_of.select_related("list", "due", "adjustment"))
    days = _days_of(rows)
    for row in rows:
        source = row.due or row.adjustment
        assert source is not None
        on, back_on = days[row.pk]
        told = (row.programme, row.confidential, source.period_from.replace(day=1), row.list.number)
        if row.state in (PaymentState.LISTED, PaymentState.SENT):
            yield Happened(on, LineKind.ON_WAY, *told, row.amount_tenge)
        elif row.state == PaymentState.PAID:
            yield Happened(on, LineKind.PAID, *told, row.amount_tenge)
            if row.withheld_tenge:
                yield Happened(on, LineKind.WITHHELD, *told, row.withheld_tenge)
        elif row.state == PaymentState.RETURNED:
            yield Happened(on, LineKind.PAID, *told, row.amount_tenge)
            yield Happened(back_on, LineKind.RETURNED, *told, row.amount_tenge)


def _claims(family_id: int) -> Iterator[Happened]:
    claims = {each.pk: each for each in Claim.objects.filter(family=family_id)}
    for claim in claims.values():
        yield _of(claim, local_day(claim.opened_at), LineKind.CLAIMED, claim.amount_tenge)
    for step in ClaimStep.objects.filter(claim__in=claims, state=ClaimState.CANCELLED):
        yield _of(claims[step.claim_id], local_day(step.at), LineKind.LIFTED, claims[step.claim_id].amount_tenge)
    for paid in Repayment.objects.filter(claim__in=claims):
        yield _of(claims[paid.claim_id], paid.booked_on, LineKind.REPAID, paid.amount_tenge)
    certain = Deduction.objects.filter(claim__in=claims, payment__state=PaymentState.PAID)
    withheld = list(certain.select_related("payment__list"))
    days = _days_of([each.payment for each in withheld])
    for each in withheld:
        yield _of(claims[each.claim_id], days[each.payment_id][0], LineKind.DEDUCTED, each.amount_tenge)
    for given_up in WriteOff.objects.filter(claim__in=claims, state=WriteOffState.APPROVED):
        assert given_up.decided_at is not None
        yield _of(
            claims[given_up.claim_id], local_day(given_up.decided_at), LineKind.WRITTEN_OFF, given_up.amount_tenge
        )


def _of(claim: Claim, on: date, kind: LineKind, tenge: int) -> Happened:
    return Happened(on, kind, claim.programme, claim.confidential, None, claim.number, tenge)


def _days_of(payments: Iterable[Payment]) -> dict[int, tuple[date, date]]:
    """On which day each was paid, and came back: as the bank booked it, else the day of its list. One query."""
    lists = {each.pk: each.list.confirmed_at for each in payments}
    told = Outcome.objects.filter(payment__in=lists, booked_on__isnull=False).order_by("pk")
    rows = told.values_list("payment", "status", "booked_on")
    booked = {(pk, status): day for pk, status, day in rows if day is not None}
    found = {}
    for pk, confirmed_at in lists.items():
        assert confirmed_at is not None
        back_on = booked.get((pk, OutcomeStatus.RETURNED), local_day(confirmed_at))
        found[pk] = (booked.get((pk, OutcomeStatus.PAID), min(back_on, local_day(confirmed_at))), back_on)
    return found
