"""A draft becomes a list that another may confirm."""

from __future__ import annotations

from tirek.department.payments.statements.recipients import composed

LEAVE_OUT = """
UPDATE payments_payment m SET state = 'excluded'
WHERE m.list_id = %(list)s AND m.state = 'listed'
  AND EXISTS (SELECT FROM payments_paymentexception x WHERE x.payment_id = m.id AND x.state IN ('open', 'excluded'))
"""
"""Payments with an open exception wait for another list; the exception stays in the queue."""

DIGEST = composed(
    """
UPDATE payments_payment m SET snapshot_digest = s.digest
FROM (SELECT m.id, <OF_PAYMENT> AS digest FROM payments_payment m WHERE m.list_id = %(list)s AND m.state = 'listed') s
WHERE s.id = m.id AND s.digest <> m.snapshot_digest
""",
    {},
)
"""Digests that no longer say what their payment says are written anew before the list is summed."""

SUM = """
SELECT count(*), coalesce(sum(amount_tenge), 0),
       encode(sha256(convert_to(coalesce(string_agg(snapshot_digest, '' ORDER BY end_to_end_id COLLATE "C"), ''), 'UTF8')), 'hex')
FROM payments_payment WHERE list_id = %(list)s AND state = 'listed'
"""
"""Count, sum and digest of a list, as the database works them out again when it is confirmed."""

LOCK_SOURCES = """
SELECT count(*) FILTER (WHERE state <> 'planned')
FROM (SELECT d.state FROM payments_payment m JOIN entitlements_due d ON d.id = m.due_id
      WHERE m.list_id = %(list)s AND m.state = 'listed' ORDER BY d.id FOR NO KEY UPDATE OF d) held
"""
"""Holds the due rows of a list until it is confirmed, and says how many are not to be paid any more."""

MONTHS = """
SELECT extract(month FROM month)::int, sum(amount_tenge)::bigint FROM payments_payment
WHERE list_id = %(list)s AND state = ANY (%(states)s) GROUP BY month ORDER BY month
"""
"""What a list takes of each month of its budget line."""
