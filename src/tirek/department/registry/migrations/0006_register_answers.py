"""Evidence of what outside registers answered: under the policies, moving with the person, never rewritten."""

import uuid

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import tirek.department.core.fields
from tirek.department.core.policies import APP_ROLE, enable, follow_territory
from tirek.department.registry.policies import hide_own

TABLE = "registry_registeranswer"
# What was asked never changes, an answer never changes, and a document that stands in is never exchanged for another.
# The territory follows the person by the database's own hand, which is not the app's.
KEPT = f"""
CREATE FUNCTION registry_keep_evidence() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    free text[] := ARRAY['territory', 'document', 'document_accepted_by_id', 'document_accepted_at'];
BEGIN
    IF (OLD.person_id, OLD.register, OLD.request_id, OLD.purpose, OLD.as_of, OLD.consent_id, OLD.asked_at,
        OLD.recorded_by_id, OLD.recorded_at)
        IS DISTINCT FROM (NEW.person_id, NEW.register, NEW.request_id, NEW.purpose, NEW.as_of, NEW.consent_id,
        NEW.asked_at, NEW.recorded_by_id, NEW.recorded_at)
        OR (OLD.state = 'answered' AND (to_jsonb(OLD) - free) IS DISTINCT FROM (to_jsonb(NEW) - free))
        OR (OLD.document <> '' AND to_jsonb(OLD) - 'territory' IS DISTINCT FROM to_jsonb(NEW) - 'territory')
    THEN
        RAISE EXCEPTION 'evidence is not rewritten' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'register_answer_kept', TABLE = '{TABLE}';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER {TABLE}_kept BEFORE UPDATE ON {TABLE}
    FOR EACH ROW WHEN (current_user = '{APP_ROLE}') EXECUTE FUNCTION registry_keep_evidence();
"""
LOST = f"DROP TRIGGER {TABLE}_kept ON {TABLE}; DROP FUNCTION registry_keep_evidence();"


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0005_own_family_hidden"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RegisterAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.CharField(default="declared", max_length=30)),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                (
                    "territory",
                    tirek.department.core.fields.TerritoryField(
                        max_length=9, validators=[django.core.validators.RegexValidator("^[1-9][0-9]{8}$", code="kato")]
                    ),
                ),
                ("register", models.CharField(max_length=30)),
                ("request_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("purpose", models.CharField(max_length=20)),
                ("as_of", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "asked, no answer yet"),
                            ("answered", "answered"),
                            ("failed", "refused: somebody must put it right"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("last_failure", models.CharField(blank=True, max_length=40)),
                ("next_try_at", models.DateTimeField(blank=True, default=django.utils.timezone.now, null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("complete", "complete"),
                            ("partial", "partial"),
                            ("not_found", "not found"),
                            ("contradicts", "contradicts what is known"),
                        ],
                        max_length=12,
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("valid_until", models.DateField(blank=True, null=True)),
                ("payload", models.JSONField(blank=True, null=True)),
                ("missing", models.JSONField(blank=True, default=list)),
                ("disagreements", models.JSONField(blank=True, default=list)),
                ("register_number", models.CharField(blank=True, max_length=560)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("document", models.CharField(blank=True, max_length=120)),
                ("document_accepted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "consent",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.consent",
                    ),
                ),
                (
                    "document_accepted_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
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
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [
                    models.Index(fields=["person", "register", "-as_of"], name="register_answer_person"),
                    models.Index(
                        condition=models.Q(("next_try_at__isnull", False)),
                        fields=["next_try_at"],
                        name="register_answer_due",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["asked", "answered", "failed"])),
                        name="register_answer_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "purpose__in",
                                ("application", "review", "recalculation", "proactive", "appeal", "registration"),
                            )
                        ),
                        name="register_answer_purpose_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answered_at__isnull", False),
                                ("digest__regex", "^[0-9a-f]{64}$"),
                                ("next_try_at__isnull", True),
                                ("outcome__in", ["complete", "partial", "not_found", "contradicts"]),
                                ("payload__isnull", False),
                                ("state", "answered"),
                                ("valid_until__isnull", False),
                            ),
                            models.Q(
                                models.Q(("state", "answered"), _negated=True),
                                ("answered_at__isnull", True),
                                ("digest", ""),
                                ("outcome", ""),
                                ("payload__isnull", True),
                                ("valid_until__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="register_answer_whole_or_not_at_all",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("document", ""), ("next_try_at__isnull", False), ("state", "asked")),
                            models.Q(
                                models.Q(("document", ""), ("state", "asked"), _negated=True),
                                ("next_try_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="register_answer_asked_again_while_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("document", ""),
                                ("document_accepted_at__isnull", True),
                                ("document_accepted_by__isnull", True),
                            ),
                            models.Q(
                                models.Q(("document", ""), _negated=True),
                                ("document_accepted_at__isnull", False),
                                ("document_accepted_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="register_answer_document_accepted_by_somebody",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("document", ""), ("state", "asked")),
                        fields=("person", "register", "as_of"),
                        name="register_answer_asked_once_at_a_time",
                    ),
                ],
            },
        ),
        *enable(TABLE),
        *follow_territory(TABLE, "person_id", "registry_person"),
        *hide_own(TABLE),
        migrations.RunSQL(KEPT, LOST),
    ]
