"""The letters and the signatures, which came beside each other."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("decisions", "0003_notice_checked_by_token"),
        ("decisions", "0004_signatures_whole"),
    ]

    operations = []
