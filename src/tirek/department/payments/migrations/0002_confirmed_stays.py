"""Who sees payments; a list is confirmed whole and stays; a payment goes forward only; what is paid settles its due row."""

from django.db import migrations

from tirek.department.core.policies import APP_ROLE, enable, enable_through
from tirek.department.registry.policies import OWN_PERSONS, hide_own

LIST, PAYMENT, EXCEPTION = "payments_paymentlist", "payments_payment", "payments_paymentexception"
ADJUSTMENT, INVOICE, CLOSING = "payments_adjustment", "payments_invoice", "payments_closing"


def _digits(column: str) -> str:
    """Letters of an account as two digits each, as the check of an IBAN reads them."""
    for code in range(26):
        column = f"replace({column}, '{chr(65 + code)}', '{code + 10}')"
    return column


# KZ stands at the end as 2035, before the two check digits (ISO 13616). Most accounts have digits only.
IBAN_HOLDS = f"""
CREATE FUNCTION payments_iban_holds(account text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT account ~ '^KZ[0-9]{{5}}[0-9A-Z]{{13}}$'
       AND (CASE WHEN substr(account, 5) ~ '^[0-9]+$' THEN substr(account, 5)
                 ELSE {_digits("substr(account, 5)")} END || '2035' || substr(account, 3, 2))::numeric % 97 = 1
$$"""

