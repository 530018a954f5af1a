"""One grant copied by SQL, past the actions: rows of the same shape, as many as asked for."""

from __future__ import annotations

from typing import Any

import psycopg

FIRST = 1_000_000
"""Row numbers of the copies begin above those of the pattern; of one recipient they are the same in every table."""
PROGRAMMES = (
    "targeted_assistance_conditional", "targeted_assistance_unconditional", "half_yearly_aid", "monthly_veterans_aid",
    "housing_aid", "excellent_student_aid", "one_off_hardship_aid", "fire_disaster_aid", "victory_day_aid",
    "independence_day_aid", "gas_connection_refund", "meter_refund", "blockade_travel_refund", "home_education_refund",
    "pensioner_sanatorium_refund", "technical_aid_refund", "school_travel_refund", "rural_specialist_fuel_aid",
    "hiv_children_aid", "tuberculosis_aid",
)  # fmt: skip
NUMBER = "('125' || lpad(n.n::text, 13, '0'))"
IBAN = f"'KZ' || lpad((98 - ({NUMBER} || '203500')::numeric %% 97)::text, 2, '0') || {NUMBER}"
PLACE = "(%(districts)s::text[])[n.n %% cardinality(%(districts)s::text[]) + 1]"
PROGRAMME = "(%(programmes)s::text[])[n.n / 8 %% cardinality(%(programmes)s::text[]) + 1]"
CONFIDENTIAL = (
    f"(CASE {PROGRAMME} WHEN 'hiv_children_aid' THEN 'hiv' WHEN 'tuberculosis_aid' THEN 'tuberculosis' ELSE '' END)"
)
OF_CASE = {"territory": PLACE, "programme": PROGRAMME, "confidential": CONFIDENTIAL, "family_id": "@"}
COPIED: dict[str, dict[str, str]] = {
    "registry_person": {
        "territory": PLACE,
        "surname_kk": "'Сынақов' || n.n",
        "died_on": "CASE WHEN n.n %% 100 = 1 THEN date '2026-11-05' END",
    },
    "registry_family": {"territory": PLACE},
    "registry_bankaccount": {"territory": PLACE, "person_id": "@", "iban": IBAN},
    "applications_application": {
        "territory": PLACE,
        "confidential": CONFIDENTIAL,
        "family_id": "@",
        "applicant_id": "@",
        "number": "'B-' || n.n",
        "barcode": "gen_random_uuid()",
        "programmes": f"ARRAY[{PROGRAMME}]",
    },
    "applications_case": OF_CASE | {"application_id": "@", "applicant_id": "@"},
    "evaluations_evaluation": OF_CASE | {"case_id": "@"},
    "decisions_decision": OF_CASE | {"case_id": "@", "evaluation_id": "@", "number": "'BD-' || n.n"},
    "entitlements_entitlement": OF_CASE
    | {"case_id": "@", "decision_id": "@", "holder_id": "@", "kind_group": PROGRAMME},
    "entitlements_entitlementmember": {"entitlement_id": "@", "person_id": "@", "kind_group": PROGRAMME},
    "entitlements_due": {
        "territory": PLACE,
        "programme": PROGRAMME,
        "confidential": CONFIDENTIAL,
        "entitlement_id": "@",
        "quantity": "10000 + n.n %% 50000",
    },
}
"""Of each table what differs from the pattern; ``@`` is the number of the recipient, as in ``id``."""
RESERVE = """
WITH entry AS (
    INSERT INTO budgets_entry (line_id, kind, source_kind, source_id, source_part, act, made_at)
    SELECT l.id, 'reserve', 'benchmark', l.id, '', '', now() FROM budgets_line l RETURNING id, line_id),
taken AS (
    SELECT d.id AS due_id, e.line_id, d.territory, d.confidential, d.quantity, e.id AS entry_id
    FROM entitlements_due d JOIN budgets_line l ON (l.territory, l.programme, l.year) = (d.territory, d.programme, 2026)
    JOIN entry e ON e.line_id = l.id WHERE d.id >= %(first)s),
reserved AS (
    INSERT INTO budgets_reservation (due_id, line_id, territory, confidential, month, amount, entry_id)
    SELECT due_id, line_id, territory, confidential, 11, quantity, entry_id FROM taken RETURNING 1)
INSERT INTO budgets_posting (entry_id, account, month, amount)
SELECT entry_id, side.account, 11, side.sign * sum(quantity) FROM taken
CROSS JOIN (VALUES ('free', -1), ('reserved', 1)) AS side (account, sign) GROUP BY entry_id, side.account, side.sign
"""


def pattern_of(made: Any) -> dict[str, int]:
    """The row of each table that a grant rests on; its first due row."""
    return {
        "registry_person": made.holder_id,
        "registry_family": made.family_id,
        "applications_application": made.case.application_id,
        "applications_case": made.case_id,
        "evaluations_evaluation": made.decision.evaluation_id,
        "decisions_decision": made.decision_id,
        "entitlements_entitlement": made.pk,
        "entitlements_due": made.dues.order_by("period_from")[0].pk,
    }


def copy_grants(pattern: dict[str, int], districts: list[str], recipients: int) -> None:
    """Copy a grant and everything it rests on; the last step says what the planner needs to know."""
    from tests.department.database import owner_address

    told = {"districts": districts, "programmes": list(PROGRAMMES), "first": FIRST, "last": FIRST + recipients - 1}
    with psycopg.connect(owner_address().conninfo()) as owner:
        for table, changes in COPIED.items():
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            owner.execute(_statement(owner, table, changes), told | {"pattern": pattern.get(table)})
            owner.execute("SET CONSTRAINTS ALL IMMEDIATE")
            owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        owner.execute("ALTER TABLE budgets_reservation DISABLE TRIGGER USER")
        owner.execute(RESERVE, told)
        owner.execute("SET CONSTRAINTS ALL IMMEDIATE")
        owner.execute("ALTER TABLE budgets_reservation ENABLE TRIGGER USER")
    with psycopg.connect(owner_address().conninfo(), autocommit=True) as owner:
        owner.execute("ANALYZE")


def _statement(owner: Any, table: str, changes: dict[str, str]) -> str:
    found = owner.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER' "
        "ORDER BY ordinal_position",
        [table],
    ).fetchall()
    columns = [name for (name,) in found]
    told = {"id": "@"} | changes
    values = [told[name].replace("@", "n.n") if name in told else f'p."{name}"' for name in columns]
    names = ", ".join(f'"{name}"' for name in columns)
    where = (
        "p.id = %(pattern)s::bigint"
        if table not in ("registry_bankaccount", "entitlements_entitlementmember")
        else "true"
    )
    return (
        f"INSERT INTO {table} ({names}) SELECT {', '.join(values)} FROM (SELECT * FROM {table} p WHERE {where} "
        f"AND p.id < %(first)s ORDER BY p.id LIMIT 1) p, generate_series(%(first)s, %(last)s) AS n (n)"
    )
