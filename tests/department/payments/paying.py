"""Payments for tests, past every action: what the database itself demands of a list, and the ledger with it."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from itertools import count

from django.utils import timezone

from tests.department.factories import make_user
from tirek.department.accounts.enums import Role
from tirek.department.budgets.actions.moving import Source, commit, pay, reserve
from tirek.department.budgets.models import Line, Reservation
from tirek.department.entitlements.models import Due
from tirek.department.payments.models import Adjustment, Closing, Payment, PaymentList

_numbers = count(1)
IBAN = "KZ86125KZT5004100100"


def a_line(programme: str, territory: str = "751110000") -> Line:
    """A line that binds nobody: without a plan, and so without a ledger."""
    told = {"year": 2026, "territory": territory, "programme": programme, "fund": "regional"}
    return Line.objects.get_or_create(**told, defaults={"classification": "451.007.029.322"})[0]


def list_payment(source: Due | Adjustment, line: Line, *, withheld: int = 0) -> Payment:
    """A payment in a drafted list of its own."""
    number, person = next(_numbers), source.entitlement.holder
    kept = Reservation.objects.filter(due=source.pk).first() if isinstance(source, Due) else None
    month = date(line.year, kept.month, 1) if kept else source.period_from.replace(day=1)
    closing = Closing.objects.filter(territory=source.territory, month=month).first() or Closing.objects.create(
        territory=source.territory, month=month, number=number, kind="month"
    )
    shared = {
        "territory": source.territory,
        "confidential": source.confidential,
        "programme": source.programme,
    }
    made = PaymentList.objects.create(
        closing=closing, line=line, fund=line.fund, number=f"L-{number}", prepared_by=make_user(Role.FINANCE), **shared
    )
    due = source.quantity if isinstance(source, Due) else source.amount_tenge
    return Payment.objects.create(
        list=made,
        due=source if isinstance(source, Due) else None,
        adjustment=source if isinstance(source, Adjustment) else None,
        holder=person,
        payee=person,
        iban=IBAN,
        payee_name="-",
        snapshot_digest=sha256(str(number).encode()).hexdigest(),
        due_tenge=due,
        withheld_tenge=withheld,
        amount_tenge=due - withheld,
        month=month,
        end_to_end_id=f"T{number}",
        **shared,
    )


def confirm(payment: Payment, *, in_ledger: bool = True) -> Payment:
    """Confirm the list of a payment; the money is committed."""
    held = payment.list
    held.state, held.count, held.total_tenge = "submitted", 1, payment.amount_tenge
    held.digest = sha256(payment.snapshot_digest.encode()).hexdigest()
    held.submitted_at = timezone.now()
    held.save()
    held.state, held.confirmed_by, held.confirmed_at = "confirmed", make_user(Role.HEAD), timezone.now()
    held.save()
    if not in_ledger:
        return payment
    month, source = payment.month.month, Source("list", held.pk)
    if not Reservation.objects.filter(due=payment.due_id).exists():
        reserve(held.line, month, payment.amount_tenge, source, acting_user=None)
    commit(held.line, month, payment.amount_tenge, source, acting_user=None)
    return payment


def settle(payment: Payment, *, in_ledger: bool = True) -> Payment:
    """The bank paid it."""
    for state in ("sent", "paid"):
        payment.state = state
        payment.save(update_fields=["state"])
    if not in_ledger:
        return payment
    pay(payment.list.line, payment.month.month, payment.amount_tenge, Source("message", payment.pk), acting_user=None)
    return payment


def pay_out(source: Due | Adjustment, line: Line, *, in_ledger: bool = True) -> Payment:
    """The whole way of one due row or adjustment."""
    return settle(confirm(list_payment(source, line), in_ledger=in_ledger), in_ledger=in_ledger)
