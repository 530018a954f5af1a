"""Repaid money in the ledger: back to the lines and months that the claim's payments were paid from."""

from __future__ import annotations

from collections import defaultdict

from tirek.department.accounts.models import User
from tirek.department.budgets.actions.moving import Source, move_months
from tirek.department.budgets.enums import EntryKind
from tirek.department.payments.models import ClaimDue, Repayment

SOURCE = "repayment"


def return_to_lines(repayment: Repayment, *, already: int, acting_user: User | None) -> int:
    """Write a repayment into the ledger; how many tenge may be spent again.

    The oldest month first, after the ``already`` tenge that came in before. Money of a line of an earlier year is income of the
    budget, and no limit grows by it: of that nothing is written.
    """
    rows = (
        ClaimDue.objects.filter(claim=repayment.claim_id).select_related("payment__list__line").order_by("month", "pk")
    )
    skipped, rest = already, repayment.amount_tenge
    parts: dict[int, dict[int, int]] = defaultdict(dict)
    for row in rows:
        before = min(skipped, row.amount_tenge)
        skipped -= before
        taken = min(rest, row.amount_tenge - before)
        rest -= taken
        line = row.payment.list.line
        if taken and line.year == repayment.booked_on.year:
            month = row.payment.month.month
            parts[line.pk][month] = parts[line.pk].get(month, 0) + taken
    source = Source(SOURCE, repayment.pk)
    for line_id, months in sorted(parts.items()):
        move_months(line_id, EntryKind.RECOVER, months, source, acting_user=acting_user)
    return sum(sum(months.values()) for months in parts.values())
