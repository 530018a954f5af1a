"""What is due in tenge a month, a quarter or a year is set aside as well as what is due in tenge."""

from django.db import migrations

JUDGED = """
CREATE OR REPLACE FUNCTION budgets_reservation_judged() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NOT EXISTS (SELECT FROM entitlements_due d, budgets_line l, budgets_entry e
            WHERE d.id = NEW.due_id AND l.id = NEW.line_id AND e.id = NEW.entry_id AND d.unit LIKE 'tenge%'
              AND d.state IN ('planned', 'held') AND e.kind = 'reserve' AND e.line_id = l.id
              AND (d.quantity, d.territory, d.confidential, d.programme, extract(year FROM d.due_on),
                   extract(month FROM d.due_on))
                = (NEW.amount, NEW.territory, NEW.confidential, l.programme, l.year, NEW.month)) THEN
            RAISE EXCEPTION 'a reservation is of its due row, on a line of its programme and year'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'reservation_of_its_due';
        END IF;
    ELSIF OLD.released_by_entry_id IS NOT NULL THEN
        RAISE EXCEPTION 'what was released stays so'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reservation_stays';
    END IF;
    RETURN NEW;
END $$"""
BEFORE = JUDGED.replace("LIKE 'tenge%'", "= 'tenge'")


class Migration(migrations.Migration):
    dependencies = [("budgets", "0002_ledger_judged_and_policies")]

    operations = [migrations.RunSQL(JUDGED, BEFORE)]
