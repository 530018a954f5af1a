"""Numbers of a district are taken by who works in it."""

from django.db import migrations

from tirek.department.core.policies import enable


class Migration(migrations.Migration):
    dependencies = [("core", "0004_numbers_of_series")]

    operations = [*enable("core_seriesnumber")]
