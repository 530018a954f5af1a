"""A signed decision has its signature, a round is the sum of what it covers, and a certificate is only ended."""

from django.db import migrations

from tirek.department.core.policies import APP_ROLE, enable

SIGNED = """
CREATE FUNCTION decisions_signed_by_a_key() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM decisions_signature s WHERE s.kind = 'officer'
                   AND (s.decision_id = NEW.id AND s.signed_digest = NEW.digest OR s.round_id = NEW.round_id)) THEN
        RAISE EXCEPTION 'a signed decision has the signature of an officer'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_signed_by_a_key';
    END IF;
    RETURN NULL;
END $$"""
# Money only: what is counted in journeys or items has no place in a sum of tenge.
ROUND = """
CREATE FUNCTION decisions_round_exact() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE found record;
BEGIN
    SELECT count(*) AS number, coalesce(sum(d.amount) FILTER (WHERE d.unit LIKE 'tenge%'), 0) AS tenge,
           coalesce(bool_and(d.signer_id = NEW.signer_id AND d.state = 'signed'), false) AS whole INTO found
    FROM decisions_decision d WHERE d.round_id = NEW.id;
    IF found.number <> NEW.count OR found.tenge <> NEW.total_tenge OR NOT found.whole THEN
        RAISE EXCEPTION 'a round is what it covers: count, sum and signer'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'signing_round_exact';
    END IF;
    IF NOT EXISTS (SELECT FROM decisions_signature s WHERE s.round_id = NEW.id AND s.signed_digest = NEW.digest) THEN
        RAISE EXCEPTION 'a round has a signature over its digest'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'signing_round_signed';
    END IF;
    RETURN NULL;
END $$"""
TRIGGERS = """
CREATE CONSTRAINT TRIGGER decisions_signed_by_a_key AFTER UPDATE OF state ON decisions_decision
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.state = 'signed' AND OLD.state <> 'signed')
    EXECUTE FUNCTION decisions_signed_by_a_key();
CREATE CONSTRAINT TRIGGER decisions_round_exact AFTER INSERT ON decisions_signinground
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION decisions_round_exact()"""
NO_TRIGGERS = """
DROP TRIGGER decisions_round_exact ON decisions_signinground;
DROP TRIGGER decisions_signed_by_a_key ON decisions_decision"""
CERTIFICATE = "decisions_signercertificate"
ENDED = "valid, ended_by_id, ended_at, end_reason"


class Migration(migrations.Migration):
    dependencies = [("decisions", "0003_signers_numbers_and_rounds")]

    operations = [
        *enable("decisions_numbering"),
        migrations.RunSQL(
            f"REVOKE UPDATE, DELETE, TRUNCATE ON {CERTIFICATE} FROM {APP_ROLE}; "
            f"GRANT UPDATE ({ENDED}) ON {CERTIFICATE} TO {APP_ROLE}",
            f"GRANT UPDATE, DELETE ON {CERTIFICATE} TO {APP_ROLE}",
        ),
        migrations.RunSQL(SIGNED, "DROP FUNCTION decisions_signed_by_a_key()"),
        migrations.RunSQL(ROUND, "DROP FUNCTION decisions_round_exact()"),
        migrations.RunSQL(TRIGGERS, NO_TRIGGERS),
    ]
