"""What a register answered is written into the registry once, and is due until it is; the evidence itself stays as it came."""

from django.db import migrations, models

# As in 0006, but the marks of the application may move, once.
KEPT = """
CREATE OR REPLACE FUNCTION registry_keep_evidence() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    free text[] := ARRAY['territory', 'document', 'document_accepted_by_id', 'document_accepted_at',
        'applied_at', 'apply_due_at', 'apply_tries'];
    applied text[] := ARRAY['territory', 'applied_at', 'apply_due_at', 'apply_tries'];
BEGIN
    IF (OLD.person_id, OLD.register, OLD.request_id, OLD.purpose, OLD.as_of, OLD.consent_id, OLD.asked_at,
        OLD.recorded_by_id, OLD.recorded_at)
        IS DISTINCT FROM (NEW.person_id, NEW.register, NEW.request_id, NEW.purpose, NEW.as_of, NEW.consent_id,
        NEW.asked_at, NEW.recorded_by_id, NEW.recorded_at)
        OR (OLD.state = 'answered' AND (to_jsonb(OLD) - free) IS DISTINCT FROM (to_jsonb(NEW) - free))
        OR (OLD.document <> '' AND (to_jsonb(OLD) - applied) IS DISTINCT FROM (to_jsonb(NEW) - applied))
        OR (OLD.applied_at IS NOT NULL AND OLD.applied_at IS DISTINCT FROM NEW.applied_at)
    THEN
        RAISE EXCEPTION 'evidence is not rewritten' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'register_answer_kept', TABLE = 'registry_registeranswer';
    END IF;
    RETURN NEW;
END $$;
"""
BEFORE = """
CREATE OR REPLACE FUNCTION registry_keep_evidence() RETURNS trigger LANGUAGE plpgsql AS $$
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
            CONSTRAINT = 'register_answer_kept', TABLE = 'registry_registeranswer';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0008_people_imports")]

    operations = [
        migrations.AddField("registeranswer", "applied_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("registeranswer", "apply_due_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("registeranswer", "apply_tries", models.PositiveIntegerField(default=0)),
        migrations.AddConstraint(
            "registeranswer",
            models.CheckConstraint(
                condition=models.Q(applied_at__isnull=True, apply_due_at__isnull=True)
                | models.Q(
                    models.Q(applied_at__isnull=True) | models.Q(apply_due_at__isnull=True),
                    state="answered",
                    outcome__in=["complete", "partial"],
                ),
                name="register_answer_applied_where_usable",
            ),
        ),
        migrations.AddIndex(
            "registeranswer",
            models.Index(
                condition=models.Q(apply_due_at__isnull=False),
                fields=["apply_due_at"],
                name="register_answer_to_apply",
            ),
        ),
        migrations.RunSQL(KEPT, BEFORE),
    ]