LIST_STAYS = """
CREATE FUNCTION payments_list_stays() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE held record;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'drafted' THEN
            RAISE EXCEPTION 'a list begins as a draft'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_list_begins_as_a_draft';
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.closing_id, NEW.territory, NEW.confidential, NEW.programme, NEW.line_id, NEW.fund, NEW.number) IS DISTINCT FROM
       (OLD.closing_id, OLD.territory, OLD.confidential, OLD.programme, OLD.line_id, OLD.fund, OLD.number)
       OR OLD.state IN ('confirmed', 'sent', 'settled', 'cancelled')
       AND (NEW.count, NEW.total_tenge, NEW.digest, NEW.prepared_by_id, NEW.submitted_at, NEW.confirmed_by_id, NEW.confirmed_at)
           IS DISTINCT FROM
           (OLD.count, OLD.total_tenge, OLD.digest, OLD.prepared_by_id, OLD.submitted_at, OLD.confirmed_by_id, OLD.confirmed_at)
    THEN
        RAISE EXCEPTION 'a list stays whose it is, and as it was confirmed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_list_stays';
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state::text, NEW.state::text) NOT IN (VALUES
        ('drafted','submitted'), ('submitted','drafted'), ('submitted','confirmed'), ('drafted','cancelled'),
        ('submitted','cancelled'), ('confirmed','cancelled'), ('confirmed','sent'), ('confirmed','settled'),
        ('sent','settled')) THEN
        RAISE EXCEPTION 'no step leads from % to %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_list_step_possible';
    END IF;
    IF NEW.state = 'confirmed' AND OLD.state <> 'confirmed' THEN
        SELECT count(*) AS count, coalesce(sum(amount_tenge), 0) AS total,
               encode(sha256(convert_to(coalesce(string_agg(snapshot_digest, '' ORDER BY end_to_end_id COLLATE "C"), ''),
                                        'UTF8')), 'hex') AS digest
        INTO held FROM payments_payment WHERE list_id = NEW.id AND state = 'listed';
        IF (held.count, held.total, held.digest) IS DISTINCT FROM (NEW.count::bigint, NEW.total_tenge::numeric, NEW.digest::text)
           OR held.count = 0 THEN
            RAISE EXCEPTION 'the list is not the sum of its payments'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_list_is_its_payments';
        END IF;
    END IF;
    RETURN NEW;
END $$"""
# Rows enter a list that is drafted, and are what the list and their source say.
PAYMENT_ENTERS = """
CREATE FUNCTION payments_payment_enters() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM made n JOIN payments_paymentlist l ON l.id = n.list_id
               WHERE l.state <> 'drafted' OR n.state <> 'listed'
                  OR (l.territory, l.confidential, l.programme) IS DISTINCT FROM (n.territory, n.confidential, n.programme)) THEN
        RAISE EXCEPTION 'a payment enters a drafted list of its programme and district'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_enters_a_draft';
    END IF;
    IF EXISTS (SELECT FROM made n LEFT JOIN entitlements_due d ON d.id = n.due_id
               LEFT JOIN payments_adjustment a ON a.id = n.adjustment_id
               LEFT JOIN payments_invoice i ON i.id = n.invoice_id
               WHERE (n.due_tenge, n.territory, n.confidential, n.programme) IS DISTINCT FROM
                     (coalesce(d.quantity, a.amount_tenge, i.amount_tenge),
                      coalesce(d.territory, a.territory, i.territory),
                      coalesce(d.confidential, a.confidential, i.confidential),
                      coalesce(d.programme, a.programme, i.programme))
                  OR d.id IS NOT NULL AND (d.unit NOT LIKE 'tenge%' OR d.state <> 'planned')
                  OR i.id IS NOT NULL AND i.state <> 'accepted') THEN
        RAISE EXCEPTION 'a payment is of what is due, not of anything else'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_is_its_source';
    END IF;
    RETURN NULL;
END $$"""
PAYMENT_STAYS = """
CREATE FUNCTION payments_payment_stays() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (NEW.list_id, NEW.due_id, NEW.adjustment_id, NEW.invoice_id, NEW.territory, NEW.confidential, NEW.programme,
        NEW.holder_id, NEW.organisation_id, NEW.due_tenge, NEW.end_to_end_id, NEW.attempt, NEW.previous_id) IS DISTINCT FROM
       (OLD.list_id, OLD.due_id, OLD.adjustment_id, OLD.invoice_id, OLD.territory, OLD.confidential, OLD.programme,
        OLD.holder_id, OLD.organisation_id, OLD.due_tenge, OLD.end_to_end_id, OLD.attempt, OLD.previous_id)
       OR (SELECT state FROM payments_paymentlist WHERE id = OLD.list_id) <> 'drafted' OR OLD.state <> 'listed' THEN
        RAISE EXCEPTION 'a payment is left out or repeated, not rewritten'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_stays';
    END IF;
    RETURN NULL;
END $$"""
# One statement moves thousands of payments: what each step needs is looked at once for all of them. What is paid settles its
# due row; what comes back opens it again, unless it has been stopped meanwhile.
PAYMENT_STEPS = """
CREATE FUNCTION payments_payment_steps() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM was o JOIN became n ON n.id = o.id JOIN payments_paymentlist l ON l.id = n.list_id
               WHERE o.state <> n.state AND (o.state::text, n.state::text, l.state::text) NOT IN (VALUES
               ('listed','excluded','drafted'), ('listed','cancelled','cancelled'), ('listed','sent','confirmed'),
               ('listed','sent','sent'), ('listed','rejected','confirmed'), ('listed','rejected','sent'),
               ('listed','cancelled','confirmed'), ('listed','cancelled','sent'),
               ('sent','paid','confirmed'), ('sent','paid','sent'), ('sent','rejected','confirmed'), ('sent','rejected','sent'),
               ('sent','cancelled','confirmed'), ('sent','cancelled','sent'), ('sent','cancelled','cancelled'),
               ('sent','returned','confirmed'), ('sent','returned','sent'),
               ('paid','returned','confirmed'), ('paid','returned','sent'), ('paid','returned','settled'))) THEN
        RAISE EXCEPTION 'no step of a payment leads there'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_step_possible';
    END IF;
    UPDATE entitlements_due d SET state = 'settled', version = d.version + 1
    FROM was o JOIN became n ON n.id = o.id
    WHERE n.state = 'paid' AND o.state <> 'paid' AND d.id = n.due_id AND d.state <> 'settled';
    UPDATE entitlements_due d SET version = d.version + 1, state = CASE
        WHEN NOT (e.valid @> d.period_from) THEN 'cancelled'
        WHEN d.period_from >= e.held_from THEN 'held' ELSE 'planned' END
    FROM was o JOIN became n ON n.id = o.id JOIN entitlements_due b ON b.id = n.due_id
    JOIN entitlements_entitlement e ON e.id = b.entitlement_id
    WHERE n.state = 'returned' AND o.state = 'paid' AND d.id = n.due_id AND d.state = 'settled';
    RETURN NULL;
END $$"""
TRIGGERS = f"""
CREATE TRIGGER payments_list_stays BEFORE INSERT OR UPDATE ON {LIST} FOR EACH ROW EXECUTE FUNCTION payments_list_stays();
CREATE TRIGGER payments_payment_enters AFTER INSERT ON {PAYMENT} REFERENCING NEW TABLE AS made
    FOR EACH STATEMENT EXECUTE FUNCTION payments_payment_enters();
CREATE TRIGGER payments_payment_stays AFTER UPDATE ON {PAYMENT} FOR EACH ROW
    WHEN ((NEW.list_id, NEW.due_id, NEW.adjustment_id, NEW.invoice_id, NEW.territory, NEW.confidential, NEW.programme,
           NEW.holder_id, NEW.payee_id, NEW.organisation_id, NEW.iban, NEW.payee_name, NEW.payee_number, NEW.snapshot_digest,
           NEW.due_tenge, NEW.withheld_tenge, NEW.amount_tenge, NEW.month, NEW.end_to_end_id, NEW.attempt, NEW.previous_id)
          IS DISTINCT FROM
          (OLD.list_id, OLD.due_id, OLD.adjustment_id, OLD.invoice_id, OLD.territory, OLD.confidential, OLD.programme,
           OLD.holder_id, OLD.payee_id, OLD.organisation_id, OLD.iban, OLD.payee_name, OLD.payee_number, OLD.snapshot_digest,
           OLD.due_tenge, OLD.withheld_tenge, OLD.amount_tenge, OLD.month, OLD.end_to_end_id, OLD.attempt, OLD.previous_id))
    EXECUTE FUNCTION payments_payment_stays();
CREATE TRIGGER payments_payment_steps AFTER UPDATE ON {PAYMENT} REFERENCING OLD TABLE AS was NEW TABLE AS became
    FOR EACH STATEMENT EXECUTE FUNCTION payments_payment_steps()"""
