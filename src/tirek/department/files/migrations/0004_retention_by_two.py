"""A proposed run is only confirmed, counted and finished; it is never deleted, and what was done needs a confirmation."""

from django.db import migrations

from tirek.department.core.policies import APP_ROLE

GUARD = """
CREATE FUNCTION files_retention_in_order() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF OLD.confirmed_at IS NOT NULL AND (NEW.confirmed_at, NEW.confirmed_by_id) IS DISTINCT FROM (OLD.confirmed_at, OLD.confirmed_by_id)
       OR OLD.finished_at IS NOT NULL
       OR NEW.done IS DISTINCT FROM OLD.done AND OLD.confirmed_at IS NULL THEN
        RAISE EXCEPTION 'a run is confirmed once, then done, then finished' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $body$"""


class Migration(migrations.Migration):
    dependencies = [("files", "0003_retention_runs")]

    operations = [
        migrations.RunSQL(
            f"REVOKE UPDATE, DELETE, TRUNCATE ON files_retentionrun FROM {APP_ROLE}", migrations.RunSQL.noop
        ),
        migrations.RunSQL(
            f"GRANT UPDATE (confirmed_by_id, confirmed_at, done, finished_at) ON files_retentionrun TO {APP_ROLE}",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(GUARD, "DROP FUNCTION files_retention_in_order()"),
        migrations.RunSQL(
            "CREATE TRIGGER files_retention_in_order BEFORE UPDATE ON files_retentionrun "
            "FOR EACH ROW EXECUTE FUNCTION files_retention_in_order()",
            "DROP TRIGGER files_retention_in_order ON files_retentionrun",
        ),
    ]
