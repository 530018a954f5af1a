"""Why a decision was given up stands with it. Those given up before keep their silence: the check looks at new ones only."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("decisions", "0005_letters_and_signatures")]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="dropped_because",
            field=models.CharField(blank=True, default="", max_length=1000),
        ),
        AddConstraintNotValid(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=~Q(state="dropped") | ~Q(dropped_because=""), name="decision_dropped_with_a_reason"
            ),
        ),
    ]
