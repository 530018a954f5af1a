"""A bar holds wherever the person lives: whoever may see the person learns of it, also when another district established it."""

from django.db import migrations

from tirek.department.core.policies import APP_ROLE, TERRITORIES

SIGNATURE = "applications_bars_of(of_persons bigint[], of_programmes text[], on_day date)"
# As the owner, past the policies of the other district; of people alone whom the viewer may see, by their own record or by one
# that was merged into it.
BARS = f"""
CREATE FUNCTION {SIGNATURE} RETURNS SETOF applications_bar LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT b.* FROM applications_bar b
    JOIN registry_person p ON p.id = b.person_id
    JOIN registry_person root ON root.id = coalesce(p.merged_into_id, p.id)
    WHERE root.id = ANY (of_persons) AND root.territory = ANY ({TERRITORIES})
      AND b.programmes::text[] && of_programmes AND b.valid @> on_day AND b.lifted_at IS NULL
    ORDER BY upper(b.valid) DESC NULLS FIRST, b.id
$$;
REVOKE ALL ON FUNCTION applications_bars_of(bigint[], text[], date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION applications_bars_of(bigint[], text[], date) TO {APP_ROLE}"""  # noqa: S608 - constants of our own


class Migration(migrations.Migration):
    dependencies = [("applications", "0003_saved_views_and_order_of_work")]

    operations = [migrations.RunSQL(BARS, f"DROP FUNCTION {SIGNATURE}")]