NO_TRIGGERS = f"""
DROP TRIGGER payments_payment_steps ON {PAYMENT}; DROP TRIGGER payments_payment_stays ON {PAYMENT};
DROP TRIGGER payments_payment_enters ON {PAYMENT}; DROP TRIGGER payments_list_stays ON {LIST}"""
NOBODY_PAYS_THE_OWN = " AND ".join(
    f"({column} IS NULL OR {column} <> ALL ({OWN_PERSONS}))" for column in ("holder_id", "payee_id")
)
SEEN_ENTITLEMENT = "EXISTS (SELECT FROM entitlements_entitlement AS seen WHERE seen.id = entitlement_id)"


def _narrow(table: str, condition: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE POLICY {table}_not_own ON {table} AS RESTRICTIVE TO {APP_ROLE} USING ({condition}) WITH CHECK ({condition})",
        f"DROP POLICY {table}_not_own ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0001_lists_and_payments"),
        ("entitlements", "0004_held_from_a_day"),
    ]

    operations = [
        *enable(CLOSING),
        *enable(LIST, confidential="confidential"),
        *enable(PAYMENT, confidential="confidential"),
        *enable(EXCEPTION, confidential="confidential"),
        *enable(ADJUSTMENT, confidential="confidential"),
        *enable(INVOICE, confidential="confidential"),
        *enable_through("payments_invoicedue", "invoice_id", INVOICE, deletable=True),
        _narrow(PAYMENT, NOBODY_PAYS_THE_OWN),
        _narrow(ADJUSTMENT, SEEN_ENTITLEMENT),
        *hide_own(EXCEPTION, person="holder_id"),
        migrations.RunSQL(IBAN_HOLDS, "DROP FUNCTION payments_iban_holds(text)"),
        migrations.RunSQL(LIST_STAYS, "DROP FUNCTION payments_list_stays()"),
        migrations.RunSQL(PAYMENT_ENTERS, "DROP FUNCTION payments_payment_enters()"),
        migrations.RunSQL(PAYMENT_STAYS, "DROP FUNCTION payments_payment_stays()"),
        migrations.RunSQL(PAYMENT_STEPS, "DROP FUNCTION payments_payment_steps()"),
        migrations.RunSQL(TRIGGERS, NO_TRIGGERS),
    ]
