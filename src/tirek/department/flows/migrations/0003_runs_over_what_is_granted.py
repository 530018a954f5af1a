"""Runs of the law over what is granted and over everybody; what they list follows the sight of what it is about."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tirek.department.core.fields
from tirek.department.core.policies import TERRITORIES, enable, enable_through, follow_territory, restrict
from tirek.department.registry.policies import follow_sight


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0004_bars_follow_the_person"),
        ("decisions", "0005_letters_and_signatures"),
        ("entitlements", "0004_held_from_a_day"),
        ("flows", "0002_consequences_of_events"),
        ("registry", "0015_open_questions_indexed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Recalculation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("standing", "what is granted"), ("offers", "everybody who is not receiving")],
                        max_length=10,
                    ),
                ),
                (
                    "territories",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=tirek.department.core.fields.TerritoryField(
                            max_length=9,
                            validators=[django.core.validators.RegexValidator("^[1-9][0-9]{8}$", code="kato")],
                        ),
                        size=None,
                    ),
                ),
                ("on", models.DateField()),
                ("rulebook_digest", models.CharField(blank=True, max_length=64)),
                ("overlay", models.PositiveIntegerField(default=0)),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                ("heard_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waits for its turn"),
                            ("running", "is being computed"),
                            ("done", "computed"),
                            ("failed", "could not be computed"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                (
                    "percent",
                    models.PositiveSmallIntegerField(
                        default=0, validators=[django.core.validators.MaxValueValidator(100)]
                    ),
                ),
                ("looked_at", models.PositiveIntegerField(default=0)),
                ("listed", models.PositiveIntegerField(default=0)),
                ("unclear", models.PositiveIntegerField(default=0)),
                ("by_rule", models.PositiveIntegerField(default=0)),
                ("fault", models.CharField(blank=True, max_length=500)),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["standing", "offers"])), name="recalculation_kind_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "running", "done", "failed"])),
                        name="recalculation_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("percent__lte", 100)), name="recalculation_percent_in_range"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("territories__len__gt", 0)), name="recalculation_of_somewhere"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "done"), _negated=True),
                            models.Q(("finished_at__isnull", False), ("rulebook_digest__regex", "^[0-9a-f]{64}$")),
                            _connector="OR",
                        ),
                        name="recalculation_done_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "failed"), _negated=True),
                            models.Q(("fault", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="recalculation_failed_says_why",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["waiting", "running"])),
                        fields=("kind", "territories", "on"),
                        name="recalculation_once_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Offer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "territory",
                    tirek.department.core.fields.TerritoryField(
                        max_length=9, validators=[django.core.validators.RegexValidator("^[1-9][0-9]{8}$", code="kato")]
                    ),
                ),
                ("programme", models.CharField(max_length=60)),
                ("period_from", models.DateField()),
                ("period_to", models.DateField()),
                ("amount", tirek.department.core.fields.TengeField(null=True)),
                ("unit", models.CharField(blank=True, max_length=30)),
                ("is_ceiling", models.BooleanField(default=False)),
                ("since", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "nobody has told the family"),
                            ("sent", "the family was told"),
                            ("accepted", "an application is begun"),
                            ("declined", "the family does not want it"),
                            ("expired", "the period is over"),
                        ],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("told_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=1000)),
                ("settled_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "application",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="applications.application",
                    ),
                ),
                (
                    "family",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.family"
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "told_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="offers", to="flows.recalculation"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["open", "sent"])),
                        fields=["territory", "-amount"],
                        name="offer_open",
                    ),
                    models.Index(fields=["run"], name="offer_run"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("family", "programme", "period_from"), name="offer_once_a_period"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "sent", "accepted", "declined", "expired"])),
                        name="offer_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "accepted"), _negated=True),
                            ("application__isnull", False),
                            _connector="OR",
                        ),
                        name="offer_accepted_names_the_application",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "sent"), _negated=True),
                            models.Q(("told_at__isnull", False), ("told_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="offer_sent_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "declined"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="offer_declined_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Difference",
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
                ("programme", models.CharField(max_length=60)),
                (
                    "does",
                    models.CharField(
                        choices=[
                            ("change", "another sum"),
                            ("end", "no longer entitled"),
                            ("unclear", "not determined"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("granted", "entitled"),
                            ("refused", "not entitled"),
                            ("undetermined", "not determined"),
                            ("conflict", "two rules contradict"),
                            ("absent", "no such programme on this day"),
                        ],
                        max_length=14,
                    ),
                ),
                ("before", tirek.department.core.fields.TengeField()),
                ("after", tirek.department.core.fields.TengeField(null=True)),
                ("after_low", tirek.department.core.fields.TengeField(null=True)),
                ("after_high", tirek.department.core.fields.TengeField(null=True)),
                ("unit", models.CharField(max_length=30)),
                ("change_tenge", tirek.department.core.fields.TengeField(default=0)),
                ("size", tirek.department.core.fields.TengeField(default=0)),
                ("weight", models.BigIntegerField(default=0)),
                ("is_unusual", models.BooleanField(default=False)),
                ("reasons", models.JSONField(default=list)),
                ("from_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("listed", "to be dealt with"),
                            ("drafted", "a decision is drafted"),
                            ("signed", "decided"),
                            ("set_aside", "set aside"),
                            ("superseded", "looked at again by a later run"),
                        ],
                        default="listed",
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=1000)),
                ("settled_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "decision",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="decisions.decision",
                    ),
                ),
                (
                    "entitlement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="entitlements.entitlement"
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="differences",
                        to="flows.recalculation",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["run", "-weight"], name="difference_weight"),
                    models.Index(fields=["entitlement"], name="difference_entitlement"),
                    models.Index(fields=["decision"], name="difference_decision"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("run", "entitlement"), name="difference_once_a_run"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["listed", "drafted", "signed", "set_aside", "superseded"])),
                        name="difference_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("does__in", ["change", "end", "unclear"])), name="difference_kind_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("does", "change"), _negated=True),
                            models.Q(("after__isnull", False), ("outcome", "granted")),
                            _connector="OR",
                        ),
                        name="difference_change_has_a_sum",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("does", "end"), _negated=True), ("outcome", "refused"), _connector="OR"
                        ),
                        name="difference_end_is_a_refusal",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["drafted", "signed"]), _negated=True),
                            ("decision__isnull", False),
                            _connector="OR",
                        ),
                        name="difference_drafted_names_the_draft",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "set_aside"), _negated=True),
                            models.Q(
                                ("settled_at__isnull", False),
                                ("settled_by__isnull", False),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="difference_set_aside_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditItem",
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
                ("programme", models.CharField(max_length=60)),
                ("tenge", tirek.department.core.fields.TengeField(default=0)),
                ("reasons", models.JSONField(default=list)),
                ("found_on", models.DateField()),
                ("finding", models.CharField(blank=True, max_length=1000)),
                ("closed_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entitlement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="entitlements.entitlement"
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="flows.recalculation"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("closed_at__isnull", True)),
                        fields=["territory", "-tenge"],
                        name="audit_item_open",
                    ),
                    models.Index(fields=["run"], name="audit_item_run"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at__isnull", True)),
                        fields=("entitlement",),
                        name="audit_item_open_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("closed_by__isnull", True), ("finding", "")),
                            models.Q(
                                ("closed_at__isnull", False),
                                ("closed_by__isnull", False),
                                models.Q(("finding", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="audit_item_closed_with_a_finding",
                    ),
                ],
            },
        ),
        *restrict("flows_recalculation", f"territories::text[] && {TERRITORIES}"),
        *enable_through("flows_difference", "entitlement_id", "entitlements_entitlement"),
        *enable_through("flows_audititem", "entitlement_id", "entitlements_entitlement"),
        *enable("flows_offer"),
        *follow_sight("flows_offer", person=None, family="family_id"),
        *follow_territory("flows_offer", "family_id", "registry_family"),
    ]
