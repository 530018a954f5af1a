"""Who may add and who may read: the journal's role only adds lines, the app's role only adds notes and history."""

from django.db import migrations

from tirek.department.core.policies import APP_ROLE, CONFIDENTIAL, JOURNAL_ROLE, TERRITORIES
from tirek.department.journal.sql import CALLED_BY_APP, FUNCTIONS

SEEN = f"(territory IS NULL OR territory = ANY ({TERRITORIES}))"
HISTORY_SEEN = f"{SEEN} AND (confidential = '' OR confidential = ANY ({CONFIDENTIAL}))"


def run(forward: str, backward: str = "") -> migrations.RunSQL:
    return migrations.RunSQL(forward, backward or migrations.RunSQL.noop)


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_lines_and_history")]

    operations = [
        *(run(body, f"DROP FUNCTION {name}") for name, body in FUNCTIONS.items()),
        *(run(f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC") for name in FUNCTIONS),
        *(run(f"GRANT EXECUTE ON FUNCTION {name} TO {APP_ROLE}") for name in CALLED_BY_APP),
        run(
            "CREATE TRIGGER journal_line_not_sealed BEFORE INSERT ON journal_line "
            "FOR EACH ROW EXECUTE FUNCTION journal_refuse_sealed_hour()",
            "DROP TRIGGER journal_line_not_sealed ON journal_line",
        ),
        run(f"REVOKE ALL ON journal_line FROM {APP_ROLE}"),
        run(f"GRANT INSERT ON journal_line TO {JOURNAL_ROLE}", f"REVOKE ALL ON journal_line FROM {JOURNAL_ROLE}"),
        run(f"REVOKE ALL ON journal_note FROM {APP_ROLE}"),
        run(f"GRANT INSERT, SELECT (txid) ON journal_note TO {APP_ROLE}"),
        run(f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON journal_seal FROM {APP_ROLE}"),
        run(f"REVOKE UPDATE, DELETE, TRUNCATE ON journal_fieldchange, journal_personkey FROM {APP_ROLE}"),
        run(f"REVOKE DELETE, TRUNCATE ON journal_erasure FROM {APP_ROLE}"),
        *(
            operation
            for table, condition in (
                ("journal_fieldchange", HISTORY_SEEN),
                ("journal_personkey", f"territory = ANY ({TERRITORIES})"),
                ("journal_erasure", f"territory = ANY ({TERRITORIES})"),
            )
            for operation in (
                run(
                    f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY", f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"
                ),
                run(
                    f"CREATE POLICY {table}_seen ON {table} TO {APP_ROLE} USING ({condition}) WITH CHECK ({condition})",
                    f"DROP POLICY {table}_seen ON {table}",
                ),
            )
        ),
    ]
