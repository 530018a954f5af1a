"""What stands in the way of payments: found anew each time, opened where it is new, cleared where it is gone."""

from __future__ import annotations

from tirek.department.payments.statements.recipients import composed

# Drafted payments with what the registry says now. A name is compared with the one listed, and with the last one that this
# very account was paid under: the bank refuses an account that stands in another name.
LISTED = """
    SELECT m.id AS payment_id, m.due_id, m.holder_id, m.territory, m.confidential, m.programme, m.due_tenge AS amount, m.iban,
           d.period_from, d.period_to, e.case_id, e.kind_group, h.territory AS lives_in,
           least(h.died_on, p.died_on) AS died_on,
           (m.payee_name, m.payee_number) IS DISTINCT FROM (n.name, n.number) AS listed_otherwise,
           coalesce(last.payee_name <> n.name, false) AS paid_otherwise
    FROM payments_payment m
    JOIN payments_paymentlist l ON l.id = m.list_id
    JOIN entitlements_due d ON d.id = m.due_id<RECIPIENT>
    LEFT JOIN LATERAL (
        SELECT q.payee_name FROM payments_payment q
        WHERE q.holder_id = m.holder_id AND q.iban = m.iban AND q.state = 'paid' ORDER BY q.id DESC LIMIT 1) last ON true
    WHERE l.closing_id = %(closing)s AND l.state = 'drafted' AND l.territory = ANY (%(territories)s) AND m.state = 'listed'
"""
OF_PAYMENTS = """
    SELECT i.due_id, NULL::bigint, NULL::bigint, i.payment_id, i.holder_id, i.territory, i.confidential, i.programme, i.amount,
           k.kind, k.explained
    FROM listed i
    CROSS JOIN LATERAL (VALUES
        ('dead', i.died_on IS NOT NULL, jsonb_build_object('on', i.died_on)),
        ('moved', i.lives_in <> i.territory, jsonb_build_object('to', i.lives_in)),
        ('bad_account', NOT payments_iban_holds(i.iban), '{}'::jsonb),
        ('name_changed', i.listed_otherwise OR i.paid_otherwise,
         jsonb_build_object('since', CASE WHEN i.listed_otherwise THEN 'listed' ELSE 'paid' END))
    ) AS k (kind, applies, explained)
    WHERE k.applies
"""
# One person is in no two grants of a group at a time, by a constraint; but two records may turn out to be one person.
RECORDS = """
    SELECT id, merged_into_id AS person FROM registry_person WHERE merged_into_id IS NOT NULL
    UNION SELECT merged_into_id, merged_into_id FROM registry_person WHERE merged_into_id IS NOT NULL
"""
DUPLICATES = """
    SELECT DISTINCT ON (i.due_id) i.due_id, NULL::bigint, NULL::bigint, i.payment_id, i.holder_id, i.territory, i.confidential,
           i.programme, i.amount, 'duplicate', jsonb_build_object('case', f.case_id)
    FROM records r1
    JOIN records r2 ON r2.person = r1.person AND r2.id <> r1.id
    JOIN entitlements_entitlementmember m1 ON m1.person_id = r1.id
    JOIN entitlements_entitlementmember m2 ON m2.person_id = r2.id
     AND m2.kind_group = m1.kind_group AND m2.entitlement_id <> m1.entitlement_id AND m2.valid && m1.valid
    JOIN entitlements_due d1 ON d1.entitlement_id = m1.entitlement_id
    JOIN listed i ON i.due_id = d1.id
    JOIN entitlements_entitlement f ON f.id = m2.entitlement_id AND f.case_id <> i.case_id
    JOIN entitlements_due d2 ON d2.entitlement_id = f.id AND d2.state <> 'cancelled'
     AND daterange(d2.period_from, d2.period_to, '[]') && daterange(i.period_from, i.period_to, '[]')
    ORDER BY i.due_id, f.case_id
"""
BREACHES = """
    SELECT i.due_id, NULL::bigint, NULL::bigint, i.payment_id, i.holder_id, i.territory, i.confidential, i.programme, i.amount,
           'breach', jsonb_build_object('on', b.happened_on, 'contract', b.contract_id)
    FROM (SELECT s.case_id, min(b.happened_on) AS happened_on, min(s.id) AS contract_id
          FROM contracts_breach b JOIN contracts_socialcontract s ON s.id = b.contract_id
          WHERE b.reinstated_at IS NULL GROUP BY s.case_id) b
    JOIN listed i ON i.case_id = b.case_id AND i.period_to >= b.happened_on
"""
# Too much was paid in this very case, and nobody has said yet how it comes back.
CLAIMS = """
    SELECT i.due_id, NULL::bigint, NULL::bigint, i.payment_id, i.holder_id, i.territory, i.confidential, i.programme, i.amount,
           'claim_open', jsonb_build_object('on', c.opened_on)
    FROM (SELECT e.case_id, min(c.opened_at)::date AS opened_on
          FROM payments_claim c JOIN entitlements_entitlement e ON e.id = c.entitlement_id
          WHERE c.state = 'noticed' GROUP BY e.case_id) c
    JOIN listed i ON i.case_id = c.case_id
"""
# What is due by the end of the month and did not come into a list.
UNLISTED = """
    SELECT d.id, NULL::bigint, NULL::bigint, NULL::bigint, e.holder_id, d.territory, d.confidential, d.programme, d.quantity,
           CASE WHEN d.state = 'held' THEN 'held' WHEN r.id IS NULL THEN 'no_limit' ELSE 'no_account' END,
           CASE WHEN d.state = 'held' THEN jsonb_build_object('since', e.held_from) ELSE '{}'::jsonb END
    FROM entitlements_due d<RECIPIENT>
    LEFT JOIN budgets_reservation r ON r.due_id = d.id AND r.released_by_entry_id IS NULL
    WHERE d.state IN ('planned', 'held') AND (d.state = 'held' OR r.id IS NULL OR a.iban IS NULL) AND <TAKEN>
      AND NOT EXISTS (SELECT FROM payments_payment q WHERE q.due_id = d.id AND <LIVES>)
"""
ADJUSTMENTS = """
    SELECT NULL::bigint, d.adjustment_id, NULL::bigint, NULL::bigint, e.holder_id, d.territory, d.confidential, d.programme,
           d.amount_tenge, CASE WHEN d.line_id IS NULL THEN 'no_limit' ELSE 'no_account' END, '{}'::jsonb
    FROM (SELECT j.id AS adjustment_id, j.* FROM payments_adjustment j) d<RECIPIENT>
    WHERE d.territory = ANY (%(territories)s) AND (d.line_id IS NULL OR a.iban IS NULL)
      AND NOT EXISTS (SELECT FROM payments_payment q WHERE q.adjustment_id = d.adjustment_id AND <LIVES>)
"""
INVOICES = """
    SELECT NULL::bigint, NULL::bigint, i.id, NULL::bigint, NULL::bigint, i.territory, i.confidential, i.programme,
           i.amount_tenge, CASE WHEN i.line_id IS NULL THEN 'no_limit' ELSE 'no_account' END, '{}'::jsonb
    FROM payments_invoice i JOIN providers_organisation o ON o.id = i.organisation_id
    WHERE i.territory = ANY (%(territories)s) AND i.state = 'accepted' AND i.month <= %(month)s
      AND (i.line_id IS NULL OR o.iban = '')
      AND NOT EXISTS (SELECT FROM payments_payment q WHERE q.invoice_id = i.id AND <LIVES>)
"""

