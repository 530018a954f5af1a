"""Whether a case is hidden for no other reason than that it is the viewer's own family's: then the page says so."""

from django.db import migrations

from tirek.department.core.policies import CONFIDENTIAL, TERRITORIES
from tirek.department.registry.policies import OWN_FAMILIES, OWN_PERSONS

# As the owner, who sees all rows: what the policies ask of everybody holds, and the row is one of the own family.
OWN = f"""
CREATE FUNCTION applications_is_own(of_application bigint, of_case bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT coalesce(current_setting('tirek.viewer', true), '') <> '' AND EXISTS (
        SELECT FROM applications_application AS a
        WHERE a.id = coalesce(of_application, (SELECT c.application_id FROM applications_case AS c WHERE c.id = of_case))
          AND a.territory = ANY ({TERRITORIES})
          AND (a.confidential = '' OR a.confidential = ANY ({CONFIDENTIAL}))
          AND (a.family_id = ANY ({OWN_FAMILIES}) OR a.applicant_id = ANY ({OWN_PERSONS})))
$$;
REVOKE ALL ON FUNCTION applications_is_own(bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION applications_is_own(bigint, bigint) TO tirek_app
"""  # noqa: S608 - constants of our own


class Migration(migrations.Migration):
    dependencies = [("applications", "0004_bars_follow_the_person")]

    operations = [migrations.RunSQL(OWN, "DROP FUNCTION applications_is_own(bigint, bigint)")]
