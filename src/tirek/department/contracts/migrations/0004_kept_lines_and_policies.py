"""Who sees the bars of a breach and refusals of measures; of what is undertaken or found only the outcome is written later."""

from django.db import migrations

from tirek.department.core.policies import APP_ROLE, enable_through
from tirek.department.registry.policies import hide_own

REFUSAL, BREACH_BAR = "contracts_measurerefusal", "contracts_breachbar"
# What may be written after the row was made: how it came out, never what it says or whose it is.
LATER = {
    "contracts_socialcontract": "number, state, signed_by_id, signed_on, concluded_by_id, ended_on, end_reason, next_look, "
    "look_due_on, version",
    "contracts_obligation": "state, settled_on, settled_by_id, reason, version",
    "contracts_exemption": "lifted_at, lifted_by_id, lift_reason",
    "contracts_breach": "reinstated_at, reinstated_by_id, reinstatement_reason",
}


def _narrow(table: str, columns: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"REVOKE UPDATE ON {table} FROM {APP_ROLE}; GRANT UPDATE ({columns}) ON {table} TO {APP_ROLE}",
        f"REVOKE UPDATE ({columns}) ON {table} FROM {APP_ROLE}; GRANT UPDATE ON {table} TO {APP_ROLE}",
    )


class Migration(migrations.Migration):
    dependencies = [("contracts", "0003_plans_bars_and_refusals"), ("core", "0005_numbers_of_series_guarded")]

    operations = [
        *enable_through(BREACH_BAR, "breach_id", "contracts_breach"),
        *enable_through(REFUSAL, "case_id", "applications_case"),
        *hide_own(REFUSAL),
        *[
            migrations.RunSQL(
                f"REVOKE UPDATE ON {table} FROM {APP_ROLE}",
                f"GRANT UPDATE ON {table} TO {APP_ROLE}",
            )
            for table in (BREACH_BAR, REFUSAL)
        ],
        *[_narrow(table, columns) for table, columns in LATER.items()],
    ]
