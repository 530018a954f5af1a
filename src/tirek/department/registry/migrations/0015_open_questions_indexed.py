"""Open questions, the oldest first, without reading the answered ones."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0014_names_forgotten_by_a_job")]

    operations = [
        migrations.AddIndex(
            model_name="registeranswer",
            index=models.Index(
                fields=["asked_at", "id"],
                name="register_answer_open",
                condition=models.Q(
                    models.Q(("state__in", ["asked", "failed"]), ("outcome", "contradicts"), _connector="OR"),
                    ("document", ""),
                ),
            ),
        ),
    ]
