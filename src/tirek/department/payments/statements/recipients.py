"""Who receives what is due: the record that counts, who receives for a child, the account that is valid today."""

from __future__ import annotations

from collections.abc import Mapping

NAME = (
    "left(CASE WHEN p.surname_kk <> '' OR p.given_name_kk <> '' "
    "THEN concat_ws(' ', nullif(p.surname_kk, ''), nullif(p.given_name_kk, ''), nullif(p.patronymic_kk, '')) "
    "ELSE concat_ws(' ', nullif(p.surname_ru, ''), nullif(p.given_name_ru, ''), nullif(p.patronymic_ru, '')) END, 250)"
)
"""The name as the documents write it: in Kazakh, in Russian where there is no other. ``p`` is a row of persons."""

RECIPIENT = """
    JOIN entitlements_entitlement e ON e.id = d.entitlement_id
    JOIN registry_person h0 ON h0.id = e.holder_id
    JOIN registry_person h ON h.id = coalesce(h0.merged_into_id, h0.id)
    JOIN applications_case c ON c.id = e.case_id
    JOIN registry_person p0 ON p0.id = CASE WHEN h.birth_on > %(on)s::date - interval '18 years' THEN c.applicant_id
                                            ELSE h0.id END
    JOIN registry_person p ON p.id = coalesce(p0.merged_into_id, p0.id)
    LEFT JOIN LATERAL (
        SELECT b.iban FROM registry_bankaccount b
        WHERE b.person_id IN (p.id, p0.id) AND b.preferred AND b.valid @> %(on)s::date
        ORDER BY upper(b.valid) DESC NULLS FIRST, b.id DESC LIMIT 1) a ON true
    CROSS JOIN LATERAL (SELECT <NAME> AS name, coalesce(p.iin, '') AS number) n
"""
"""Joins for a due row ``d``: entitlement ``e``, holder ``h``, payee ``p``, account ``a``, and what the bank is told, ``n``.

The payee is the holder; of a holder under 18 the applicant, who is the one the case was opened for.
"""

LIVES = "q.state NOT IN ('excluded', 'rejected', 'returned', 'cancelled')"
"""States of a payment ``q`` in which nothing else may pay the same."""

TAKEN = """
    d.territory = ANY (%(territories)s) AND d.due_on <= %(until)s AND d.unit LIKE 'tenge%%'
    AND (d.programme = ANY (%(of_programmes)s)
         OR e.period = ANY (%(of_periods)s) AND d.programme <> ALL (%(named)s))
"""
"""Which due rows ``d`` of entitlements ``e`` a closing gathers."""

SNAPSHOT = """
    encode(sha256(convert_to(concat_ws('|', {source}, {attempt}, {holder}, {payee}, {iban}, {name}, {number},
                                       {due}, {withheld}, {month}), 'UTF8')), 'hex')
"""
"""SHA-256 of what a payment says: source, attempt, holder, payee, account, name, number, sums, month of the budget."""

OF_PAYMENT = SNAPSHOT.format(
    source="coalesce('due ' || m.due_id, 'adjustment ' || m.adjustment_id, 'invoice ' || m.invoice_id)",
    attempt="m.attempt",
    holder="m.holder_id",
    payee="coalesce(m.payee_id, m.organisation_id)",
    iban="m.iban",
    name="m.payee_name",
    number="m.payee_number",
    due="m.due_tenge",
    withheld="m.withheld_tenge",
    month="to_char(m.month, 'YYYY-MM')",
)
"""The same of a row ``m`` of payments."""


def composed(statement: str, parts: Mapping[str, str]) -> str:
    """A statement with its parts in place of ``<NAME>``: texts of this folder, never of anybody else."""
    parts = {"NAME": NAME, "RECIPIENT": RECIPIENT, "TAKEN": TAKEN, "LIVES": LIVES, "OF_PAYMENT": OF_PAYMENT, **parts}
    while any(f"<{name}>" in statement for name in parts):
        for name, text in parts.items():
            statement = statement.replace(f"<{name}>", text)
    return statement
