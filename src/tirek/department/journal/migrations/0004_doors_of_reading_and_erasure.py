"""Who may read lines (by territory, through an opened door) and who may destroy a key (two people, through the database)."""

from django.db import migrations

from tirek.department.core.policies import APP_ROLE
from tirek.department.journal.sql import FUNCTIONS_OF_READING, REFUSE_SEALED_HOUR, SEAL_HOUR, VIEW_SEEN


def run(forward: str, backward: str = "") -> migrations.RunSQL:
    return migrations.RunSQL(forward, backward or migrations.RunSQL.noop)


class Migration(migrations.Migration):
    # Whose lines somebody may read hangs on where those people live, and on the posts of those who wrote them.
    dependencies = [
        ("journal", "0003_journal_read_by_territory"),
        ("registry", "0004_history_required"),
        ("accounts", "0003_posts_guarded"),
    ]

    operations = [
        # The number of their lock was another's already: whoever migrates.
        *(run(body.replace("CREATE", "CREATE OR REPLACE", 1)) for body in (REFUSE_SEALED_HOUR, SEAL_HOUR)),
        run(VIEW_SEEN, "DROP VIEW journal_seen"),
        run(f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON journal_seen FROM {APP_ROLE}"),
        *(run(body, f"DROP FUNCTION {name}") for name, body in FUNCTIONS_OF_READING.items()),
        *(run(f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC") for name in FUNCTIONS_OF_READING),
        *(run(f"GRANT EXECUTE ON FUNCTION {name} TO {APP_ROLE}") for name in FUNCTIONS_OF_READING),
        # A proposal is what it was; only its confirmation is added.
        run(f"REVOKE UPDATE ON journal_erasure FROM {APP_ROLE}", f"GRANT UPDATE ON journal_erasure TO {APP_ROLE}"),
        run(f"GRANT UPDATE (confirmed_by_id, confirmed_at) ON journal_erasure TO {APP_ROLE}"),
    ]
