"""Nobody sees, decides or pays for the own family or address: the database hides it from the member of the staff."""

from django.db import migrations

from tirek.department.registry.policies import hide_own

OF_PERSON = (
    "registry_bankaccount",
    "registry_circumstance",
    "registry_consent",
    "registry_disability",
    "registry_dwelling",
    "registry_income",
    "registry_personaddress",
    "registry_status",
    "registry_vehicle",
)

OWN_FAMILY = """
-- The records of the person whom a user is (merged ones too); the families of today, the registered and the actual
-- address; whoever is registered, lives or has a family at one of them; and what those records were merged with.
CREATE FUNCTION registry_own_family(of_user bigint) RETURNS TABLE (kind text, id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH RECURSIVE today AS (SELECT (now() AT TIME ZONE 'Asia/Almaty')::date AS day),
    self (id) AS (
        SELECT person_id FROM registry_staffperson WHERE user_id = of_user
        UNION
        SELECT same.id FROM self CROSS JOIN LATERAL (
            SELECT merged_into_id FROM registry_person AS p WHERE p.id = self.id AND merged_into_id IS NOT NULL
            UNION ALL
            SELECT p.id FROM registry_person AS p WHERE p.merged_into_id = self.id
        ) AS same (id)
    ),
    near (id) AS (
        SELECT m.family_id FROM self JOIN registry_membership AS m ON m.person_id = self.id, today
        WHERE m.valid @> today.day
    ),
    home (id) AS (
        SELECT a.address_id FROM self JOIN registry_personaddress AS a ON a.person_id = self.id, today
        WHERE a.valid @> today.day
        UNION
        SELECT f.address_id FROM near JOIN registry_family AS f ON f.id = near.id WHERE f.address_id IS NOT NULL
    ),
    under_one_roof (id) AS (
        SELECT a.person_id FROM home JOIN registry_personaddress AS a ON a.address_id = home.id, today
        WHERE a.valid @> today.day
    ),
    family (id) AS (
        SELECT near.id FROM near
        UNION
        SELECT m.family_id FROM under_one_roof AS u JOIN registry_membership AS m ON m.person_id = u.id, today
        WHERE m.valid @> today.day
        UNION
        SELECT f.id FROM home JOIN registry_family AS f ON f.address_id = home.id, today
        WHERE f.dissolved_on IS NULL OR f.dissolved_on > today.day
    ),
    person (id) AS (
        (
            SELECT self.id FROM self
            UNION
            SELECT u.id FROM under_one_roof AS u
            UNION
            SELECT m.person_id FROM family JOIN registry_membership AS m ON m.family_id = family.id, today
            WHERE m.valid @> today.day
        )
        UNION
        SELECT same.id FROM person CROSS JOIN LATERAL (
            SELECT merged_into_id FROM registry_person AS p WHERE p.id = person.id AND merged_into_id IS NOT NULL
            UNION ALL
            SELECT p.id FROM registry_person AS p WHERE p.merged_into_id = person.id
        ) AS same (id)
    )
    SELECT 'person', person.id FROM person
    UNION ALL SELECT 'family', family.id FROM family
    UNION ALL SELECT 'address', home.id FROM home
$$;

-- The lists as the policies read them; each begins with 0, which is nobody: a list that is empty was not told.
CREATE FUNCTION registry_own_settings(of_user bigint) RETURNS TABLE (persons text, families text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE WHEN of_user IS NULL THEN '' ELSE
               '0' || coalesce(string_agg(',' || own.id, '') FILTER (WHERE own.kind = 'person'), '') END,
           CASE WHEN of_user IS NULL THEN '' ELSE
               '0' || coalesce(string_agg(',' || own.id, '') FILTER (WHERE own.kind = 'family'), '') END
    FROM registry_own_family(of_user) AS own
$$;

-- Which person a member of the staff is, told by somebody else who need not see that person.
CREATE FUNCTION registry_link_staff(of_user bigint, of_iin text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    viewer bigint := nullif(current_setting('tirek.viewer', true), '')::bigint;
    found bigint;
BEGIN
    IF viewer IS NULL OR viewer = of_user THEN RETURN 'by_oneself'; END IF;
    SELECT coalesce(p.merged_into_id, p.id) INTO found FROM registry_person AS p WHERE p.iin = of_iin;
    IF found IS NULL THEN RETURN 'unknown'; END IF;
    IF EXISTS (SELECT FROM registry_staffperson AS s WHERE s.person_id = found AND s.user_id <> of_user) THEN
        RETURN 'taken';
    END IF;
    INSERT INTO registry_staffperson (user_id, person_id, source, recorded_by_id, recorded_at)
    VALUES (of_user, found, 'document', viewer, now())
    ON CONFLICT (user_id) DO UPDATE SET person_id = excluded.person_id, recorded_by_id = viewer, recorded_at = now();
    RETURN 'linked';
END $$;

-- Where the record of an IIN or of an id lies: what an emergency opening needs to know before anything can be seen.
CREATE FUNCTION registry_place_of(of_person bigint, of_iin text)
RETURNS TABLE (person_id bigint, territory varchar, family_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT p.id, p.territory, (
        SELECT m.family_id FROM registry_membership AS m
        WHERE m.person_id = p.id AND m.valid @> (now() AT TIME ZONE 'Asia/Almaty')::date
    )
    FROM registry_person AS given JOIN registry_person AS p ON p.id = coalesce(given.merged_into_id, given.id)
    WHERE given.id = of_person OR given.iin = of_iin
$$;

REVOKE ALL ON FUNCTION registry_own_family(bigint), registry_own_settings(bigint), registry_link_staff(bigint, text),
    registry_place_of(bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION registry_own_family(bigint), registry_own_settings(bigint), registry_link_staff(bigint, text),
    registry_place_of(bigint, text) TO tirek_app;
"""
DROP = """
DROP FUNCTION registry_place_of(bigint, text);
DROP FUNCTION registry_link_staff(bigint, text);
DROP FUNCTION registry_own_settings(bigint);
DROP FUNCTION registry_own_family(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0004_history_required")]

    operations = [
        migrations.RunSQL(OWN_FAMILY, DROP),
        *hide_own("registry_person", person="id"),
        *hide_own("registry_family", person=None, family="id"),
        *hide_own("registry_membership", family="family_id"),
        *hide_own("registry_lifeevent", family="family_id"),
        *(operation for table in OF_PERSON for operation in hide_own(table)),
    ]
