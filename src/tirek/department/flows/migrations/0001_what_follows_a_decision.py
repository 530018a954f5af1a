"""What follows a signed decision, done once each."""

import django.db.models.deletion
from django.db import migrations, models

from tirek.department.core.policies import enable_through


class Migration(migrations.Migration):
    initial = True

    dependencies = [("decisions", "0002_signed_stays_and_policies")]

    operations = [
        migrations.CreateModel(
            name="AfterDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=40)),
                ("queued_at", models.DateTimeField(auto_now_add=True)),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="decisions.decision"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at__isnull", True)), fields=["queued_at"], name="after_decision_open"
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("decision", "step"), name="after_decision_once")],
            },
        ),
        *enable_through("flows_afterdecision", "decision_id", "decisions_decision"),
    ]
