"""Where the members of a family live whom its own district does not see: told, so that nobody is left out of a sum in silence."""

from django.db import migrations

ELSEWHERE = """
-- Only of families that the viewer sees, only of persons of whom the viewer may know, and only the districts.
CREATE FUNCTION registry_members_elsewhere(family bigint, on_day date) RETURNS SETOF varchar
LANGUAGE sql STABLE STRICT SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT DISTINCT p.territory
    FROM registry_family AS f JOIN registry_membership AS m ON m.family_id = f.id JOIN registry_person AS p ON p.id = m.person_id
    WHERE f.id = family AND f.territory = ANY (string_to_array(current_setting('tirek.territory', true), ','))
        AND m.valid @> on_day AND p.merged_into_id IS NULL AND (p.died_on IS NULL OR p.died_on > on_day)
        AND NOT p.territory = ANY (string_to_array(current_setting('tirek.territory', true), ','))
        AND registry_may_know_family(f.id) AND registry_may_know(p.id)
    ORDER BY p.territory
$$;
REVOKE EXECUTE ON FUNCTION registry_members_elsewhere(bigint, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION registry_members_elsewhere(bigint, date) TO tirek_app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0016_address_has_both_coordinates_or_none"),
    ]

    operations = [
        migrations.RunSQL(ELSEWHERE, "DROP FUNCTION registry_members_elsewhere(bigint, date)"),
    ]
