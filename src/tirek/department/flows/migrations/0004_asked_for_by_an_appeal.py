"""An appeal, like a life event, asks for something to be done to what runs."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("appeals", "0004_claims_stay"),
        ("flows", "0003_runs_over_what_is_granted"),
    ]

    operations = [
        migrations.AddField(
            model_name="consequence",
            name="appeal",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="appeals.appeal"
            ),
        ),
        migrations.AlterField(
            model_name="consequence",
            name="event",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.lifeevent"
            ),
        ),
        migrations.AddConstraint(
            model_name="consequence",
            constraint=models.UniqueConstraint(
                fields=("appeal", "entitlement", "kind"), name="consequence_once_an_appeal"
            ),
        ),
        migrations.AddConstraint(
            model_name="consequence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("appeal__isnull", True), ("event__isnull", False)),
                    models.Q(("appeal__isnull", False), ("event__isnull", True)),
                    _connector="OR",
                ),
                name="consequence_of_an_event_or_an_appeal",
            ),
        ),
    ]
