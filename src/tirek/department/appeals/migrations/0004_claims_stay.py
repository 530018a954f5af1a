"""What was claimed or complained of stays as it came; only how it went on is written later."""

from django.db import migrations

from tirek.department.core.policies import APP_ROLE

LATER = {
    "appeals_appeal": "state, reviewer_id, taken_up_at, outcome, reasons, restored_reason, decided_by_id, decided_at, version",
    "appeals_complaint": "state, routed_to_id, answer, justified, answered_by_id, answered_at, version",
}


class Migration(migrations.Migration):
    dependencies = [("appeals", "0003_reviewed_and_late"), ("core", "0005_numbers_of_series_guarded")]

    operations = [
        migrations.RunSQL(
            f"REVOKE UPDATE ON {table} FROM {APP_ROLE}; GRANT UPDATE ({columns}) ON {table} TO {APP_ROLE}",
            f"REVOKE UPDATE ({columns}) ON {table} FROM {APP_ROLE}; GRANT UPDATE ON {table} TO {APP_ROLE}",
        )
        for table, columns in LATER.items()
    ]
