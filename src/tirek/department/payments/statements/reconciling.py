"""Lists against what the bank said and what the ledger holds."""

from __future__ import annotations

RECONCILE = """
WITH wanted AS (SELECT id, count, total_tenge FROM payments_paymentlist WHERE id = ANY (%(lists)s)),
sent AS (
    SELECT f.list_id, sum(f.total_tenge) AS tenge, min(f.sent_at) AS first_at FROM payments_bankfile f
    WHERE f.list_id = ANY (%(lists)s) GROUP BY f.list_id),
words AS (
    SELECT m.list_id, m.amount_tenge, m.state IN ('listed', 'sent') AS open,
           m.state = 'rejected' AND o.rejected AS rejected, m.state = 'paid' AND o.paid AS paid,
           m.state = 'returned' AND o.returned AS returned, coalesce(o.accepted, false) AS accepted
    FROM payments_payment m
    LEFT JOIN LATERAL (
        SELECT bool_or(status = 'accepted') AS accepted, bool_or(status = 'rejected') AS rejected,
               bool_or(status = 'paid') AS paid, bool_or(status = 'returned') AS returned
        FROM payments_outcome WHERE payment_id = m.id) o ON true
    WHERE m.list_id = ANY (%(lists)s) AND m.state NOT IN ('excluded', 'cancelled')),
ends AS (
    SELECT list_id,
           count(*) FILTER (WHERE paid) AS paid, coalesce(sum(amount_tenge) FILTER (WHERE paid), 0) AS paid_tenge,
           count(*) FILTER (WHERE rejected) AS rejected,
           coalesce(sum(amount_tenge) FILTER (WHERE rejected), 0) AS rejected_tenge,
           count(*) FILTER (WHERE returned) AS returned,
           coalesce(sum(amount_tenge) FILTER (WHERE returned), 0) AS returned_tenge,
           count(*) FILTER (WHERE open AND accepted) AS accepted,
           coalesce(sum(amount_tenge) FILTER (WHERE open AND accepted), 0) AS accepted_tenge,
           count(*) FILTER (WHERE open AND NOT accepted) AS unanswered,
           coalesce(sum(amount_tenge) FILTER (WHERE open AND NOT accepted), 0) AS unanswered_tenge
    FROM words GROUP BY list_id),
ledger AS (
    SELECT e.source_part::bigint AS list_id,
           coalesce(sum(p.amount) FILTER (WHERE e.kind = 'pay' AND p.account = 'paid'), 0) AS paid_tenge,
           coalesce(sum(p.amount) FILTER (WHERE e.kind = 'give_back' AND p.account = 'reserved'), 0) AS returned_tenge
    FROM budgets_entry e JOIN budgets_posting p ON p.entry_id = e.id
    WHERE e.source_kind = 'bank_message' AND e.source_part = ANY (SELECT id::text FROM wanted)
    GROUP BY e.source_part)
SELECT w.id, w.count, w.total_tenge, coalesce(s.tenge, 0)::bigint,
       coalesce(e.paid, 0), coalesce(e.paid_tenge, 0)::bigint, coalesce(e.rejected, 0), coalesce(e.rejected_tenge, 0)::bigint,
       coalesce(e.returned, 0), coalesce(e.returned_tenge, 0)::bigint, coalesce(e.accepted, 0),
       coalesce(e.accepted_tenge, 0)::bigint, coalesce(e.unanswered, 0), coalesce(e.unanswered_tenge, 0)::bigint,
       coalesce(l.paid_tenge, 0)::bigint, coalesce(l.returned_tenge, 0)::bigint, s.first_at
FROM wanted w LEFT JOIN sent s ON s.list_id = w.id LEFT JOIN ends e ON e.list_id = w.id
LEFT JOIN ledger l ON l.list_id = w.id
"""
"""Of each list: confirmed, in files, what the bank said of its payments, what the ledger holds, first sent."""
