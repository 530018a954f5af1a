"""Lists from bodies without an interface: under the policies by district and by confidential programme."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tirek.department.core.fields
from tirek.department.core.policies import enable, enable_through, follow_territory
from tirek.department.journal.guards import require_history


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("registry", "0008_people_imports"),
        ("journal", "0002_privileges_and_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="IncomingList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("schema", models.CharField(max_length=40)),
                (
                    "territory",
                    tirek.department.core.fields.TerritoryField(
                        max_length=9, validators=[django.core.validators.RegexValidator("^[1-9][0-9]{8}$", code="kato")]
                    ),
                ),
                (
                    "confidential",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("hiv", "HIV programme"),
                            ("tuberculosis", "Tuberculosis programme"),
                            ("violence", "Victims of violence"),
                        ],
                        max_length=20,
                    ),
                ),
                ("period_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[("read", "read"), ("applied", "applied"), ("corrected", "corrected")],
                        default="read",
                        max_length=10,
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("file_rows", models.PositiveIntegerField()),
                ("uploaded_at", models.DateTimeField(auto_now_add=True)),
                ("applied_at", models.DateTimeField(blank=True, null=True)),
                (
                    "applied_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="lists.incominglist",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-period_on", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("confidential__in", ["", "hiv", "tuberculosis", "violence"])),
                        name="list_confidential_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["read", "applied", "corrected"])), name="list_state_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("period_on__day", 1)), name="list_period_is_its_first_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("applied_at__isnull", True), ("applied_by__isnull", True), ("state", "read")),
                            models.Q(
                                models.Q(("state", "read"), _negated=True),
                                ("applied_at__isnull", False),
                                ("applied_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="list_applied_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confidential", ""),
                            ("applied_by__isnull", True),
                            models.Q(("applied_by", models.F("uploaded_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="list_confidential_by_two",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "applied")),
                        fields=("schema", "territory", "period_on"),
                        name="list_one_applied_a_period",
                    ),
                    models.UniqueConstraint(
                        fields=("schema", "territory", "period_on", "digest"), name="list_file_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ListFinding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("row", models.PositiveIntegerField()),
                ("column", models.CharField(blank=True, max_length=40)),
                ("kind", models.CharField(max_length=40)),
                ("expected", models.CharField(blank=True, max_length=300)),
                (
                    "incoming",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="findings", to="lists.incominglist"
                    ),
                ),
            ],
            options={
                "ordering": ["incoming", "row", "column", "kind"],
                "constraints": [
                    models.UniqueConstraint(fields=("incoming", "row", "column", "kind"), name="list_finding_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ListRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "territory",
                    tirek.department.core.fields.TerritoryField(
                        max_length=9, validators=[django.core.validators.RegexValidator("^[1-9][0-9]{8}$", code="kato")]
                    ),
                ),
                (
                    "confidential",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("hiv", "HIV programme"),
                            ("tuberculosis", "Tuberculosis programme"),
                            ("violence", "Victims of violence"),
                        ],
                        max_length=20,
                    ),
                ),
                ("row", models.PositiveIntegerField()),
                (
                    "match",
                    models.CharField(
                        choices=[
                            ("iin", "by IIN"),
                            ("name", "by name and birth date"),
                            ("unsure", "unsure"),
                            ("none", "nobody found"),
                            ("settled", "settled by an officer"),
                            ("rejected", "nobody of ours"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "candidates",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), blank=True, default=list, size=None
                    ),
                ),
                ("data", models.JSONField(default=dict)),
                ("reason", models.CharField(blank=True, max_length=200)),
                (
                    "incoming",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rows", to="lists.incominglist"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.person",
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["incoming", "row"],
                "constraints": [
                    models.UniqueConstraint(fields=("incoming", "row"), name="list_row_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("person__isnull", False)),
                        fields=("incoming", "person"),
                        name="list_person_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("match__in", ["iin", "name", "settled"]), ("person__isnull", False)),
                            models.Q(("match__in", ["unsure", "none", "rejected"]), ("person__isnull", True)),
                            _connector="OR",
                        ),
                        name="list_row_match_has_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("match__in", ["settled", "rejected"]), _negated=True),
                            models.Q(("settled_by__isnull", False), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="list_row_settled_with_reason",
                    ),
                ],
            },
        ),
        *enable("lists_incominglist", confidential="confidential"),
        *enable("lists_listrow", confidential="confidential"),
        *enable_through("lists_listfinding", "incoming_id", "lists_incominglist"),
        *follow_territory("lists_listrow", "person_id", "registry_person", nullable=True),
        *require_history("lists_incominglist"),
        *require_history("lists_listrow"),
    ]
