"""What came back is restored at the treasury, by as many documents as it takes."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("budgets", "0003_due_in_tenge_a_period"),
        ("files", "0006_money_files"),
        ("payments", "0006_claims_judged"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="treasurydocument",
            name="treasury_document_kind_known",
        ),
        migrations.RemoveConstraint(
            model_name="treasurydocument",
            name="treasury_document_one_alive",
        ),
        migrations.AlterField(
            model_name="treasurydocument",
            name="kind",
            field=models.CharField(
                choices=[
                    ("plan", "plan of financing"),
                    ("restore", "restoration of what came back"),
                    ("obligation", "obligation"),
                    ("order", "payment order"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="treasurydocument",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    models.Q(("state", "refused"), _negated=True),
                    models.Q(("kind__in", ["plan", "restore"]), _negated=True),
                ),
                fields=("list", "kind"),
                name="treasury_document_one_alive",
            ),
        ),
        migrations.AddConstraint(
            model_name="treasurydocument",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["plan", "restore", "obligation", "order"])),
                name="treasury_document_kind_known",
            ),
        ),
    ]
