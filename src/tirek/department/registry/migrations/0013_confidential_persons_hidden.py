"""Whoever is known only through a confidential programme is hidden, with family and rows, from whom it is not open.

What marks and what lifts the mark stands in docs/reference/roles.md.
"""

from django.db import migrations, models

from tirek.department.registry.models.person import BroughtOpenly
from tirek.department.registry.policies import follow_knowledge, follow_sight, hide_marked

OF_PERSON = (
    "registry_bankaccount",
    "registry_circumstance",
    "registry_consent",
    "registry_disability",
    "registry_dwelling",
    "registry_income",
    "registry_membership",
    "registry_registeranswer",
    "registry_status",
    "registry_vehicle",
    "files_storedfile",
    "journal_erasure",
    "journal_fieldchange",
    "journal_personkey",
)
"""Tables whose rows lie where their person does. A staff member's link to a person is seen through the person already; a row of
an open list makes its person known otherwise."""

MARKS = """
-- A person with all records that are this person and all who were ever in a family with one of these.
CREATE FUNCTION registry_bound_to(person bigint) RETURNS bigint[]
LANGUAGE sql STABLE STRICT SET search_path = pg_catalog, public, pg_temp AS $$
    WITH RECURSIVE bound (id) AS (
        SELECT person
        UNION
        SELECT next.id FROM bound CROSS JOIN LATERAL (
            SELECT merged_into_id FROM registry_person AS p WHERE p.id = bound.id AND merged_into_id IS NOT NULL
            UNION ALL
            SELECT p.id FROM registry_person AS p WHERE p.merged_into_id = bound.id
            UNION ALL
            SELECT other.person_id FROM registry_membership AS own
            JOIN registry_membership AS other ON other.family_id = own.family_id WHERE own.person_id = bound.id
        ) AS next (id)
    ) SELECT array_agg(id) FROM bound
$$;

-- The programmes through which alone these are known; '' where one of them is known otherwise. What was recorded after the
-- first word of a programme was recorded in its course and opens nothing, but for another status, open to all, and an open list.
CREATE FUNCTION registry_only_known_through(persons bigint[]) RETURNS text
LANGUAGE sql STABLE STRICT SET search_path = pg_catalog, public, pg_temp AS $$
    WITH told AS MATERIALIZED (
        SELECT confidential, recorded_at FROM registry_status WHERE person_id = ANY (persons) AND confidential <> ''
        UNION ALL
        SELECT confidential, recorded_at FROM registry_circumstance WHERE person_id = ANY (persons) AND confidential <> ''
    ), first AS MATERIALIZED (SELECT min(recorded_at) AS at FROM told)
    SELECT CASE WHEN first.at IS NULL
        OR EXISTS (SELECT FROM registry_person WHERE id = ANY (persons)
            AND (known_otherwise OR (source = 'import' AND recorded_by_id IS NOT NULL)))
        OR EXISTS (SELECT FROM registry_status WHERE person_id = ANY (persons) AND confidential = '')
        OR EXISTS (SELECT FROM registry_circumstance WHERE person_id = ANY (persons) AND confidential = ''
            AND (source = 'list' OR recorded_at <= first.at))
        OR EXISTS (SELECT FROM registry_income WHERE person_id = ANY (persons) AND recorded_at <= first.at)
        OR EXISTS (SELECT FROM registry_disability WHERE person_id = ANY (persons) AND recorded_at <= first.at)
        THEN '' ELSE (SELECT string_agg(DISTINCT confidential, ',' ORDER BY confidential) FROM told) END
    FROM first
$$;

CREATE FUNCTION registry_mark_person(person bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    bound bigint[] := registry_bound_to(person);
    mark text := registry_only_known_through(bound);
BEGIN
    UPDATE registry_person AS p SET confidential = mark FROM (
        SELECT id FROM registry_person WHERE id = ANY (bound) AND confidential <> mark ORDER BY id FOR UPDATE
    ) AS changed WHERE p.id = changed.id;
    UPDATE registry_family AS f SET confidential = mark FROM (
        SELECT id FROM registry_family WHERE confidential <> mark
            AND id IN (SELECT family_id FROM registry_membership WHERE person_id = ANY (bound)) ORDER BY id FOR UPDATE
    ) AS changed WHERE f.id = changed.id;
END $$;

-- After a load with the triggers off: everybody of whom a programme has told. Returns how many records are marked.
CREATE FUNCTION registry_mark_everybody() RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM registry_mark_person(id) FROM (
        SELECT person_id AS id FROM registry_status WHERE confidential <> ''
        UNION SELECT person_id FROM registry_circumstance WHERE confidential <> ''
        UNION SELECT p.id FROM registry_person AS p WHERE p.confidential <> ''
    ) AS told;
    RETURN (SELECT count(*) FROM registry_person WHERE confidential <> '');
END $$;

CREATE FUNCTION registry_mark_told() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.confidential <> '' OR EXISTS (SELECT FROM registry_person WHERE id = NEW.person_id AND confidential <> '') THEN
        PERFORM registry_mark_person(NEW.person_id);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER mark_told AFTER INSERT OR UPDATE OF person_id, confidential ON registry_status
    FOR EACH ROW EXECUTE FUNCTION registry_mark_told();
CREATE TRIGGER mark_told AFTER INSERT OR UPDATE OF person_id, confidential, source ON registry_circumstance
    FOR EACH ROW WHEN (NEW.confidential <> '' OR NEW.source = 'list') EXECUTE FUNCTION registry_mark_told();

-- Once a statement: only where a marked person or family is among them is anything worked out.
CREATE FUNCTION registry_mark_joined() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM registry_mark_person(person_id) FROM (
        SELECT DISTINCT w.person_id FROM written AS w JOIN registry_person AS p ON p.id = w.person_id
        JOIN registry_family AS f ON f.id = w.family_id WHERE p.confidential <> '' OR f.confidential <> ''
    ) AS joined;
    RETURN NULL;
END $$;
CREATE TRIGGER mark_joined AFTER INSERT ON registry_membership
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION registry_mark_joined();
CREATE TRIGGER mark_joined_other AFTER UPDATE ON registry_membership
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION registry_mark_joined();

CREATE FUNCTION registry_mark_merged() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM registry_mark_person(NEW.id);
    IF OLD.merged_into_id IS DISTINCT FROM NEW.merged_into_id THEN PERFORM registry_mark_person(OLD.merged_into_id); END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER mark_merged AFTER UPDATE OF merged_into_id, known_otherwise ON registry_person FOR EACH ROW
    WHEN (OLD.merged_into_id IS DISTINCT FROM NEW.merged_into_id OR OLD.known_otherwise <> NEW.known_otherwise)
    EXECUTE FUNCTION registry_mark_merged();

-- The marks are the database's own word.
CREATE FUNCTION registry_mark_refused() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the database works out who is known only through a programme'
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'mark_by_the_database';
END $$;
CREATE TRIGGER mark_refused BEFORE UPDATE ON registry_person FOR EACH ROW
    WHEN (current_user = 'tirek_app' AND (OLD.confidential <> NEW.confidential OR OLD.known_otherwise <> NEW.known_otherwise))
    EXECUTE FUNCTION registry_mark_refused();
CREATE TRIGGER mark_refused BEFORE UPDATE ON registry_family FOR EACH ROW
    WHEN (current_user = 'tirek_app' AND OLD.confidential <> NEW.confidential) EXECUTE FUNCTION registry_mark_refused();
CREATE TRIGGER mark_refused_new BEFORE INSERT ON registry_person FOR EACH ROW
    WHEN (current_user = 'tirek_app' AND NEW.confidential <> '') EXECUTE FUNCTION registry_mark_refused();
CREATE TRIGGER mark_refused_new BEFORE INSERT ON registry_family FOR EACH ROW
    WHEN (current_user = 'tirek_app' AND NEW.confidential <> '') EXECUTE FUNCTION registry_mark_refused();

-- Somebody meets these people outside of a programme: at a desk, without knowing of the person (wherever the record lies), or
-- in an open list or file (of the own districts). Returns whose mark that lifts; the caller tells the journal.
CREATE FUNCTION registry_met_otherwise(numbers text[], persons bigint[], everywhere boolean) RETURNS SETOF bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF coalesce(current_setting('tirek.territory', true), '') = '' THEN
        RAISE EXCEPTION 'tirek.territory is not set: who meets whom?' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY UPDATE registry_person AS p SET known_otherwise = true
        WHERE p.confidential <> '' AND (p.iin = ANY (numbers) OR p.id = ANY (persons))
            AND CASE WHEN everywhere THEN NOT registry_may_know(p.id)
                ELSE p.territory = ANY (string_to_array(current_setting('tirek.territory', true), ',')) END
        RETURNING p.id;
END $$;
"""
READS = """
CREATE OR REPLACE FUNCTION registry_is_withheld(person bigint) RETURNS boolean
LANGUAGE sql STABLE STRICT SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT NOT registry_may_know(person)
$$;
DROP FUNCTION registry_not_withheld(bigint[]);

-- Where the record of an IIN or of an id lies, for an emergency opening. Whoever is known only through a programme is there
-- for who asks for that programme, and for nobody else.
DROP FUNCTION registry_place_of(bigint, text);
CREATE FUNCTION registry_place_of(of_person bigint, of_iin text, programme text)
RETURNS TABLE (person_id bigint, territory varchar, family_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT p.id, p.territory, (
        SELECT m.family_id FROM registry_membership AS m
        WHERE m.person_id = p.id AND m.valid @> (now() AT TIME ZONE 'Asia/Almaty')::date
    )
    FROM registry_person AS given JOIN registry_person AS p ON p.id = coalesce(given.merged_into_id, given.id)
    WHERE (given.id = of_person OR given.iin = of_iin)
        AND (registry_may_know(p.id) OR programme = ANY (string_to_array(p.confidential, ',')))
$$;

-- Whether a merge of two records that the viewer sees needs a second officer: where both have a status, seen or not. Only
-- that: neither which record has one, nor which status.
CREATE FUNCTION registry_merge_needs_second(one bigint, other bigint) RETURNS boolean
LANGUAGE sql STABLE STRICT SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT NOT EXISTS (
        SELECT FROM unnest(ARRAY[one, other]) AS asked (id) WHERE NOT EXISTS (
            SELECT FROM registry_status AS s JOIN registry_person AS p ON p.id = s.person_id
            WHERE asked.id IN (p.id, p.merged_into_id)
                AND p.territory = ANY (string_to_array(current_setting('tirek.territory', true), ','))
        )
    )
$$;
REVOKE EXECUTE ON FUNCTION registry_bound_to(bigint), registry_only_known_through(bigint[]), registry_mark_person(bigint),
    registry_mark_everybody(), registry_mark_told(), registry_mark_joined(), registry_mark_merged(), registry_mark_refused(),
    registry_met_otherwise(text[], bigint[], boolean), registry_place_of(bigint, text, text),
    registry_merge_needs_second(bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION registry_met_otherwise(text[], bigint[], boolean), registry_place_of(bigint, text, text),
    registry_merge_needs_second(bigint, bigint) TO tirek_app;
"""
FACTS_OF_PROGRAMMES = """
UPDATE registry_circumstance SET confidential = CASE fact
    WHEN 'hiv_registered' THEN 'hiv' WHEN 'tuberculosis_outpatient' THEN 'tuberculosis' ELSE 'violence' END
WHERE fact IN ('hiv_registered', 'tuberculosis_outpatient', 'life_situation') AND confidential = ''
"""
"""Facts of a programme that were recorded by hand before the hand was asked which programme they are of."""
MAY_KNOW = """
CREATE FUNCTION registry_may_know(person bigint) RETURNS boolean
LANGUAGE sql STABLE STRICT SECURITY DEFINER PARALLEL SAFE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM registry_person AS p WHERE p.id = person AND (p.confidential = '' OR
        string_to_array(p.confidential, ',') && string_to_array(current_setting('tirek.confidential', true), ',')))
$$;
CREATE FUNCTION registry_may_know_family(family bigint) RETURNS boolean
LANGUAGE sql STABLE STRICT SECURITY DEFINER PARALLEL SAFE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM registry_family AS f WHERE f.id = family AND (f.confidential = '' OR
        string_to_array(f.confidential, ',') && string_to_array(current_setting('tirek.confidential', true), ',')))
$$;
REVOKE EXECUTE ON FUNCTION registry_may_know(bigint), registry_may_know_family(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION registry_may_know(bigint), registry_may_know_family(bigint) TO tirek_app;
"""

