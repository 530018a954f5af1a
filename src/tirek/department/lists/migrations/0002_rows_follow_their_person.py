"""A row of a list is hidden with its person; an open list does not show whom only a confidential programme knows."""

from django.db import migrations

from tirek.department.registry.policies import follow_sight


class Migration(migrations.Migration):
    dependencies = [("lists", "0001_incoming_lists"), ("registry", "0011_confidential_persons_hidden")]

    operations = [*follow_sight("lists_listrow")]
