"""A bar names a person: of whom only a confidential programme knows, it is hidden like everything else."""

from django.db import migrations

from tirek.department.registry.policies import follow_knowledge


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0005_own_case_told_apart"),
        ("registry", "0013_confidential_persons_hidden"),
    ]

    operations = follow_knowledge("applications_bar", "person_id", family="family_id")
