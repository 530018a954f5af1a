"""What follows from a life event, once for each entitlement; seen by whoever sees the entitlement."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tirek.department.core.fields
from tirek.department.core.policies import enable_through


class Migration(migrations.Migration):
    dependencies = [
        ("decisions", "0002_signed_stays_and_policies"),
        ("entitlements", "0004_held_from_a_day"),
        ("flows", "0001_what_follows_a_decision"),
        ("registry", "0015_open_questions_indexed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FollowedEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("followed_at", models.DateTimeField(auto_now_add=True)),
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.lifeevent"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Consequence",
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
                ("kind", models.CharField(max_length=20)),
                (
                    "does",
                    models.CharField(
                        choices=[
                            ("stop", "stop it"),
                            ("recalculate", "calculate it anew"),
                            ("transfer", "hand it over to another district"),
                        ],
                        max_length=12,
                    ),
                ),
                ("since", models.DateField()),
                ("held_back", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "to be dealt with"),
                            ("drafted", "a decision is drafted"),
                            ("closed", "dealt with"),
                        ],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("opened_at", models.DateTimeField(auto_now_add=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=1000)),
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
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.lifeevent"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "closed"), _negated=True),
                        fields=["territory", "id"],
                        name="consequence_open",
                    ),
                    models.Index(fields=["entitlement"], name="consequence_entitlement"),
                    models.Index(fields=["decision"], name="consequence_decision"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("event", "entitlement"), name="consequence_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "drafted", "closed"])), name="consequence_state_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("does__in", ["stop", "recalculate", "transfer"])),
                        name="consequence_reaction_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "closed"), _negated=True),
                            models.Q(("closed_at__isnull", False), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="consequence_closed_with_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "drafted"), _negated=True), ("decision__isnull", False), _connector="OR"
                        ),
                        name="consequence_drafted_names_the_draft",
                    ),
                ],
            },
        ),
        *enable_through("flows_consequence", "entitlement_id", "entitlements_entitlement"),
        *enable_through("flows_followedevent", "event_id", "registry_lifeevent"),
    ]
