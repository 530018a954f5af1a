"""Who sees the files and messages of the bank; what was written and taken stays, only its state moves."""

from django.db import migrations

from tirek.department.core.policies import APP_ROLE, enable, enable_through

MOVES = {
    "payments_bankfile": "state, sent_at, fault",
    "payments_bankmessage": "",
    "payments_outcome": "",
    "payments_treasurydocument": "state, refusal, fault, answered_at, extracted_on",
    "payments_moneyreturn": 'state, "end", resolved_by_id, resolved_at, resolved_because',
}
"""The columns that may change after a row is written."""


def _keep(table: str, columns: str) -> migrations.RunSQL:
    forward = f"REVOKE UPDATE ON {table} FROM {APP_ROLE}"
    if columns:
        forward += f"; GRANT UPDATE ({columns}) ON {table} TO {APP_ROLE}"
    return migrations.RunSQL(forward, f"GRANT UPDATE ON {table} TO {APP_ROLE}")


# A step back would let a file go out twice, or a resolved return be resolved another way.
STEPS = """
CREATE FUNCTION payments_bank_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state <> OLD.state AND (TG_TABLE_NAME::text, OLD.state::text, NEW.state::text) NOT IN (VALUES
        ('payments_bankfile','made','sent'), ('payments_bankfile','made','refused'), ('payments_bankfile','sent','accepted'),
        ('payments_bankfile','sent','partly'), ('payments_bankfile','sent','refused'), ('payments_bankfile','sent','settled'),
        ('payments_bankfile','accepted','partly'), ('payments_bankfile','accepted','settled'),
        ('payments_bankfile','partly','settled'), ('payments_bankfile','accepted','refused'),
        ('payments_treasurydocument','draft','sent'), ('payments_treasurydocument','draft','accepted'),
        ('payments_treasurydocument','draft','refused'), ('payments_treasurydocument','sent','accepted'),
        ('payments_treasurydocument','sent','refused'), ('payments_moneyreturn','open','resolved')) THEN
        RAISE EXCEPTION 'no step leads from % to %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'bank_step_possible';
    END IF;
    RETURN NEW;
END $$"""
STEPPING = ("payments_bankfile", "payments_treasurydocument", "payments_moneyreturn")


class Migration(migrations.Migration):
    dependencies = [("payments", "0003_bank_files_and_replies")]

    operations = [
        *enable("payments_bankfile", confidential="confidential"),
        *enable("payments_bankmessage"),
        *enable("payments_treasurydocument", confidential="confidential"),
        *enable_through("payments_outcome", "payment_id", "payments_payment"),
        *enable_through("payments_moneyreturn", "payment_id", "payments_payment"),
        *(_keep(table, columns) for table, columns in MOVES.items()),
        migrations.RunSQL(STEPS, "DROP FUNCTION payments_bank_steps()"),
        *(
            migrations.RunSQL(
                f"CREATE TRIGGER {table}_steps BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION payments_bank_steps()",
                f"DROP TRIGGER {table}_steps ON {table}",
            )
            for table in STEPPING
        ),
    ]
