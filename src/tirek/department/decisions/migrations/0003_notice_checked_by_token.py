"""What anybody may know of a letter who holds its token: the number and the day of the decision, nothing else."""

from django.db import migrations

from tirek.department.core.policies import APP_ROLE

CHECKED = """
CREATE FUNCTION decisions_notice_checked(which uuid) RETURNS TABLE (number text, signed_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT d.number::text, (d.signed_at AT TIME ZONE 'Asia/Almaty')::date
    FROM decisions_notice n JOIN decisions_decision d ON d.id = n.decision_id
    WHERE n.token = which
$$"""
NAME = "decisions_notice_checked(uuid)"


class Migration(migrations.Migration):
    dependencies = [("decisions", "0002_signed_stays_and_policies")]

    operations = [
        migrations.RunSQL(CHECKED, f"DROP FUNCTION {NAME}"),
        migrations.RunSQL(f"REVOKE ALL ON FUNCTION {NAME} FROM PUBLIC", migrations.RunSQL.noop),
        migrations.RunSQL(f"GRANT EXECUTE ON FUNCTION {NAME} TO {APP_ROLE}", migrations.RunSQL.noop),
    ]
