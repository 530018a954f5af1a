"""Due rows, adjustments and accepted invoices become payments of drafted lists."""

from __future__ import annotations

from tirek.department.payments.statements.recipients import SNAPSHOT, composed

DROP_CHANGED = """
UPDATE payments_payment m SET state = 'excluded'
FROM payments_paymentlist l, entitlements_due d
WHERE l.id = m.list_id AND l.closing_id = %(closing)s AND l.state = 'drafted' AND l.territory = ANY (%(territories)s)
  AND m.state = 'listed' AND d.id = m.due_id AND d.state <> 'planned'
"""
"""What was listed and has been held back or cancelled since leaves its draft."""

_REFRESH = """
WITH fresh AS (
    SELECT m.id, p.id AS payee_id, a.iban, n.name, n.number
    FROM payments_payment m
    JOIN payments_paymentlist l ON l.id = m.list_id
    JOIN entitlements_due d ON d.id = m.due_id<RECIPIENT>
    WHERE l.closing_id = %(closing)s AND l.state = 'drafted' AND l.territory = ANY (%(territories)s) AND m.state = 'listed'
      AND a.iban IS NOT NULL
      AND (m.payee_id, m.iban, m.payee_name, m.payee_number) IS DISTINCT FROM (p.id, a.iban, n.name, n.number))
UPDATE payments_payment m SET payee_id = f.payee_id, iban = f.iban, payee_name = f.name, payee_number = f.number
FROM fresh f WHERE m.id = f.id
"""
# What the registry says of recipients now goes into the drafts; the digests follow.

_DIGEST = """
UPDATE payments_payment m SET snapshot_digest = s.digest
FROM (SELECT m.id, <OF_PAYMENT> AS digest FROM payments_payment m JOIN payments_paymentlist l ON l.id = m.list_id
      WHERE l.closing_id = %(closing)s AND l.state = 'drafted' AND l.territory = ANY (%(territories)s)
        AND m.state = 'listed') s
WHERE s.id = m.id AND s.digest <> m.snapshot_digest
"""
# Digests of drafted payments that no longer say what the payment says.

# Not yet paid by a payment that lives, not left out of this closing by an officer, and with money reserved for it.
_PAYABLE = """
    SELECT 'due ' || d.id AS source, 'D' || d.id AS short, d.id AS due_id, NULL::bigint AS adjustment_id,
           NULL::bigint AS invoice_id, d.territory, d.confidential, d.programme, h.id AS holder_id, p.id AS payee_id,
           NULL::bigint AS organisation_id, a.iban, n.name, n.number, d.quantity AS due_tenge, r.line_id,
           make_date(w.year, r.month, 1) AS month, w.fund
    FROM entitlements_due d<RECIPIENT>
    JOIN budgets_reservation r ON r.due_id = d.id AND r.released_by_entry_id IS NULL
    JOIN budgets_line w ON w.id = r.line_id
    WHERE d.state = 'planned' AND a.iban IS NOT NULL AND <TAKEN>
      AND NOT EXISTS (SELECT FROM payments_payment q WHERE q.due_id = d.id AND (<LIVES> OR <WAITS>))
      AND NOT EXISTS (SELECT FROM payments_paymentexception x
                      WHERE x.closing_id = %(closing)s AND x.due_id = d.id AND x.state = 'excluded')
    UNION ALL
    SELECT 'adjustment ' || j.id, 'A' || j.id, NULL, j.id, NULL, j.territory, j.confidential, j.programme, h.id, p.id,
           NULL, a.iban, n.name, n.number, j.amount_tenge, j.line_id, least(%(month)s::date, make_date(w.year, 12, 1)), w.fund
    FROM payments_adjustment j
    JOIN (SELECT id AS entitlement_id, id FROM entitlements_entitlement) d ON d.id = j.entitlement_id<RECIPIENT>
    JOIN budgets_line w ON w.id = j.line_id
    WHERE a.iban IS NOT NULL AND j.territory = ANY (%(territories)s)
      AND NOT EXISTS (SELECT FROM payments_payment q WHERE q.adjustment_id = j.id AND (<LIVES> OR <WAITS>))
      AND NOT EXISTS (SELECT FROM payments_paymentexception x
                      WHERE x.closing_id = %(closing)s AND x.adjustment_id = j.id AND x.state = 'excluded')
    UNION ALL
    SELECT 'invoice ' || i.id, 'I' || i.id, NULL, NULL, i.id, i.territory, i.confidential, i.programme, NULL, NULL,
           o.id, o.iban, coalesce(nullif(o.name_kk, ''), o.name_ru), o.number, i.amount_tenge, i.line_id,
           least(%(month)s::date, make_date(w.year, 12, 1)), w.fund
    FROM payments_invoice i
    JOIN providers_organisation o ON o.id = i.organisation_id
    JOIN budgets_line w ON w.id = i.line_id
    WHERE i.state = 'accepted' AND o.iban <> '' AND i.territory = ANY (%(territories)s) AND i.month <= %(month)s
      AND NOT EXISTS (SELECT FROM payments_payment q WHERE q.invoice_id = i.id AND (<LIVES> OR <WAITS>))
      AND NOT EXISTS (SELECT FROM payments_paymentexception x
                      WHERE x.closing_id = %(closing)s AND x.invoice_id = i.id AND x.state = 'excluded')
"""

