"""Periods of an entitlement do not overlap and lie inside its days; members are shortened, never rewritten."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
from django.db import migrations, models

# What ends or is replaced from its first day on has no days left: lower() of an empty range is null, and it is in any range.
STAYS = """
CREATE OR REPLACE FUNCTION entitlements_stays() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (NEW.decision_id, NEW.case_id, NEW.family_id, NEW.holder_id, NEW.territory, NEW.confidential, NEW.programme,
        NEW.kind_group, NEW.quantity, NEW.unit, NEW.period, NEW.previous_id) IS DISTINCT FROM
       (OLD.decision_id, OLD.case_id, OLD.family_id, OLD.holder_id, OLD.territory, OLD.confidential, OLD.programme,
        OLD.kind_group, OLD.quantity, OLD.unit, OLD.period, OLD.previous_id)
       OR NOT (OLD.valid @> NEW.valid) OR lower(NEW.valid) <> lower(OLD.valid)
       OR OLD.state IN ('ended', 'replaced') AND NEW.state <> OLD.state THEN
        RAISE EXCEPTION 'what was granted is only shortened'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entitlement_only_shortened';
    END IF;
    RETURN NEW;
END $$"""
STAYED = """
CREATE OR REPLACE FUNCTION entitlements_stays() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
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
PERIOD_STAYS = """
CREATE FUNCTION entitlements_period_stays() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'the period of a due row stays' USING ERRCODE = 'check_violation', CONSTRAINT = 'due_stays';
END $$"""
DUE_INSIDE = """
CREATE FUNCTION entitlements_due_inside() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM entitlements_entitlement e WHERE e.id = NEW.entitlement_id
                   AND e.valid @> daterange(NEW.period_from, NEW.period_to, '[]')
                   AND (e.territory, e.confidential, e.programme) = (NEW.territory, NEW.confidential, NEW.programme)) THEN
        RAISE EXCEPTION 'a due row lies inside its entitlement'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'due_inside_its_entitlement';
    END IF;
    RETURN NULL;
END $$"""
MEMBER_STAYS = """
CREATE FUNCTION entitlements_member_stays() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NOT EXISTS (SELECT FROM entitlements_entitlement e WHERE e.id = NEW.entitlement_id
                       AND e.kind_group = NEW.kind_group AND e.valid @> NEW.valid) THEN
            RAISE EXCEPTION 'a member is counted inside the days of the entitlement'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'entitlement_member_inside';
        END IF;
    ELSIF (NEW.entitlement_id, NEW.person_id, NEW.kind_group) IS DISTINCT FROM
          (OLD.entitlement_id, OLD.person_id, OLD.kind_group)
          OR NOT (OLD.valid @> NEW.valid) OR lower(NEW.valid) <> lower(OLD.valid) THEN
        RAISE EXCEPTION 'a member is only counted for fewer days'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entitlement_member_only_shortened';
    END IF;
    RETURN NULL;
END $$"""
# Looked at when the transaction ends: an entitlement is shortened first, its members and due rows after it.
NOTHING_BEYOND = """
CREATE FUNCTION entitlements_nothing_beyond() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM entitlements_entitlement e JOIN entitlements_entitlementmember m ON m.entitlement_id = e.id
               WHERE e.id = NEW.id AND NOT (e.valid @> m.valid))
       OR EXISTS (SELECT FROM entitlements_entitlement e JOIN entitlements_due d ON d.entitlement_id = e.id
                  WHERE e.id = NEW.id AND d.state IN ('planned', 'held') AND NOT (e.valid @> d.period_from)) THEN
        RAISE EXCEPTION 'somebody is counted, or something falls due, beyond the end'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entitlement_nothing_beyond_its_end';
    END IF;
    IF EXISTS (SELECT FROM entitlements_entitlement e JOIN entitlements_due d ON d.entitlement_id = e.id
               WHERE e.id = NEW.id AND e.state = 'suspended' AND d.state = 'planned' AND d.period_from >=
               (SELECT max(v.since) FROM entitlements_entitlementevent v
                WHERE v.entitlement_id = e.id AND v.state = 'suspended')) THEN
        RAISE EXCEPTION 'nothing falls due while an entitlement is suspended'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entitlement_suspended_holds';
    END IF;
    RETURN NULL;
END $$"""
ENTITLEMENT, DUE, MEMBER = "entitlements_entitlement", "entitlements_due", "entitlements_entitlementmember"
TRIGGERS = f"""
CREATE TRIGGER entitlements_period_stays BEFORE UPDATE OF period_to, valued_on ON {DUE} FOR EACH ROW
    WHEN ((NEW.period_to, NEW.valued_on) IS DISTINCT FROM (OLD.period_to, OLD.valued_on))
    EXECUTE FUNCTION entitlements_period_stays();
CREATE TRIGGER entitlements_due_inside AFTER INSERT ON {DUE} FOR EACH ROW EXECUTE FUNCTION entitlements_due_inside();
CREATE TRIGGER entitlements_member_stays AFTER INSERT OR UPDATE ON {MEMBER}
    FOR EACH ROW EXECUTE FUNCTION entitlements_member_stays();
CREATE CONSTRAINT TRIGGER entitlements_nothing_beyond AFTER UPDATE ON {ENTITLEMENT} DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION entitlements_nothing_beyond()"""
NO_TRIGGERS = f"""
DROP TRIGGER entitlements_nothing_beyond ON {ENTITLEMENT}; DROP TRIGGER entitlements_member_stays ON {MEMBER};
DROP TRIGGER entitlements_due_inside ON {DUE}; DROP TRIGGER entitlements_period_stays ON {DUE}"""
WHOLE = "UPDATE entitlements_due SET period_to = period_from, valued_on = period_from WHERE period_to IS NULL"


