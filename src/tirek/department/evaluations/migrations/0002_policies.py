"""Who sees an evaluation; nobody changes one."""

from django.db import migrations

from tirek.department.core.policies import APP_ROLE, enable
from tirek.department.registry.policies import hide_own

TABLE = "evaluations_evaluation"


class Migration(migrations.Migration):
    dependencies = [("evaluations", "0001_evaluations"), ("applications", "0002_steps_in_order_and_policies")]

    operations = [
        *enable(TABLE, confidential="confidential"),
        *hide_own(TABLE, person=None, family="family_id"),
        migrations.RunSQL(f"REVOKE UPDATE ON {TABLE} FROM {APP_ROLE}", f"GRANT UPDATE ON {TABLE} TO {APP_ROLE}"),
    ]
