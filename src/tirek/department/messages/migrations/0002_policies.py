"""Who sees messages; each belongs to a person of the registry, which stands above this app."""

from django.db import migrations

from tirek.department.core.policies import APP_ROLE, enable, enable_through

MESSAGE, BATCH, ATTEMPT = "department_messages_message", "department_messages_printbatch", "department_messages_attempt"


class Migration(migrations.Migration):
    dependencies = [("department_messages", "0001_outbox"), ("registry", "0005_own_family_hidden")]

    operations = [
        *enable(MESSAGE, confidential="confidential"),
        migrations.RunSQL(
            f"ALTER TABLE {MESSAGE} ADD CONSTRAINT message_of_a_person FOREIGN KEY (person_id) "
            "REFERENCES registry_person (id) DEFERRABLE INITIALLY DEFERRED",
            f"ALTER TABLE {MESSAGE} DROP CONSTRAINT message_of_a_person",
        ),
        *enable(BATCH),
        *enable_through(ATTEMPT, "message_id", MESSAGE),
        migrations.RunSQL(f"REVOKE UPDATE ON {ATTEMPT} FROM {APP_ROLE}", f"GRANT UPDATE ON {ATTEMPT} TO {APP_ROLE}"),
    ]
