"""Files of people that officers bring: each seen by whoever brought it alone."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tirek.department.core.fields
from tirek.department.core.policies import TERRITORIES, enable_through, restrict


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0007_merges_and_possible_duplicates"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PeopleImport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("uploaded", "uploaded"),
                            ("checked", "checked"),
                            ("running", "running"),
                            ("done", "done"),
                            ("cancelled", "cancelled"),
                        ],
                        default="uploaded",
                        max_length=10,
                    ),
                ),
                (
                    "known",
                    models.CharField(
                        choices=[
                            ("skip", "pass over people whom the registry knows"),
                            ("update", "update people whom the registry knows"),
                        ],
                        default="skip",
                        max_length=6,
                    ),
                ),
                (
                    "territory",
                    tirek.department.core.fields.TerritoryField(
                        max_length=9, validators=[django.core.validators.RegexValidator("^[1-9][0-9]{8}$", code="kato")]
                    ),
                ),
                ("reason", models.CharField(max_length=200)),
                (
                    "digest",
                    models.CharField(
                        max_length=64, validators=[django.core.validators.RegexValidator("^[0-9a-f]{64}$")]
                    ),
                ),
                ("rows", models.BinaryField(null=True)),
                ("mapping", models.JSONField(default=dict)),
                ("file_rows", models.PositiveIntegerField()),
                ("good_rows", models.PositiveIntegerField(default=0)),
                ("done_rows", models.PositiveIntegerField(default=0)),
                ("uploaded_at", models.DateTimeField(auto_now_add=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["uploaded", "checked", "running", "done", "cancelled"])),
                        name="people_import_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("known__in", ["skip", "update"])), name="people_import_known_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("done_rows__lte", models.F("good_rows"))),
                        name="people_import_done_at_most_all",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("rows__isnull", True), ("state__in", ["done", "cancelled"])),
                            models.Q(
                                models.Q(("state__in", ["done", "cancelled"]), _negated=True), ("rows__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="people_import_keeps_no_rows_after_its_end",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "cancelled"), _negated=True),
                        fields=("uploaded_by", "digest"),
                        name="people_import_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportFinding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("row", models.PositiveIntegerField()),
                ("column", models.CharField(blank=True, max_length=40)),
                ("kind", models.CharField(max_length=40)),
                ("expected", models.CharField(blank=True, max_length=300)),
                (
                    "people_import",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="findings", to="registry.peopleimport"
                    ),
                ),
            ],
            options={
                "ordering": ["people_import", "row", "column", "kind"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("people_import", "row", "column", "kind"), name="import_finding_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportedRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("row", models.PositiveIntegerField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("created", "created"),
                            ("updated", "updated"),
                            ("skipped", "passed over"),
                            ("unsure", "created, perhaps a duplicate"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "like",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.person"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.person"
                    ),
                ),
                (
                    "people_import",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="imported", to="registry.peopleimport"
                    ),
                ),
            ],
            options={
                "ordering": ["people_import", "row"],
                "constraints": [
                    models.UniqueConstraint(fields=("people_import", "row"), name="imported_row_once"),
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["created", "updated", "skipped", "unsure"])),
                        name="imported_row_outcome_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("like__isnull", False), ("outcome", "unsure")),
                            models.Q(models.Q(("outcome", "unsure"), _negated=True), ("like__isnull", True)),
                            _connector="OR",
                        ),
                        name="imported_row_like_somebody_if_unsure",
                    ),
                ],
            },
        ),
        *restrict(
            "registry_peopleimport",
            f"territory = ANY ({TERRITORIES}) AND uploaded_by_id::text = current_setting('tirek.viewer', true)",
        ),
        *enable_through("registry_importfinding", "people_import_id", "registry_peopleimport", deletable=True),
        *enable_through("registry_importedrow", "people_import_id", "registry_peopleimport"),
    ]