# The withheld part of new payments; the digests follow.
WITHHOLD = """
UPDATE payments_payment m SET withheld_tenge = w.tenge, amount_tenge = m.due_tenge - w.tenge
FROM unnest(%(payments)s::bigint[], %(tenge)s::bigint[]) AS w (id, tenge) WHERE m.id = w.id
"""

# Lists are numbered one after another within their closing; who collects holds the closing.
_OPEN_LISTS = """
WITH payable AS MATERIALIZED (<PAYABLE>), wanted AS (
    SELECT DISTINCT territory, confidential, programme, line_id, fund FROM payable b
    WHERE NOT EXISTS (SELECT FROM payments_paymentlist l WHERE l.closing_id = %(closing)s AND l.state = 'drafted'
                      AND (l.territory, l.confidential, l.programme, l.line_id)
                        = (b.territory, b.confidential, b.programme, b.line_id)))
INSERT INTO payments_paymentlist (closing_id, territory, confidential, programme, line_id, fund, number, state, count,
                                  total_tenge, digest, reason, version)
SELECT %(closing)s, territory, confidential, programme, line_id, fund,
       'L' || %(closing)s || '-' || (SELECT count(*) FROM payments_paymentlist WHERE closing_id = %(closing)s)
           + row_number() OVER (ORDER BY territory, programme, line_id), 'drafted', 0, 0, '', '', 1
FROM wanted
ON CONFLICT DO NOTHING
"""

_LIST_PAYMENTS = """
WITH payable AS MATERIALIZED (<PAYABLE>), made AS (
    SELECT b.*, l.id AS list_id, coalesce(last.attempt, 0) + 1 AS attempt, last.id AS previous_id
    FROM payable b
    JOIN payments_paymentlist l ON l.closing_id = %(closing)s AND l.state = 'drafted'
     AND (l.territory, l.confidential, l.programme, l.line_id) = (b.territory, b.confidential, b.programme, b.line_id)
    LEFT JOIN LATERAL (
        SELECT q.id, q.attempt FROM payments_payment q WHERE q.due_id = b.due_id
        UNION ALL SELECT q.id, q.attempt FROM payments_payment q WHERE q.adjustment_id = b.adjustment_id
        UNION ALL SELECT q.id, q.attempt FROM payments_payment q WHERE q.invoice_id = b.invoice_id
        ORDER BY attempt DESC LIMIT 1) last ON true)
INSERT INTO payments_payment (list_id, due_id, adjustment_id, invoice_id, territory, confidential, programme, holder_id,
    payee_id, organisation_id, iban, payee_name, payee_number, snapshot_digest, due_tenge, withheld_tenge, amount_tenge,
    month, end_to_end_id, state, attempt, previous_id)
SELECT list_id, due_id, adjustment_id, invoice_id, territory, confidential, programme, holder_id, payee_id,
       organisation_id, iban, name, number, <DIGEST_OF>, due_tenge, 0, due_tenge, month, 'T' || short || '-' || attempt,
       'listed', attempt, previous_id
FROM made
ON CONFLICT DO NOTHING
RETURNING list_id, holder_id, id, due_id
"""
# Each source once: of two that collect at the same moment the unique indexes let one through.

_COUNT_PAYABLE = "SELECT count(*) FROM (<PAYABLE> LIMIT %(most)s) payable"
_PARTS = {
    "PAYABLE": _PAYABLE,
    # What came back waits until an officer has looked at it.
    "WAITS": "EXISTS (SELECT FROM payments_moneyreturn t WHERE t.payment_id = q.id AND t.state = 'open')",
    "DIGEST_OF": SNAPSHOT.format(
        source="source",
        attempt="attempt",
        holder="holder_id",
        payee="coalesce(payee_id, organisation_id)",
        iban="iban",
        name="name",
        number="number",
        due="due_tenge",
        withheld="0",
        month="to_char(month, 'YYYY-MM')",
    ),
}
REFRESH, DIGEST, OPEN_LISTS, LIST_PAYMENTS, COUNT_PAYABLE = (
    composed(text, _PARTS) for text in (_REFRESH, _DIGEST, _OPEN_LISTS, _LIST_PAYMENTS, _COUNT_PAYABLE)
)
AGAIN_LISTS, AGAIN_PAYMENTS = (
    composed(text, _PARTS | {"TAKEN": "d.id = %(due)s"}) for text in (_OPEN_LISTS, _LIST_PAYMENTS)
)
"""The same for one due row that came back, whatever its cycle."""
