import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import tirek.department.core.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("applications", "0006_bars_hidden_with_their_person"),
        ("decisions", "0006_dropped_with_a_reason"),
        ("files", "0006_money_files"),
        ("registry", "0017_members_registered_elsewhere"),
    ]

    operations = [
        migrations.CreateModel(
            name="Inspection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("visit", "visit to the family"),
                            ("call", "telephone call"),
                            ("desk", "by the papers"),
                        ],
                        max_length=6,
                    ),
                ),
                ("held_on", models.DateField()),
                ("words", models.TextField()),
                ("opened_at", models.DateTimeField(auto_now_add=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("is_clean", models.BooleanField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "inspector",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["visit", "call", "desk"])), name="inspection_kind_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True), name="inspection_says_what_was_seen"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("is_clean__isnull", True)),
                            models.Q(("closed_at__isnull", False), ("is_clean__isnull", False)),
                            _connector="OR",
                        ),
                        name="inspection_closed_with_an_answer",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40)),
                ("sum_tenge", tirek.department.core.fields.TengeField(null=True)),
                ("words", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "waits for the reply of the section"),
                            ("standing", "stands"),
                            ("set_aside", "set aside on objection"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("reply_until", models.DateField()),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "inspection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="findings", to="control.inspection"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [
                    models.Index(condition=models.Q(("state", "open")), fields=["reply_until"], name="finding_open")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "standing", "set_aside"])), name="finding_state_known"
                    ),
                    models.CheckConstraint(condition=models.Q(("words", ""), _negated=True), name="finding_says_what"),
                    models.CheckConstraint(
                        condition=models.Q(("sum_tenge__isnull", True), ("sum_tenge__gt", 0), _connector="OR"),
                        name="finding_sum_of_money",
                    ),
                    models.UniqueConstraint(fields=("inspection", "code"), name="finding_code_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="InspectionPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "territory",
                    tirek.department.core.fields.TerritoryField(
                        max_length=9, validators=[django.core.validators.RegexValidator("^[1-9][0-9]{8}$", code="kato")]
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("quarter", models.PositiveSmallIntegerField(null=True)),
                ("title", models.CharField(max_length=200)),
                ("ground", models.CharField(max_length=1000)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "being prepared"),
                            ("approved", "approved"),
                            ("closed", "closed with a report"),
                            ("dropped", "given up"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("prepared_at", models.DateTimeField(auto_now_add=True)),
                ("approved_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "prepared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["territory", "-year"], name="plan_territory")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "approved", "closed", "dropped"])),
                        name="plan_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quarter__isnull", True), ("quarter__range", (1, 4)), _connector="OR"),
                        name="plan_quarter",
                    ),
                    models.CheckConstraint(condition=models.Q(("year__range", (2020, 2100))), name="plan_year"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("title", ""), _negated=True), models.Q(("ground", ""), _negated=True)
                        ),
                        name="plan_says_what_and_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by__isnull", True),
                            models.Q(("approved_by", models.F("prepared_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="plan_four_eyes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("approved_at__isnull", False),
                                ("approved_by__isnull", False),
                                ("state__in", ["approved", "closed"]),
                            ),
                            models.Q(
                                ("approved_at__isnull", True),
                                ("approved_by__isnull", True),
                                ("state__in", ["draft", "dropped"]),
                            ),
                            _connector="OR",
                        ),
                        name="plan_approved_whole_or_not_at_all",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ControlReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("content", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "plan",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="report", to="control.inspectionplan"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("digest__regex", "^[0-9a-f]{64}$")), name="control_report_digest_form"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LawfulSharing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "territory",
                    tirek.department.core.fields.TerritoryField(
                        max_length=9, validators=[django.core.validators.RegexValidator("^[1-9][0-9]{8}$", code="kato")]
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("account", "bank account"),
                            ("phone", "telephone"),
                            ("address", "address"),
                            ("employer", "employer"),
                        ],
                        max_length=10,
                    ),
                ),
                ("mark", models.CharField(max_length=64)),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("representative", "a lawful representative receives for them"),
                            ("family", "one family"),
                            ("institution", "a home: orphanage, care home, crisis centre"),
                            ("employer", "a large employer"),
                            ("other", "other, as written"),
                        ],
                        max_length=14,
                    ),
                ),
                ("words", models.CharField(max_length=500)),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["account", "phone", "address", "employer"])),
                        name="sharing_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ground__in", ["representative", "family", "institution", "employer", "other"])
                        ),
                        name="sharing_ground_known",
                    ),
                    models.CheckConstraint(condition=models.Q(("words", ""), _negated=True), name="sharing_says_why"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="sharing_ended_whole",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("territory", "kind", "mark"),
                        name="sharing_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Measure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("correct", "correct the case"),
                            ("recover", "recover the money"),
                            ("discipline", "disciplinary answer"),
                            ("change_of_rule", "propose a change of the rule"),
                        ],
                        max_length=14,
                    ),
                ),
                ("words", models.CharField(max_length=1000)),
                ("due_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("ordered", "ordered"),
                            ("done", "carried out"),
                            ("cancelled", "cancelled with its finding"),
                        ],
                        default="ordered",
                        max_length=10,
                    ),
                ),
                ("ordered_at", models.DateTimeField(auto_now_add=True)),
                ("done_on", models.DateField(null=True)),
                ("done_words", models.CharField(blank=True, max_length=1000)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "done_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "finding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="measures", to="control.finding"
                    ),
                ),
                (
                    "ordered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [
                    models.Index(condition=models.Q(("state", "ordered")), fields=["due_on"], name="measure_open")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["correct", "recover", "discipline", "change_of_rule"])),
                        name="measure_kind_known",
                    ),
                    models.CheckConstraint(condition=models.Q(("words", ""), _negated=True), name="measure_says_what"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("done_by__isnull", False),
                                ("done_on__isnull", False),
                                ("state", "done"),
                                models.Q(("done_words", ""), _negated=True),
                            ),
                            models.Q(
                                ("done_by__isnull", True),
                                ("done_on__isnull", True),
                                ("done_words", ""),
                                ("state__in", ["ordered", "cancelled"]),
                            ),
                            _connector="OR",
                        ),
                        name="measure_done_whole_or_not_at_all",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "cancelled"), _negated=True),
                        fields=("finding", "kind"),
                        name="measure_kind_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("upheld", "the finding stands"), ("set_aside", "the finding is set aside")],
                        max_length=10,
                    ),
                ),
                ("reasons", models.TextField(blank=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "finding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="objections", to="control.finding"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="objection_says_why"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", True),
                                ("decided_by__isnull", True),
                                ("outcome", ""),
                                ("reasons", ""),
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("outcome__in", ["upheld", "set_aside"]),
                                models.Q(("reasons", ""), _negated=True),
                                models.Q(("decided_by", models.F("made_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="objection_decided_whole_by_another",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("outcome", "")), fields=("finding",), name="objection_one_open"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reply",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                ("accepts", models.BooleanField()),
                ("in_time", models.BooleanField()),
                ("replied_at", models.DateTimeField(auto_now_add=True)),
                (
                    "finding",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reply", to="control.finding"
                    ),
                ),
                (
                    "replied_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="reply_says_something")
                ],
            },
        ),
        migrations.CreateModel(
            name="Sample",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "method",
                    models.CharField(
                        choices=[("random", "by lot"), ("risk", "by risk"), ("both", "by lot, and by risk beside it")],
                        max_length=10,
                    ),
                ),
                (
                    "unit",
                    models.CharField(
                        choices=[("decision", "signed decisions"), ("payment", "payments made")], max_length=10
                    ),
                ),
                ("filter", models.JSONField(default=dict)),
                ("population_size", models.PositiveIntegerField()),
                ("population_digest", models.CharField(max_length=64)),
                ("lot_size", models.PositiveIntegerField(default=0)),
                ("risk_size", models.PositiveIntegerField(default=0)),
                ("seed", models.CharField(max_length=64)),
                ("confidence_percent", models.PositiveSmallIntegerField()),
                ("margin_percent", models.DecimalField(decimal_places=1, max_digits=4)),
                ("drawn_at", models.DateTimeField(auto_now_add=True)),
                (
                    "drawn_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="samples", to="control.inspectionplan"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("method__in", ["random", "risk", "both"])), name="sample_method_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("unit__in", ["decision", "payment"])), name="sample_unit_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("population_digest__regex", "^[0-9a-f]{64}$"), ("seed__regex", "^[0-9a-f]{32,64}$")
                        ),
                        name="sample_digest_and_seed_form",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "population_size__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("lot_size"), "+", models.F("risk_size")
                                ),
                            ),
                            ("population_size__gt", 0),
                            models.Q(("lot_size__gt", 0), ("risk_size__gt", 0), _connector="OR"),
                        ),
                        name="sample_of_its_population",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lot_size__gt", 0), ("method", "random"), ("risk_size", 0)),
                            models.Q(("lot_size", 0), ("method", "risk"), ("risk_size__gt", 0)),
                            models.Q(("lot_size__gt", 0), ("method", "both")),
                            _connector="OR",
                        ),
                        name="sample_sizes_of_its_method",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confidence_percent__in", [90, 95, 99]),
                            ("margin_percent__gt", 0),
                            ("margin_percent__lte", 50),
                        ),
                        name="sample_confidence_stated",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SampledCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField()),
                ("origin", models.CharField(choices=[("lot", "by lot"), ("risk", "by risk")], max_length=4)),
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
                ("programme", models.CharField(max_length=60)),
                ("score", models.PositiveSmallIntegerField(default=0)),
                ("risks", models.JSONField(blank=True, default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waits for an inspector"),
                            ("assigned", "has an inspector"),
                            ("inspected", "inspected"),
                            ("left_out", "could not be inspected"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("assigned_at", models.DateTimeField(null=True)),
                ("left_out_because", models.CharField(blank=True, max_length=500)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "assigned_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="applications.case"
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="decisions.decision"
                    ),
                ),
                (
                    "family",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.family"
                    ),
                ),
                (
                    "inspector",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.person"
                    ),
                ),
                (
                    "sample",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="control.sample"
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "indexes": [
                    models.Index(fields=["inspector", "state"], name="sampled_inspector"),
                    models.Index(fields=["case"], name="sampled_case"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("sample", "position"), name="sampled_position_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "assigned", "inspected", "left_out"])),
                        name="sampled_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("origin__in", ["lot", "risk"])), name="sampled_origin_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["assigned", "inspected"]), _negated=True),
                            models.Q(("assigned_at__isnull", False), ("inspector__isnull", False)),
                            _connector="OR",
                        ),
                        name="sampled_assigned_to_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "left_out"), models.Q(("left_out_because", ""), _negated=True)),
                            models.Q(models.Q(("state", "left_out"), _negated=True), ("left_out_because", "")),
                            _connector="OR",
                        ),
                        name="sampled_left_out_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="inspection",
            name="sampled",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="inspection", to="control.sampledcase"
            ),
        ),
        migrations.CreateModel(
            name="EvidenceBundle",
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
                ("manifest_digest", models.CharField(max_length=64)),
                ("reason", models.CharField(max_length=500)),
                ("issued_at", models.DateTimeField(auto_now_add=True)),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="decisions.decision"
                    ),
                ),
                (
                    "family",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.family"
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.person"
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["decision"], name="bundle_decision")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="bundle_says_why"),
                    models.CheckConstraint(
                        condition=models.Q(("manifest_digest__regex", "^[0-9a-f]{64}$")), name="bundle_digest_form"
                    ),
                ],
            },
        ),
    ]
