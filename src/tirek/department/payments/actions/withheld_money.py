"""What was withheld of payments in the ledger: reserved with the due row, never sent, so it is left to be spent again."""

from __future__ import annotations

import structlog

from tirek.department.budgets.actions.moving import Source, release, reserve
from tirek.department.core.refusals import Refused
from tirek.department.payments.house import at_work, rows_of

SOURCE = "withheld"
AT_ONCE = 1_000
log = structlog.get_logger(__name__)
# Payments of which another sum stands free than was withheld for good: all of it while the payment is paid, nothing otherwise.
UNEQUAL = """
WITH told AS (
    SELECT p.id, p.list_id, p.month, CASE p.state WHEN 'paid' THEN p.withheld_tenge ELSE 0 END AS wanted,
           coalesce((SELECT -sum(b.amount) FROM budgets_entry n JOIN budgets_posting b ON b.entry_id = n.id
                     WHERE n.source_kind = 'withheld' AND n.source_id = p.id AND b.account = 'reserved'), 0) AS freed
    FROM payments_payment p WHERE p.withheld_tenge > 0 AND p.state IN ('paid', 'returned') AND p.due_id IS NOT NULL)
SELECT p.id, l.line_id, extract(month FROM t.month)::int, t.wanted - t.freed
FROM told t JOIN payments_payment p ON p.id = t.id JOIN payments_paymentlist l ON l.id = t.list_id
WHERE t.wanted <> t.freed ORDER BY p.id LIMIT %(most)s FOR UPDATE OF p"""


def balance_withheld(most: int = AT_ONCE) -> int:
    """Let the ledger follow what was withheld: free once the payment is paid, reserved again when it came back; how many.

    May be repeated. Where a limit has no money to reserve it again, the payment is left for the next time and told in the log.
    """
    with at_work("withheld"):
        return sum(_balance(*row) for row in rows_of(UNEQUAL, {"most": most}))


def _balance(payment_id: int, line_id: int, month: int, freed: int) -> bool:
    move, amount = (release, freed) if freed > 0 else (reserve, -freed)
    try:
        move(line_id, month, int(amount), Source(SOURCE, payment_id), acting_user=None)
    except Refused as refusal:
        log.warning("withheld_not_balanced", payment=payment_id, code=refusal.code)
        return False
    return True
