"""Reads of closings, lists, payments and exceptions, under the policies of who looks."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from tirek.department.payments.enums import ExceptionState, PaymentState
from tirek.department.payments.models import Closing, Payment, PaymentException, PaymentList


def list_closings() -> QuerySet[Closing]:
    """Closings of the viewer's territories, with what stands confirmed in them; unordered, for a page of a list."""
    return Closing.objects.select_related("opened_by")


def lists_of_closing(closing: Closing) -> QuerySet[PaymentList]:
    """Its lists as the viewer sees them, each with the count and sum of what would be paid now."""
    listed = ~Q(payments__state__in=[PaymentState.EXCLUDED, PaymentState.CANCELLED])
    rows = closing.lists.select_related("prepared_by", "confirmed_by", "line")
    return rows.annotate(
        live_count=Count("payments", filter=listed), live_tenge=Sum("payments__amount_tenge", filter=listed, default=0)
    ).order_by("programme", "territory", "pk")


@dataclass(frozen=True)
class KindCount:
    """How many exceptions of a kind are open, and how much money waits behind them, in tenge."""

    kind: str
    count: int
    tenge: int


def open_exceptions(closing: Closing) -> list[KindCount]:
    """The open exceptions of a closing by kind, the most frequent first. One query."""
    rows = closing.exceptions.filter(state=ExceptionState.OPEN).order_by().values("kind")
    found = rows.annotate(count=Count("pk"), tenge=Sum("amount_tenge", default=0))
    made = [KindCount(row["kind"], row["count"], row["tenge"]) for row in found]
    return sorted(made, key=lambda each: (-each.count, each.kind))


def list_exceptions(
    closing: Closing, *, kind: str = "", state: str = ExceptionState.OPEN
) -> QuerySet[PaymentException]:
    """Exceptions of a closing with whom they are about; unordered, for a page of a list."""
    rows = PaymentException.objects.filter(closing=closing).select_related(
        "holder", "due__entitlement__case__application", "payment", "settled_by"
    )
    rows = rows.filter(state=state) if state in ExceptionState.values else rows
    return rows.filter(kind=kind) if kind else rows


def payments_of_list(payment_list: PaymentList, *, state: str = "") -> QuerySet[Payment]:
    """Payments of a list with whom they go to; unordered, for a page of a list."""
    rows = payment_list.payments.select_related("holder", "payee", "organisation", "due")
    return rows.filter(state=state) if state in PaymentState.values else rows


def payments_by_state(payment_list: PaymentList) -> dict[str, tuple[int, int]]:
    """Of each state how many payments, and how many tenge. One query."""
    rows = payment_list.payments.order_by().values("state").annotate(count=Count("pk"), tenge=Sum("amount_tenge"))
    return {row["state"]: (row["count"], row["tenge"]) for row in rows}


def payments_of_due(due_id: int) -> QuerySet[Payment]:
    """Every attempt to pay a due row, the last first."""
    return Payment.objects.filter(due=due_id).select_related("list").order_by("-attempt")
