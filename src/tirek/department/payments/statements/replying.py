"""What a message of the bank asks of the tables, thousands of payments a statement."""

from __future__ import annotations

LISTS = """
SELECT DISTINCT list_id FROM (
    SELECT list_id FROM payments_payment WHERE end_to_end_id = ANY (%(named)s)
    UNION ALL SELECT list_id FROM payments_bankfile WHERE message_id = %(about)s) named
"""
"""The lists of the payments and of the file that a message names."""

PAYMENTS = """
SELECT m.end_to_end_id, m.id, m.state, m.amount_tenge, m.list_id, l.line_id, m.territory, m.confidential,
       extract(month FROM m.month)::int, m.invoice_id, m.holder_id,
       EXISTS (SELECT FROM payments_bankfile f WHERE f.list_id = m.list_id
               AND m.id BETWEEN f.first_payment AND f.last_payment)
FROM payments_payment m JOIN payments_paymentlist l ON l.id = m.list_id
WHERE m.end_to_end_id = ANY (%(named)s)
   OR %(about)s <> '' AND m.state <> 'excluded' AND m.id IN (
      SELECT p.id FROM payments_bankfile f JOIN payments_payment p ON p.list_id = f.list_id
       AND p.id BETWEEN f.first_payment AND f.last_payment WHERE f.message_id = %(about)s)
ORDER BY m.id FOR NO KEY UPDATE OF m
"""
"""The payments a message names, or all of the file it is about; held until the message is applied."""

WRITE_OUTCOMES = """
INSERT INTO payments_outcome (message_id, payment_id, status, reason, booked_on, amount_tenge)
SELECT %(message)s, * FROM unnest(%(payments)s::bigint[], %(statuses)s::text[], %(reasons)s::text[], %(days)s::date[],
                                  %(amounts)s::bigint[])
"""
"""What the bank said, a row a payment and status."""

OPEN_RETURNS = """
INSERT INTO payments_moneyreturn (message_id, payment_id, territory, confidential, rejected, amount_tenge, reason, booked_on,
                                  state, "end", resolved_because, opened_at)
SELECT %(message)s, m.id, m.territory, m.confidential, m.state = 'rejected', m.amount_tenge, u.reason, u.booked_on,
       'open', '', '', now()
FROM unnest(%(payments)s::bigint[], %(reasons)s::text[], %(days)s::date[]) AS u (payment_id, reason, booked_on)
JOIN payments_payment m ON m.id = u.payment_id
"""
"""Each payment that did not reach its payee waits for an officer."""

FILE_STATES = """
SELECT f.id, CASE
    WHEN count(*) FILTER (WHERE m.state IN ('listed', 'sent')) = 0
        THEN CASE WHEN bool_and(m.state = 'rejected') THEN 'refused' ELSE 'settled' END
    WHEN count(*) FILTER (WHERE m.state = 'rejected') > 0 THEN 'partly'
    WHEN EXISTS (SELECT FROM payments_outcome o JOIN payments_payment p ON p.id = o.payment_id
                 WHERE p.list_id = f.list_id AND p.id BETWEEN f.first_payment AND f.last_payment) THEN 'accepted'
    ELSE 'sent' END
FROM payments_bankfile f
JOIN payments_payment m ON m.list_id = f.list_id AND m.id BETWEEN f.first_payment AND f.last_payment
                       AND m.state <> 'excluded'
WHERE f.list_id = %(list)s AND f.state NOT IN ('made', 'settled', 'refused')
GROUP BY f.id
"""
"""How the files of a list stand, by their payments."""
