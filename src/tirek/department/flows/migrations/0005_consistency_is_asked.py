"""Each time that it was asked whether all stages agree; what was found is never rewritten."""

from django.db import migrations, models

from tirek.department.core.policies import APP_ROLE

TABLE = "flows_consistencyrun"


class Migration(migrations.Migration):
    dependencies = [("flows", "0004_asked_for_by_an_appeal")]

    operations = [
        migrations.CreateModel(
            name="ConsistencyRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("checks", models.PositiveIntegerField()),
                ("milliseconds", models.PositiveIntegerField()),
                ("broken", models.JSONField(default=dict)),
            ],
            options={"ordering": ["-pk"]},
        ),
        migrations.RunSQL(
            f"REVOKE UPDATE, DELETE, TRUNCATE ON {TABLE} FROM {APP_ROLE}",
            f"GRANT UPDATE, DELETE ON {TABLE} TO {APP_ROLE}",
        ),
    ]
