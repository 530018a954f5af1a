"""Who sees a decision; what is signed stays; and no case is granted or refused without a signed decision."""

from django.db import migrations

from tirek.department.core.policies import APP_ROLE, enable, enable_through
from tirek.department.registry.policies import hide_own

IN_ORDER = """
CREATE FUNCTION decisions_in_order() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'draft' THEN
            RAISE EXCEPTION 'a decision begins as a draft'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_begins_as_a_draft';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.state IN ('signed', 'dropped') THEN
        RAISE EXCEPTION 'what is signed or dropped stays'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_signed_stays';
    END IF;
    IF (NEW.case_id, NEW.family_id, NEW.territory, NEW.confidential, NEW.programme, NEW.author_id)
       IS DISTINCT FROM (OLD.case_id, OLD.family_id, OLD.territory, OLD.confidential, OLD.programme, OLD.author_id) THEN
        RAISE EXCEPTION 'a decision stays whose it is' USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_stays_whose_it_is';
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state::text, NEW.state::text) NOT IN (VALUES
        ('draft','proposed'),('draft','dropped'),('proposed','signed'),('proposed','returned'),('proposed','draft'),
        ('proposed','dropped'),('returned','draft'),('returned','proposed'),('returned','dropped')) THEN
        RAISE EXCEPTION 'no step leads from % to %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_step_possible';
    END IF;
    RETURN NEW;
END $$"""
# What is signed rests on an evaluation of this very case that decides by the law in force; to differ from it takes a reason.
RESTS = """
CREATE FUNCTION decisions_rests_on_evaluation() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE found record;
BEGIN
    IF NEW.state <> 'signed' OR NEW.kind NOT IN ('grant', 'refuse', 'change') THEN RETURN NULL; END IF;
    SELECT e.case_id, e.decides, e.outcome INTO found FROM evaluations_evaluation e WHERE e.id = NEW.evaluation_id;
    IF found.case_id IS DISTINCT FROM NEW.case_id OR NOT found.decides THEN
        RAISE EXCEPTION 'the evaluation is of another case, or decides nothing'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_rests_on_its_evaluation';
    END IF;
    IF NEW.overrides = '' AND found.outcome IS DISTINCT FROM
       (CASE WHEN NEW.kind = 'refuse' THEN 'refused' ELSE 'granted' END) THEN
        RAISE EXCEPTION 'the decision differs from its evaluation without a reason'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_differs_with_a_reason';
    END IF;
    RETURN NULL;
END $$"""
DECIDED = """
CREATE FUNCTION decisions_case_decided() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM decisions_decision d WHERE d.case_id = NEW.id AND d.state = 'signed'
                   AND d.kind = CASE NEW.state WHEN 'granted' THEN 'grant' ELSE 'refuse' END) THEN
        RAISE EXCEPTION 'a case is granted or refused by a signed decision'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'case_decided_by_a_signed_decision';
    END IF;
    RETURN NULL;
END $$"""
TRIGGERS = """
CREATE TRIGGER decisions_in_order BEFORE INSERT OR UPDATE ON decisions_decision
    FOR EACH ROW EXECUTE FUNCTION decisions_in_order();
CREATE TRIGGER decisions_rests_on_evaluation AFTER INSERT OR UPDATE ON decisions_decision
    FOR EACH ROW EXECUTE FUNCTION decisions_rests_on_evaluation();
CREATE CONSTRAINT TRIGGER decisions_case_decided AFTER UPDATE OF state ON applications_case
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.state IN ('granted', 'refused') AND OLD.state <> NEW.state)
    EXECUTE FUNCTION decisions_case_decided()"""
NO_TRIGGERS = """
DROP TRIGGER decisions_case_decided ON applications_case;
DROP TRIGGER decisions_rests_on_evaluation ON decisions_decision;
DROP TRIGGER decisions_in_order ON decisions_decision"""
WRITTEN_ONCE = "decisions_signature, decisions_signinground, decisions_return, decisions_notice"
DECISION = "decisions_decision"


class Migration(migrations.Migration):
    dependencies = [
        ("decisions", "0001_decisions_and_signatures"),
        ("applications", "0002_steps_in_order_and_policies"),
        ("evaluations", "0002_policies"),
    ]

    operations = [
        *enable(DECISION, confidential="confidential"),
        *hide_own(DECISION, person=None, family="family_id"),
        *enable_through("decisions_return", "decision_id", DECISION),
        *enable_through("decisions_notice", "decision_id", DECISION),
        migrations.RunSQL(IN_ORDER, "DROP FUNCTION decisions_in_order()"),
        migrations.RunSQL(RESTS, "DROP FUNCTION decisions_rests_on_evaluation()"),
        migrations.RunSQL(DECIDED, "DROP FUNCTION decisions_case_decided()"),
        migrations.RunSQL(TRIGGERS, NO_TRIGGERS),
        migrations.RunSQL(
            f"REVOKE UPDATE, DELETE, TRUNCATE ON {WRITTEN_ONCE} FROM {APP_ROLE}",
            f"GRANT UPDATE ON {WRITTEN_ONCE} TO {APP_ROLE}",
        ),
    ]
