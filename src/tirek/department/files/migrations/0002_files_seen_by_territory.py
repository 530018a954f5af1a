"""Who may see which file; its territory follows its person; what it is and whose never changes."""

from django.db import migrations

from tirek.department.core.policies import APP_ROLE, enable, follow_territory

IN_USE = """
CREATE FUNCTION files_digest_in_use(which text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $body$
    SELECT EXISTS (SELECT FROM files_storedfile f WHERE f.digest = which AND f.removed_at IS NULL)
$body$"""


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0001_stored_files"),
        ("registry", "0002_policies"),
    ]

    operations = [
        *enable("files_storedfile", confidential="confidential"),
        *follow_territory("files_storedfile", "person_id", "registry_person", nullable=True),
        migrations.RunSQL(f"REVOKE UPDATE ON files_storedfile FROM {APP_ROLE}", migrations.RunSQL.noop),
        migrations.RunSQL(
            f"GRANT UPDATE (scan_state, removed_at) ON files_storedfile TO {APP_ROLE}", migrations.RunSQL.noop
        ),
        migrations.RunSQL(IN_USE, "DROP FUNCTION files_digest_in_use(text)"),
        migrations.RunSQL("REVOKE ALL ON FUNCTION files_digest_in_use(text) FROM PUBLIC", migrations.RunSQL.noop),
        migrations.RunSQL(f"GRANT EXECUTE ON FUNCTION files_digest_in_use(text) TO {APP_ROLE}", migrations.RunSQL.noop),
    ]