FIND = composed(
    """
WITH listed AS MATERIALIZED (<LISTED>),
records AS (<RECORDS>),
found (due_id, adjustment_id, invoice_id, payment_id, holder_id, territory, confidential, programme, amount, kind, explained)
    AS MATERIALIZED (<OF_PAYMENTS> UNION ALL (SELECT * FROM (<DUPLICATES>) twice) UNION ALL <BREACHES> UNION ALL <CLAIMS>
                     UNION ALL <UNLISTED> UNION ALL <ADJUSTMENTS> UNION ALL <INVOICES>),
opened AS (
    INSERT INTO payments_paymentexception (closing_id, due_id, adjustment_id, invoice_id, payment_id, holder_id, territory,
        confidential, programme, amount_tenge, kind, explained, state, found_at, reason, version)
    SELECT %(closing)s, due_id, adjustment_id, invoice_id, payment_id, holder_id, territory, confidential, programme, amount,
           kind, explained, 'open', now(), '', 1
    FROM found
    ON CONFLICT (closing_id, kind, due_id, adjustment_id, invoice_id) DO UPDATE
    SET payment_id = excluded.payment_id, explained = excluded.explained, state = 'open', settled_at = NULL,
        version = payments_paymentexception.version + 1
    WHERE payments_paymentexception.settled_by_id IS NULL
      AND (payments_paymentexception.state <> 'open'
           OR (payments_paymentexception.payment_id, payments_paymentexception.explained)
              IS DISTINCT FROM (excluded.payment_id, excluded.explained))
    RETURNING 1)
UPDATE payments_paymentexception x SET state = 'cleared', settled_at = now(), version = x.version + 1
WHERE x.closing_id = %(closing)s AND x.state = 'open' AND x.territory = ANY (%(territories)s)
  AND NOT EXISTS (SELECT FROM found f WHERE f.kind = x.kind AND coalesce(f.due_id, 0) = coalesce(x.due_id, 0)
                  AND coalesce(f.adjustment_id, 0) = coalesce(x.adjustment_id, 0)
                  AND coalesce(f.invoice_id, 0) = coalesce(x.invoice_id, 0))
""",
    {
        "LISTED": LISTED,
        "RECORDS": RECORDS,
        "OF_PAYMENTS": OF_PAYMENTS,
        "DUPLICATES": DUPLICATES,
        "BREACHES": BREACHES,
        "CLAIMS": CLAIMS,
        "UNLISTED": UNLISTED,
        "ADJUSTMENTS": ADJUSTMENTS,
        "INVOICES": INVOICES,
    },
)
"""Opens what is new, clears what is gone; what an officer settled stays settled."""
