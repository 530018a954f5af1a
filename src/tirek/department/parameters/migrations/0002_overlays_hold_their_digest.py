"""The digest of an overlay is that of its content, and no serving process may take an overlay away."""

from __future__ import annotations

from django.db import migrations

from tirek.department.core.policies import APP_ROLE

DIGEST = """
ALTER TABLE parameters_overlay ADD CONSTRAINT overlay_digest_is_of_content
    CHECK (digest = encode(sha256(convert_to(content, 'UTF8')), 'hex'))
"""
RIGHTS = f"""
REVOKE UPDATE, DELETE, TRUNCATE ON parameters_overlay FROM {APP_ROLE};
REVOKE TRUNCATE ON parameters_localvalue FROM {APP_ROLE};
"""
RIGHTS_BACK = f"GRANT UPDATE, DELETE ON parameters_overlay TO {APP_ROLE}"


class Migration(migrations.Migration):
    dependencies = [("parameters", "0001_local_law")]

    operations = [
        migrations.RunSQL(DIGEST, "ALTER TABLE parameters_overlay DROP CONSTRAINT overlay_digest_is_of_content"),
        migrations.RunSQL(RIGHTS, RIGHTS_BACK),
    ]
