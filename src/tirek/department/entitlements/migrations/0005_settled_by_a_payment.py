"""A due row is settled by what was paid for it, and opens again only when that money came back."""

from django.db import migrations

STAYS = """
CREATE OR REPLACE FUNCTION entitlements_due_stays() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE is_paid boolean;
BEGIN
    IF (NEW.entitlement_id, NEW.territory, NEW.confidential, NEW.programme, NEW.period_from, NEW.quantity, NEW.unit)
       IS DISTINCT FROM
       (OLD.entitlement_id, OLD.territory, OLD.confidential, OLD.programme, OLD.period_from, OLD.quantity, OLD.unit)
       OR OLD.state = 'cancelled' AND NEW.state <> 'settled' THEN
        RAISE EXCEPTION 'a due row is held, cancelled or settled, not rewritten'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'due_stays';
    END IF;
    IF NEW.state = OLD.state OR 'settled' NOT IN (OLD.state, NEW.state) THEN
        RETURN NEW;
    END IF;
    is_paid := EXISTS (SELECT FROM payments_payment p WHERE p.due_id = NEW.id AND p.state = 'paid')
        OR EXISTS (SELECT FROM payments_invoicedue g JOIN payments_invoice i ON i.id = g.invoice_id
                   WHERE g.due_id = NEW.id AND i.state IN ('accepted', 'paid'));
    IF NEW.state = 'settled' AND NOT is_paid THEN
        RAISE EXCEPTION 'a due row is settled by what was paid for it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'due_settled_by_a_payment';
    END IF;
    IF OLD.state = 'settled' AND (is_paid OR NOT EXISTS (
           SELECT FROM payments_payment p WHERE p.due_id = NEW.id AND p.state = 'returned')) THEN
        RAISE EXCEPTION 'a settled due row opens again when its money came back'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'due_opens_by_a_return';
    END IF;
    RETURN NEW;
END $$"""
STAYED = """
CREATE OR REPLACE FUNCTION entitlements_due_stays() RETURNS trigger LANGUAGE plpgsql
SECURITY INVOKER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (NEW.entitlement_id, NEW.territory, NEW.confidential, NEW.programme, NEW.period_from, NEW.quantity, NEW.unit)
       IS DISTINCT FROM
       (OLD.entitlement_id, OLD.territory, OLD.confidential, OLD.programme, OLD.period_from, OLD.quantity, OLD.unit)
       OR OLD.state IN ('settled', 'cancelled') THEN
        RAISE EXCEPTION 'a due row is held, cancelled or settled, not rewritten'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'due_stays';
    END IF;
    RETURN NEW;
END $$"""


class Migration(migrations.Migration):
    dependencies = [
        ("entitlements", "0004_held_from_a_day"),
        ("payments", "0002_confirmed_stays"),
    ]

    operations = [migrations.RunSQL(STAYS, STAYED)]
