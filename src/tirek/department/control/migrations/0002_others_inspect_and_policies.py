"""Who sees what of social audit; who took part in a case does not inspect it; what is drawn, found and reported stays."""

from django.db import migrations

from tirek.department.core.policies import APP_ROLE, TERRITORIES, enable, enable_through, restrict
from tirek.department.registry.policies import hide_own

# Whoever registered, checked, visited, sat, drafted, returned, signed or heard an appeal, and whoever the family is.
TOOK_PART = """
CREATE FUNCTION control_took_part(of_case bigint, of_user bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM applications_case c JOIN applications_application a ON a.id = c.application_id
                   WHERE c.id = of_case AND of_user IN (a.created_by_id, a.registered_by_id, c.assigned_to_id))
        OR EXISTS (SELECT FROM applications_casestep s WHERE s.case_id = of_case AND s.by_id = of_user)
        OR EXISTS (SELECT FROM verification_factcheck f WHERE f.case_id = of_case AND f.settled_by_id = of_user)
        OR EXISTS (SELECT FROM applications_case c JOIN verification_visit v ON v.application_id = c.application_id
                   LEFT JOIN verification_visitmember m ON m.visit_id = v.id
                   WHERE c.id = of_case AND of_user IN (m.user_id, v.assigned_by_id, v.closed_by_id))
        OR EXISTS (SELECT FROM verification_sessionitem i JOIN verification_sessionmember m ON m.session_id = i.session_id
                   WHERE i.case_id = of_case AND m.user_id = of_user)
        OR EXISTS (SELECT FROM evaluations_evaluation e WHERE e.case_id = of_case AND e.evaluated_by_id = of_user)
        OR EXISTS (SELECT FROM decisions_decision d LEFT JOIN decisions_return r ON r.decision_id = d.id
                   LEFT JOIN appeals_appeal p ON p.decision_id = d.id
                   WHERE d.case_id = of_case
                     AND of_user IN (d.author_id, d.signer_id, r.returned_by_id, p.reviewer_id, p.decided_by_id))
        OR EXISTS (SELECT FROM applications_case c JOIN registry_own_family(of_user) own
                   ON (own.kind = 'family' AND own.id = c.family_id) OR (own.kind = 'person' AND own.id = c.applicant_id)
                   WHERE c.id = of_case)
$$;
REVOKE ALL ON FUNCTION control_took_part(bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION control_took_part(bigint, bigint) TO tirek_app"""

INSPECTED_BY_ANOTHER = """
CREATE FUNCTION control_inspected_by_another() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE of_case bigint;
BEGIN
    IF NEW.inspector_id IS NULL THEN RETURN NULL; END IF;
    IF TG_TABLE_NAME = 'control_sampledcase' THEN of_case := NEW.case_id;
    ELSE
        SELECT s.case_id INTO of_case FROM control_sampledcase s
        WHERE s.id = NEW.sampled_id AND s.inspector_id = NEW.inspector_id;
        IF of_case IS NULL THEN
            RAISE EXCEPTION 'an inspection is held by whom the case was given to'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'inspection_by_its_inspector';
        END IF;
    END IF;
    IF control_took_part(of_case, NEW.inspector_id) THEN
        RAISE EXCEPTION 'an inspector took no part in the case'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'inspector_took_no_part';
    END IF;
    RETURN NULL;
END $$"""

# What was said stays; only the columns of what comes later may change, and what is over stays wholly.
STAYS = """
CREATE FUNCTION control_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    before jsonb := to_jsonb(OLD) - string_to_array(TG_ARGV[0], ',');
    after jsonb := to_jsonb(NEW) - string_to_array(TG_ARGV[0], ',');
    over text := to_jsonb(OLD) ->> TG_ARGV[1];
BEGIN
    IF before IS DISTINCT FROM after OR (over IS NOT NULL AND over = ANY (string_to_array(TG_ARGV[2], ','))) THEN
        RAISE EXCEPTION 'what was said in % stays', TG_TABLE_NAME
            USING ERRCODE = 'check_violation', CONSTRAINT = 'control_said_stays';
    END IF;
    RETURN NEW;
END $$"""