UNREAD = """
DROP FUNCTION registry_merge_needs_second(bigint, bigint);
DROP FUNCTION registry_place_of(bigint, text, text);
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
CREATE OR REPLACE FUNCTION registry_is_withheld(person bigint) RETURNS boolean
LANGUAGE sql STABLE STRICT SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT (
        EXISTS (SELECT FROM registry_status WHERE person_id = person AND confidential <> ''
            AND confidential <> ALL (string_to_array(current_setting('tirek.confidential', true), ',')))
        OR EXISTS (SELECT FROM registry_circumstance WHERE person_id = person AND confidential <> ''
            AND confidential <> ALL (string_to_array(current_setting('tirek.confidential', true), ',')))
    )
    AND NOT EXISTS (SELECT FROM registry_status WHERE person_id = person AND confidential = '')
    AND NOT EXISTS (SELECT FROM registry_circumstance WHERE person_id = person AND confidential = '')
    AND NOT EXISTS (SELECT FROM registry_membership WHERE person_id = person)
    AND NOT EXISTS (SELECT FROM registry_income WHERE person_id = person)
$$;
CREATE FUNCTION registry_not_withheld(persons bigint[]) RETURNS SETOF bigint
LANGUAGE sql STABLE STRICT SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT person FROM unnest(persons) AS person WHERE NOT registry_is_withheld(person)
$$;
REVOKE EXECUTE ON FUNCTION registry_place_of(bigint, text), registry_not_withheld(bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION registry_place_of(bigint, text), registry_not_withheld(bigint[]) TO tirek_app;
"""
UNMARKED = """
DROP FUNCTION registry_met_otherwise(text[], bigint[], boolean);
DROP TRIGGER mark_refused ON registry_person;
DROP TRIGGER mark_refused ON registry_family;
DROP TRIGGER mark_refused_new ON registry_person;
DROP TRIGGER mark_refused_new ON registry_family;
DROP TRIGGER mark_merged ON registry_person;
DROP TRIGGER mark_joined ON registry_membership;
DROP TRIGGER mark_joined_other ON registry_membership;
DROP TRIGGER mark_told ON registry_circumstance;
DROP TRIGGER mark_told ON registry_status;
DROP FUNCTION registry_mark_refused(), registry_mark_merged(), registry_mark_joined(), registry_mark_told(),
    registry_mark_everybody(), registry_mark_person(bigint), registry_only_known_through(bigint[]), registry_bound_to(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0012_search_keys_filled_in_one_pass"),
        ("files", "0004_retention_by_two"),
        ("journal", "0004_doors_of_reading_and_erasure"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="confidential",
            field=models.CharField(blank=True, db_default="", editable=False, max_length=60),
        ),
        migrations.AddField(
            model_name="person",
            name="known_otherwise",
            field=models.BooleanField(db_default=BroughtOpenly(), editable=False),
        ),
        migrations.AddField(
            model_name="family",
            name="confidential",
            field=models.CharField(blank=True, db_default="", editable=False, max_length=60),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                fields=["territory"],
                name="person_confidential",
                condition=models.Q(("confidential", ""), _negated=True),
            ),
        ),
        migrations.RunSQL(MAY_KNOW, "DROP FUNCTION registry_may_know(bigint), registry_may_know_family(bigint)"),
        migrations.RunSQL([MARKS, FACTS_OF_PROGRAMMES, "SELECT registry_mark_everybody()"], UNMARKED),
        migrations.RunSQL(READS, UNREAD),
        *hide_marked("registry_person"),
        *hide_marked("registry_family"),
        *(operation for table in OF_PERSON for operation in follow_sight(table)),
        *follow_sight("registry_personaddress", written_with_person=True),
        *follow_knowledge("registry_lifeevent", "person_id", family="family_id"),
        *follow_knowledge("registry_duplicatecandidate", "first_id", "second_id"),
        *follow_knowledge("registry_merge", "loser_id", "survivor_id"),
        *follow_knowledge("registry_importedrow", "person_id", "like_id"),
    ]
