"""From which day on what would fall due is held back: rows made later are held as well."""

from django.db import migrations, models

# Whatever writes a due row, or holds an entitlement back: while the transaction lasts either may come first.
HELD = """
CREATE FUNCTION entitlements_held_back() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE granted bigint := CASE TG_TABLE_NAME WHEN 'entitlements_due' THEN to_jsonb(NEW) ->> 'entitlement_id'
                          ELSE to_jsonb(NEW) ->> 'id' END;
BEGIN
    IF EXISTS (SELECT FROM entitlements_entitlement e JOIN entitlements_due d ON d.entitlement_id = e.id
               WHERE e.id = granted AND d.state = 'planned' AND d.period_from >= e.held_from) THEN
        RAISE EXCEPTION 'nothing falls due while it is held back'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'due_held_back';
    END IF;
    RETURN NULL;
END $$"""
TRIGGERS = """
CREATE CONSTRAINT TRIGGER entitlements_held_back AFTER UPDATE OF held_from ON entitlements_entitlement
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.held_from IS NOT NULL)
    EXECUTE FUNCTION entitlements_held_back();
CREATE CONSTRAINT TRIGGER entitlements_held_back AFTER INSERT OR UPDATE OF state ON entitlements_due
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.state = 'planned')
    EXECUTE FUNCTION entitlements_held_back()"""
NO_TRIGGERS = """
DROP TRIGGER entitlements_held_back ON entitlements_due;
DROP TRIGGER entitlements_held_back ON entitlements_entitlement"""


class Migration(migrations.Migration):
    dependencies = [("entitlements", "0003_periods_apart_and_members_inside")]

    operations = [
        migrations.AddField("entitlement", "held_from", models.DateField(null=True)),
        migrations.AddConstraint(
            model_name="entitlement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "suspended"), _negated=True), ("held_from__isnull", False), _connector="OR"
                ),
                name="entitlement_suspended_from_a_day",
            ),
        ),
        migrations.RunSQL(HELD, "DROP FUNCTION entitlements_held_back()"),
        migrations.RunSQL(TRIGGERS, NO_TRIGGERS),
    ]