PLAN_STEPS = """
CREATE FUNCTION control_plan_steps() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.state <> 'draft' AND to_jsonb(OLD) - '{state,version}'::text[] IS DISTINCT FROM to_jsonb(NEW) - '{state,version}'::text[]
    THEN
        RAISE EXCEPTION 'an approved plan stays' USING ERRCODE = 'check_violation', CONSTRAINT = 'plan_approved_stays';
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state::text, NEW.state::text) NOT IN
       (VALUES ('draft','approved'),('draft','dropped'),('approved','closed')) THEN
        RAISE EXCEPTION 'no step leads from % to %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'plan_step_possible';
    END IF;
    IF NEW.state = 'closed' AND OLD.state <> 'closed'
       AND NOT EXISTS (SELECT FROM control_controlreport r WHERE r.plan_id = NEW.id) THEN
        RAISE EXCEPTION 'a plan is closed by its report' USING ERRCODE = 'check_violation', CONSTRAINT = 'plan_closed_by_report';
    END IF;
    RETURN NEW;
END $$"""

DRAWN_WHEN_APPROVED = """
CREATE FUNCTION control_drawn_when_approved() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (SELECT p.state FROM control_inspectionplan p WHERE p.id = NEW.plan_id FOR SHARE) IS DISTINCT FROM 'approved' THEN
        RAISE EXCEPTION 'a sample is drawn for an approved plan'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'sample_of_an_approved_plan';
    END IF;
    RETURN NULL;
END $$"""

# Found while the inspection is open; answered by others than the inspector; ordered when the section was heard.
FOUND_WHILE_OPEN = """
CREATE FUNCTION control_found_while_open() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE found record;
BEGIN
    SELECT i.inspector_id, i.closed_at INTO found FROM control_inspection i WHERE i.id = NEW.inspection_id FOR SHARE;
    IF found.closed_at IS NOT NULL OR found.inspector_id <> NEW.recorded_by_id THEN
        RAISE EXCEPTION 'a finding is written by the inspector while the inspection is open'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'finding_of_an_open_inspection';
    END IF;
    RETURN NULL;
END $$"""

HEARD_BY_OTHERS = """
CREATE FUNCTION control_heard_by_others() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE found record;
BEGIN
    SELECT f.state, f.reply_until, i.inspector_id, i.closed_at, s.case_id INTO found
    FROM control_finding f JOIN control_inspection i ON i.id = f.inspection_id JOIN control_sampledcase s ON s.id = i.sampled_id
    WHERE f.id = NEW.finding_id FOR SHARE OF f;
    IF TG_TABLE_NAME = 'control_reply' THEN
        IF found.closed_at IS NULL OR NEW.replied_by_id = found.inspector_id THEN
            RAISE EXCEPTION 'the section replies, not the inspector, when the inspection is closed'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'reply_of_the_section';
        END IF;
    ELSIF TG_TABLE_NAME = 'control_measure' THEN
        IF NEW.ordered_by_id = found.inspector_id THEN
            RAISE EXCEPTION 'who found does not order' USING ERRCODE = 'check_violation', CONSTRAINT = 'measure_by_another';
        END IF;
        IF found.closed_at IS NULL OR found.state = 'set_aside' OR NOT (
            EXISTS (SELECT FROM control_reply r WHERE r.finding_id = NEW.finding_id)
            OR found.reply_until < (now() AT TIME ZONE 'Asia/Almaty')::date) THEN
            RAISE EXCEPTION 'the section is heard before a measure is ordered'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'measure_after_the_reply';
        END IF;
    ELSIF NEW.decided_by_id IS NOT NULL THEN
        IF NEW.decided_by_id = found.inspector_id OR control_took_part(found.case_id, NEW.decided_by_id)
           OR EXISTS (SELECT FROM control_measure m
                      WHERE m.finding_id = NEW.finding_id AND m.ordered_by_id = NEW.decided_by_id) THEN
            RAISE EXCEPTION 'an objection is decided by who neither found, nor ordered, nor took part'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'objection_decided_by_another';
        END IF;
    END IF;
    RETURN NULL;
END $$"""

PLAN, REPORT, SAMPLE, SAMPLED = (
    "control_inspectionplan",
    "control_controlreport",
    "control_sample",
    "control_sampledcase",
)
INSPECTION, FINDING, REPLY = "control_inspection", "control_finding", "control_reply"
MEASURE, OBJECTION = "control_measure", "control_objection"
SHARING, BUNDLE = "control_lawfulsharing", "control_evidencebundle"
OF_PLAN = (
    "EXISTS (SELECT FROM control_inspectionplan plan WHERE plan.id = {table}.plan_id AND plan.territory = ANY ("
    + TERRITORIES
    + "))"
)


