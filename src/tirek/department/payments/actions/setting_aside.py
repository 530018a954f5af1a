"""Money for what no due row asks for: an adjustment or an accepted invoice gets its line before it is listed.

A due row has its money from the signature on. These have it from the first closing that could list them: reserved in the month of
that closing, moved to the month of a later one, on the line that paid the same entitlement before where that has the money.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from tirek.department.accounts.models import User
from tirek.department.budgets.actions.moving import Source, release, reserve
from tirek.department.budgets.actions.writing import lock_lines
from tirek.department.budgets.choosing import choose, months_of
from tirek.department.budgets.enums import Account, EntryKind
from tirek.department.budgets.models import Posting
from tirek.department.budgets.pools import Need, pools_for, purses_of
from tirek.department.core.refusals import Refused
from tirek.department.payments.enums import InvoiceState, PaymentState
from tirek.department.payments.models import Adjustment, Invoice, Payment

DECEMBER = 12


def set_aside(territories: Sequence[str], month: date, *, acting_user: User | None) -> int:
    """Give a line and its money to adjustments and invoices that a closing of ``month`` may list; how many have it now.

    May be repeated. Where the limit has no money, or no plan is approved, the row stays without: the check of the closing
    says so.
    """
    with transaction.atomic():
        rows: list[Adjustment | Invoice] = [*_adjustments(territories), *_invoices(territories, month)]
        return sum(_give(row, month, acting_user) for row in rows)


def _give(row: Adjustment | Invoice, month: date, acting_user: User | None) -> bool:
    if row.line is not None:
        month = min(month, date(row.line.year, DECEMBER, 1))
        return _move(row, month.month, acting_user)
    need = Need(row.territory, row.programme, month.year)
    pool = pools_for([need]).get(need)
    if pool is None or not pool.lines:
        return False
    lock_lines(pool.lines)
    purse = choose(purses_of([pool])[pool], months_of([(month.month, row.amount_tenge)]), prefer=_paid_before(row))
    if purse is None:
        return False
    type(row).objects.filter(pk=row.pk).update(line=purse.line)
    reserve(purse.line, month.month, row.amount_tenge, source_of(row), acting_user=acting_user)
    return True


def _move(row: Adjustment | Invoice, month: int, acting_user: User | None) -> bool:
    """Have the money stand in the month of the closing; where that month has none it stays where it is."""
    assert row.line_id is not None
    held = reserved_months(row)
    if list(held) == [month]:
        return True
    try:
        with transaction.atomic():
            for before, amount in held.items():
                release(row.line_id, before, amount, source_of(row), acting_user=acting_user)
            reserve(row.line_id, month, row.amount_tenge, source_of(row), acting_user=acting_user)
    except Refused:
        return False
    return True


def source_of(row: Adjustment | Invoice) -> Source:
    """What the ledger names."""
    return Source("adjustment" if isinstance(row, Adjustment) else "invoice", row.pk)


def reserved_months(row: Adjustment | Invoice) -> dict[int, int]:
    """What is set aside for a row, by month of its line."""
    source = source_of(row)
    kinds = [EntryKind.RESERVE, EntryKind.RELEASE]
    rows = Posting.objects.filter(entry__source_kind=source.kind, entry__source_id=source.id, entry__kind__in=kinds)
    sums = rows.filter(account=Account.RESERVED).order_by().values_list("month").annotate(total=Sum("amount"))
    return {month: total for month, total in sums if total}


def _paid_before(row: Adjustment | Invoice) -> list[int]:
    if isinstance(row, Invoice):
        return []
    paid = Payment.objects.filter(due__entitlement__case=row.entitlement.case_id, state=PaymentState.PAID)
    return list(paid.order_by().values_list("list__line", flat=True).distinct())


def _adjustments(territories: Sequence[str]) -> QuerySet[Adjustment]:
    rows = Adjustment.objects.filter(territory__in=territories).select_related("line", "entitlement")
    return rows.exclude(Exists(_living(adjustment=OuterRef("pk")))).order_by("pk")


def _invoices(territories: Sequence[str], month: date) -> QuerySet[Invoice]:
    rows = Invoice.objects.filter(territory__in=territories, state=InvoiceState.ACCEPTED, month__lte=month)
    return rows.select_related("line").exclude(Exists(_living(invoice=OuterRef("pk")))).order_by("pk")


def _living(**source: OuterRef) -> QuerySet[Payment]:
    return Payment.objects.filter(~Q(state__in=PaymentState.dead()), **source)
