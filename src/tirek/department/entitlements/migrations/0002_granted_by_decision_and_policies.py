"""Who sees entitlements; each rests on a signed decision; what was granted is only shortened, never rewritten."""

from django.db import migrations

from tirek.department.core.policies import APP_ROLE, enable, enable_through
from tirek.department.registry.policies import hide_own

RESTS = """
CREATE FUNCTION entitlements_rests_on_decision() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM decisions_decision d WHERE d.id = NEW.decision_id AND d.state = 'signed'
                   AND d.kind IN ('grant', 'change') AND d.case_id = NEW.case_id AND d.family_id = NEW.family_id
                   AND d.programme = NEW.programme AND d.territory = NEW.territory) THEN
        RAISE EXCEPTION 'an entitlement rests on a signed decision'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entitlement_rests_on_a_signed_decision';
    END IF;
    RETURN NULL;
END $$"""
STAYS = """
CREATE FUNCTION entitlements_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (NEW.decision_id, NEW.case_id, NEW.family_id, NEW.holder_id, NEW.territory, NEW.confidential, NEW.programme,
        NEW.kind_group, NEW.quantity, NEW.unit, NEW.period, lower(NEW.valid)) IS DISTINCT FROM
       (OLD.decision_id, OLD.case_id, OLD.family_id, OLD.holder_id, OLD.territory, OLD.confidential, OLD.programme,
        OLD.kind_group, OLD.quantity, OLD.unit, OLD.period, lower(OLD.valid))
       OR NOT (OLD.valid @> NEW.valid)
       OR OLD.state IN ('ended', 'replaced') AND NEW.state <> OLD.state THEN
        RAISE EXCEPTION 'what was granted is only shortened'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entitlement_only_shortened';
    END IF;
    RETURN NEW;
END $$"""
DUE_STAYS = """
CREATE FUNCTION entitlements_due_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
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
# Whoever grants must know which district to call, and nothing more of a family that is not theirs.
ELSEWHERE = """
CREATE FUNCTION entitlements_counted_elsewhere(persons bigint[], groups text, during daterange, besides bigint)
RETURNS TABLE (territory varchar) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT DISTINCT e.territory FROM entitlements_entitlementmember m
    JOIN entitlements_entitlement e ON e.id = m.entitlement_id
    WHERE m.person_id = ANY (persons) AND m.kind_group = groups AND m.valid && during
      AND e.case_id IS DISTINCT FROM besides ORDER BY 1
$$"""
ENTITLEMENT, DUE, MEMBER = "entitlements_entitlement", "entitlements_due", "entitlements_entitlementmember"
TRIGGERS = f"""
CREATE TRIGGER entitlements_rests_on_decision AFTER INSERT ON {ENTITLEMENT}
    FOR EACH ROW EXECUTE FUNCTION entitlements_rests_on_decision();
CREATE TRIGGER entitlements_stays BEFORE UPDATE ON {ENTITLEMENT} FOR EACH ROW EXECUTE FUNCTION entitlements_stays();
CREATE TRIGGER entitlements_due_stays BEFORE UPDATE ON {DUE} FOR EACH ROW EXECUTE FUNCTION entitlements_due_stays()"""
NO_TRIGGERS = f"""
DROP TRIGGER entitlements_due_stays ON {DUE}; DROP TRIGGER entitlements_stays ON {ENTITLEMENT};
DROP TRIGGER entitlements_rests_on_decision ON {ENTITLEMENT}"""


class Migration(migrations.Migration):
    dependencies = [
        ("entitlements", "0001_entitlements_and_dues"),
        ("decisions", "0002_signed_stays_and_policies"),
    ]

    operations = [
        *enable(ENTITLEMENT, confidential="confidential"),
        *hide_own(ENTITLEMENT, person="holder_id", family="family_id"),
        *enable_through(MEMBER, "entitlement_id", ENTITLEMENT),
        *hide_own(MEMBER),
        *enable_through("entitlements_entitlementevent", "entitlement_id", ENTITLEMENT),
        *enable(DUE, confidential="confidential"),
        migrations.RunSQL(RESTS, "DROP FUNCTION entitlements_rests_on_decision()"),
        migrations.RunSQL(STAYS, "DROP FUNCTION entitlements_stays()"),
        migrations.RunSQL(DUE_STAYS, "DROP FUNCTION entitlements_due_stays()"),
        migrations.RunSQL(ELSEWHERE, "DROP FUNCTION entitlements_counted_elsewhere(bigint[], text, daterange, bigint)"),
        migrations.RunSQL(TRIGGERS, NO_TRIGGERS),
        migrations.RunSQL(
            f"REVOKE UPDATE ON entitlements_entitlementevent FROM {APP_ROLE}",
            f"GRANT UPDATE ON entitlements_entitlementevent TO {APP_ROLE}",
        ),
    ]