def trigger(name: str, table: str, when: str, call: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {call}",
        f"DROP TRIGGER {name} ON {table}",
    )


def stays(table: str, changing: str, over: str, values: str) -> migrations.RunSQL:
    """What may change, and the column whose values say that nothing may any longer."""
    return trigger(
        "control_stays", table, "BEFORE UPDATE", f"control_stays('{changing},version', '{over}', '{values}')"
    )


def written_once(*tables: str) -> list[migrations.RunSQL]:
    return [
        migrations.RunSQL(f"REVOKE UPDATE ON {table} FROM {APP_ROLE}", f"GRANT UPDATE ON {table} TO {APP_ROLE}")
        for table in tables
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("control", "0001_plans_samples_findings"),
        ("appeals", "0004_claims_stay"),
        ("verification", "0006_a_session_is_about_something"),
        ("evaluations", "0002_policies"),
    ]

    operations = [
        # A plan and what was drawn name nobody: read by the whole control, written where one has a post.
        *restrict(PLAN, "true", written=f"territory = ANY ({TERRITORIES})"),
        *restrict(SAMPLE, "true", written=OF_PLAN.format(table=SAMPLE)),
        *restrict(REPORT, "true", written=OF_PLAN.format(table=REPORT)),
        *enable(SAMPLED, confidential="confidential"),
        *hide_own(SAMPLED, family="family_id"),
        *enable_through(INSPECTION, "sampled_id", SAMPLED),
        *enable_through(FINDING, "inspection_id", INSPECTION),
        *enable_through(REPLY, "finding_id", FINDING),
        *enable_through(MEASURE, "finding_id", FINDING),
        *enable_through(OBJECTION, "finding_id", FINDING),
        *enable(SHARING),
        *enable(BUNDLE, confidential="confidential"),
        *hide_own(BUNDLE, family="family_id"),
        *written_once(SAMPLE, REPORT, REPLY, BUNDLE),
        migrations.RunSQL(TOOK_PART, "DROP FUNCTION control_took_part(bigint, bigint)"),
        migrations.RunSQL(INSPECTED_BY_ANOTHER, "DROP FUNCTION control_inspected_by_another()"),
        migrations.RunSQL(STAYS, "DROP FUNCTION control_stays()"),
        migrations.RunSQL(PLAN_STEPS, "DROP FUNCTION control_plan_steps()"),
        migrations.RunSQL(DRAWN_WHEN_APPROVED, "DROP FUNCTION control_drawn_when_approved()"),
        migrations.RunSQL(FOUND_WHILE_OPEN, "DROP FUNCTION control_found_while_open()"),
        migrations.RunSQL(HEARD_BY_OTHERS, "DROP FUNCTION control_heard_by_others()"),
        trigger("control_another", SAMPLED, "AFTER INSERT OR UPDATE OF inspector_id", "control_inspected_by_another()"),
        trigger("control_another", INSPECTION, "AFTER INSERT OR UPDATE", "control_inspected_by_another()"),
        trigger("control_steps", PLAN, "BEFORE UPDATE", "control_plan_steps()"),
        trigger("control_approved", SAMPLE, "AFTER INSERT", "control_drawn_when_approved()"),
        trigger("control_open", FINDING, "AFTER INSERT", "control_found_while_open()"),
        trigger("control_heard", REPLY, "AFTER INSERT", "control_heard_by_others()"),
        trigger("control_heard", MEASURE, "AFTER INSERT", "control_heard_by_others()"),
        trigger("control_heard", OBJECTION, "AFTER UPDATE", "control_heard_by_others()"),
        stays(SAMPLED, "state,inspector_id,assigned_by_id,assigned_at,left_out_because", "state", "inspected,left_out"),
        stays(INSPECTION, "words,kind,held_on,closed_at,is_clean", "is_clean", "true,false"),
        stays(FINDING, "state", "state", "set_aside"),
        stays(MEASURE, "state,done_by_id,done_on,done_words", "state", "done,cancelled"),
        stays(OBJECTION, "outcome,reasons,decided_by_id,decided_at", "outcome", "upheld,set_aside"),
        stays(SHARING, "ended_by_id,ended_at", "kind", ""),
    ]
