"""Who sees an application; and a case that moves by known steps only, each written down by the database itself."""

from django.db import migrations

from tirek.department.core.policies import APP_ROLE, enable, enable_through
from tirek.department.registry.policies import hide_own

# The steps of `enums.STEPS`; a test holds that both agree.
STEPS = (
    "('draft','registered'),('draft','abandoned'),('registered','checking'),('registered','withdrawn'),"
    "('checking','ready'),('checking','withdrawn'),('checking','abandoned'),('ready','checking'),('ready','to_sign'),"
    "('ready','withdrawn'),('to_sign','ready'),('to_sign','granted'),('to_sign','refused'),('to_sign','withdrawn'),"
    "('refused','checking')"
)
IN_ORDER = f"""
CREATE FUNCTION applications_case_in_order() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'draft' THEN
            RAISE EXCEPTION 'a case begins as a draft' USING ERRCODE = 'check_violation', CONSTRAINT = 'case_begins_as_a_draft';
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.application_id, NEW.family_id, NEW.applicant_id, NEW.territory, NEW.confidential, NEW.programme)
       IS DISTINCT FROM
       (OLD.application_id, OLD.family_id, OLD.applicant_id, OLD.territory, OLD.confidential, OLD.programme) THEN
        RAISE EXCEPTION 'a case stays whose it is' USING ERRCODE = 'check_violation', CONSTRAINT = 'case_stays_whose_it_is';
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state::text, NEW.state::text) NOT IN (VALUES {STEPS}) THEN
        RAISE EXCEPTION 'no step leads from % to %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'case_step_possible';
    END IF;
    RETURN NEW;
END $$"""
# As the owner: the app's role may read the steps and cannot write one.
WRITTEN_DOWN = """
CREATE FUNCTION applications_write_step() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' OR NEW.state <> OLD.state THEN
        INSERT INTO applications_casestep (case_id, before, after, at, by_id, reason)
        VALUES (NEW.id, CASE WHEN TG_OP = 'INSERT' THEN '' ELSE OLD.state END, NEW.state, clock_timestamp(),
                nullif(current_setting('tirek.viewer', true), '')::bigint,
                left(coalesce(current_setting('tirek.step_reason', true), ''), 500));
    END IF;
    RETURN NULL;
END $$"""
KEPT = f"""
REVOKE INSERT, UPDATE ON applications_casestep FROM {APP_ROLE};
REVOKE UPDATE ON applications_declaredfact FROM {APP_ROLE};
CREATE TRIGGER applications_case_in_order BEFORE INSERT OR UPDATE ON applications_case
    FOR EACH ROW EXECUTE FUNCTION applications_case_in_order();
CREATE TRIGGER applications_case_written_down AFTER INSERT OR UPDATE ON applications_case
    FOR EACH ROW EXECUTE FUNCTION applications_write_step()"""
LOST = f"""
DROP TRIGGER applications_case_written_down ON applications_case;
DROP TRIGGER applications_case_in_order ON applications_case;
GRANT INSERT, UPDATE ON applications_casestep TO {APP_ROLE};
GRANT UPDATE ON applications_declaredfact TO {APP_ROLE}"""
APPLICATION, CASE, BAR = "applications_application", "applications_case", "applications_bar"
OF_APPLICATION = ("applications_applicationmember", "applications_applicationfile", "applications_declaredfact")


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0001_applications_and_cases"),
        ("department_messages", "0002_policies"),
        ("registry", "0005_own_family_hidden"),
    ]

    operations = [
        *enable(APPLICATION, confidential="confidential"),
        *hide_own(APPLICATION, person="applicant_id", family="family_id"),
        *enable(CASE, confidential="confidential"),
        *hide_own(CASE, person="applicant_id", family="family_id"),
        *enable(BAR),
        *hide_own(BAR, family="family_id"),
        *enable("applications_numbering"),
        *[each for table in OF_APPLICATION for each in enable_through(table, "application_id", APPLICATION)],
        *hide_own("applications_applicationmember"),
        *hide_own("applications_declaredfact"),
        # The outbox stands below the registry, and cannot ask it to hide what is one's own.
        *hide_own("department_messages_message"),
        *enable_through("applications_casestep", "case_id", CASE),
        migrations.RunSQL(IN_ORDER, "DROP FUNCTION applications_case_in_order()"),
        migrations.RunSQL(WRITTEN_DOWN, "DROP FUNCTION applications_write_step()"),
        migrations.RunSQL(KEPT, LOST),
    ]
