"""Who sees appeals and complaints; an appeal is decided by who neither drafted nor signed."""

from django.db import migrations

from tirek.department.core.policies import APP_ROLE, enable, enable_through
from tirek.department.registry.policies import hide_own

ANOTHER = """
CREATE FUNCTION appeals_decided_by_another() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM decisions_decision d WHERE d.id = NEW.decision_id AND NEW.decided_by_id IN (d.author_id, d.signer_id))
    THEN
        RAISE EXCEPTION 'an appeal is decided by who neither drafted nor signed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'appeal_decided_by_another';
    END IF;
    RETURN NULL;
END $$"""
APPEAL, COMPLAINT = "appeals_appeal", "appeals_complaint"


class Migration(migrations.Migration):
    dependencies = [
        ("appeals", "0001_appeals_and_complaints"),
        ("decisions", "0002_signed_stays_and_policies"),
    ]

    operations = [
        *enable(APPEAL, confidential="confidential"),
        *hide_own(APPEAL, person="appellant_id", family="family_id"),
        *enable(COMPLAINT, confidential="confidential"),
        *hide_own(COMPLAINT),
        *enable_through("appeals_complaintstep", "complaint_id", COMPLAINT),
        migrations.RunSQL(ANOTHER, "DROP FUNCTION appeals_decided_by_another()"),
        migrations.RunSQL(
            f"CREATE TRIGGER appeals_decided_by_another AFTER INSERT OR UPDATE ON {APPEAL} FOR EACH ROW "
            "WHEN (NEW.decided_by_id IS NOT NULL) EXECUTE FUNCTION appeals_decided_by_another()",
            f"DROP TRIGGER appeals_decided_by_another ON {APPEAL}",
        ),
        migrations.RunSQL(
            f"REVOKE UPDATE ON appeals_complaintstep FROM {APP_ROLE}",
            f"GRANT UPDATE ON appeals_complaintstep TO {APP_ROLE}",
        ),
    ]