class Migration(migrations.Migration):
    dependencies = [("entitlements", "0002_granted_by_decision_and_policies")]

    operations = [
        migrations.AddField("due", "period_to", models.DateField(null=True)),
        migrations.AddField("due", "valued_on", models.DateField(null=True)),
        migrations.RunSQL(WHOLE, migrations.RunSQL.noop),
        migrations.AlterField("due", "period_to", models.DateField()),
        migrations.AlterField("due", "valued_on", models.DateField()),
        migrations.AddConstraint(
            model_name="due",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                name="due_periods_apart",
                condition=models.Q(("state", "cancelled"), _negated=True),
                expressions=[
                    ("entitlement", "="),
                    (
                        models.Func(
                            models.F("period_from"),
                            models.F("period_to"),
                            models.Value("[]"),
                            function="daterange",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        "&&",
                    ),
                ],
            ),
        ),
        migrations.AddConstraint(
            model_name="due",
            constraint=models.CheckConstraint(
                condition=models.Q(("period_to__gte", models.F("period_from"))), name="due_period_lasts"
            ),
        ),
        migrations.RemoveConstraint("entitlement", "entitlement_lasts"),
        migrations.AddConstraint(
            model_name="entitlement",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid__isempty", False), ("state__in", ["ended", "replaced"]), _connector="OR"),
                name="entitlement_lasts",
            ),
        ),
        migrations.AddConstraint(
            model_name="entitlementevent",
            constraint=models.UniqueConstraint(
                fields=("entitlement", "decision"), name="entitlement_event_once_a_decision"
            ),
        ),
        migrations.RunSQL(STAYS, STAYED),
        migrations.RunSQL(PERIOD_STAYS, "DROP FUNCTION entitlements_period_stays()"),
        migrations.RunSQL(DUE_INSIDE, "DROP FUNCTION entitlements_due_inside()"),
        migrations.RunSQL(MEMBER_STAYS, "DROP FUNCTION entitlements_member_stays()"),
        migrations.RunSQL(NOTHING_BEYOND, "DROP FUNCTION entitlements_nothing_beyond()"),
        migrations.RunSQL(TRIGGERS, NO_TRIGGERS),
    ]
