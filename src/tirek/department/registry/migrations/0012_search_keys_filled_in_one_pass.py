"""Search keys of a whole registry in one pass: a person's keys are put together from those of the texts, not sorted out of all.

Each different text is folded once, as before; then the arrays of a person's texts are joined to the person. What is written
stays the same, word for word; a few people are refreshed as before, where the plan matters more than the work.
"""

from django.db import migrations

FILL = """
-- After a load of millions with the triggers off: everything anew, in tables whose sizes are known, indexes last.
CREATE OR REPLACE FUNCTION registry_fill_namekeys() RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp SET work_mem = '128MB' AS $$
BEGIN
    ANALYZE registry_person, registry_personaddress, registry_address;
    TRUNCATE registry_namekey, registry_nameword;
    DROP INDEX registry_namekey_keys, registry_nameword_slips, registry_nameword_trigrams;
    ALTER TABLE registry_namekey DROP CONSTRAINT registry_namekey_pkey, DROP CONSTRAINT registry_namekey_person_id_fkey;
    -- A name in several words is one word too: Нұр-Сұлтан.
    CREATE TEMPORARY TABLE filled_text AS SELECT mark, told, ARRAY(
        SELECT DISTINCT mark || key FROM (
            SELECT word FROM registry_words(told) AS word
            UNION
            SELECT string_agg(word, '') FROM registry_words(told) AS word WHERE mark = '' HAVING count(*) > 1
        ) AS words CROSS JOIN LATERAL unnest(
            CASE mark WHEN '~' THEN registry_father_keys(word) ELSE registry_spelling_keys(word) END
        ) AS key
    ) AS keys FROM (
        SELECT '' AS mark, surname_kk AS told FROM registry_person
        UNION SELECT '' AS mark, surname_ru AS told FROM registry_person
        UNION SELECT '' AS mark, given_name_kk AS told FROM registry_person
        UNION SELECT '' AS mark, given_name_ru AS told FROM registry_person
        UNION SELECT '~' AS mark, patronymic_kk AS told FROM registry_person
        UNION SELECT '~' AS mark, patronymic_ru AS told FROM registry_person
        UNION SELECT '@', street FROM registry_address
        UNION SELECT '@', locality FROM registry_address
    ) AS different WHERE told <> '';
    ANALYZE filled_text;
    CREATE TEMPORARY TABLE filled_home AS SELECT link.person_id, array_agg(token) AS keys
        FROM registry_personaddress AS link
        JOIN registry_address AS place ON place.id = link.address_id
        LEFT JOIN filled_text AS street ON street.mark = '@' AND street.told = place.street
        LEFT JOIN filled_text AS locality ON locality.mark = '@' AND locality.told = place.locality
        CROSS JOIN LATERAL unnest(street.keys || locality.keys || CASE WHEN place.house <> ''
            THEN ARRAY['#' || lower(regexp_replace(place.house, '[^[:alnum:]]', '', 'g'))] END) AS token
        WHERE upper(link.valid) IS NULL OR upper(link.valid) > current_date
        GROUP BY link.person_id;
    ANALYZE filled_home;
    INSERT INTO registry_namekey (person_id, territory, keys)
    SELECT p.id, p.territory, ARRAY(
        SELECT DISTINCT token FROM unnest(
            surname_kk.keys || surname_ru.keys
            || given_name_kk.keys || given_name_ru.keys
            || patronymic_kk.keys || patronymic_ru.keys || home.keys
            || CASE WHEN p.birth_on IS NOT NULL THEN ARRAY['y' || extract(year FROM p.birth_on)::int] END
        ) AS token ORDER BY token
    ) FROM registry_person AS p
    LEFT JOIN filled_text AS surname_kk ON surname_kk.mark = '' AND surname_kk.told = p.surname_kk
    LEFT JOIN filled_text AS surname_ru ON surname_ru.mark = '' AND surname_ru.told = p.surname_ru
    LEFT JOIN filled_text AS given_name_kk ON given_name_kk.mark = '' AND given_name_kk.told = p.given_name_kk
    LEFT JOIN filled_text AS given_name_ru ON given_name_ru.mark = '' AND given_name_ru.told = p.given_name_ru
    LEFT JOIN filled_text AS patronymic_kk ON patronymic_kk.mark = '~' AND patronymic_kk.told = p.patronymic_kk
    LEFT JOIN filled_text AS patronymic_ru ON patronymic_ru.mark = '~' AND patronymic_ru.told = p.patronymic_ru
    LEFT JOIN filled_home AS home ON home.person_id = p.id;
    INSERT INTO registry_nameword (word, slips) SELECT word, registry_slips(word) FROM (
        SELECT DISTINCT ltrim(token, '~@') AS word FROM (
            SELECT unnest(keys) AS token FROM filled_text WHERE mark <> '@'
            UNION
            SELECT token FROM filled_home CROSS JOIN LATERAL unnest(keys) AS token WHERE token LIKE '@%'
        ) AS lived
    ) AS new;
    DROP TABLE filled_text, filled_home;
    CREATE INDEX registry_nameword_slips ON registry_nameword USING gin (slips) WITH (fastupdate = off);
    CREATE INDEX registry_nameword_trigrams ON registry_nameword USING gin (word gin_trgm_ops) WITH (fastupdate = off);
    CREATE INDEX registry_namekey_keys ON registry_namekey USING gin (keys) WITH (fastupdate = off);
    ALTER TABLE registry_namekey ADD CONSTRAINT registry_namekey_pkey PRIMARY KEY (person_id),
        ADD CONSTRAINT registry_namekey_person_id_fkey FOREIGN KEY (person_id) REFERENCES registry_person (id) ON DELETE CASCADE;
    ANALYZE registry_namekey;
    ANALYZE registry_nameword;
    RETURN (SELECT count(*) FROM registry_namekey);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0011_one_value_of_a_fact_by_three_rules")]

    # What this function writes is what the one before it wrote: there is nothing to go back to.
    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
