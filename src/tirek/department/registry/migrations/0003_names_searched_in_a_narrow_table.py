"""The narrow table in which names are searched, what keeps it current, and the only door to it (docs/adr/0010).

The text of registry_fold is the table of `spelling.yaml` on the day of this migration; a test compares the two.
"""

from django.db import migrations

TABLES = """
CREATE TABLE registry_namekey (
    person_id bigint PRIMARY KEY REFERENCES registry_person (id) ON DELETE CASCADE,
    territory varchar(9) NOT NULL,
    keys text[] NOT NULL
);
-- Not unique: two transactions that bring the same new name must not wait for each other.
CREATE TABLE registry_nameword (word text COLLATE "C" NOT NULL, slips text[] NOT NULL);
CREATE INDEX registry_nameword_word ON registry_nameword (word);
CREATE INDEX registry_nameword_slips ON registry_nameword USING gin (slips) WITH (fastupdate = off);
CREATE INDEX registry_nameword_trigrams ON registry_nameword USING gin (word gin_trgm_ops) WITH (fastupdate = off);
CREATE INDEX registry_namekey_keys ON registry_namekey USING gin (keys) WITH (fastupdate = off);
-- No policy is made: nobody but the owner, and the functions below, sees a row.
ALTER TABLE registry_namekey ENABLE ROW LEVEL SECURITY;
REVOKE ALL ON registry_namekey, registry_nameword FROM tirek_app;
"""

FOLD = r"""
CREATE FUNCTION registry_fold(word text, second boolean) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE folded text := word;
BEGIN
    IF folded ~ '[Ѐ-ӿ]' THEN folded := translate(folded, 'aeopcxykmthbi', 'аеорсхукмтһві'); END IF;
    folded := translate(folded, 'äáöóüúūğǵñńşšçčžıýéïîëèêâàôòû', 'әәөөүүұғғңңшшччжыуеииеееааооу');
    folded := replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(folded, 'shch', 'C'), 'sch', 'C'), 'tch', 'C'), 'sh', 'C'), 'dzh', 'J'), 'zh', 'J'), 'ch', 'C'), 'kh', 'h'), 'gh', 'g'), 'ph', 'f'), 'th', 't'), 'ck', 'k'), 'yo', 'e'), 'ye', 'e');
    IF second THEN
        folded := regexp_replace(folded, '([bcdfghjklmnpqrstvwxzCJбвгғджзкқлмнңпрстфхһцчшщ])я', '\1a', 'g');
        folded := regexp_replace(folded, '([bcdfghjklmnpqrstvwxzCJбвгғджзкқлмнңпрстфхһцчшщ])ю', '\1u', 'g');
        folded := regexp_replace(folded, '([bcdfghjklmnpqrstvwxzCJбвгғджзкқлмнңпрстфхһцчшщ])ya', '\1a', 'g');
        folded := regexp_replace(folded, '([bcdfghjklmnpqrstvwxzCJбвгғджзкқлмнңпрстфхһцчшщ])yu', '\1u', 'g');
        folded := translate(folded, 'әөjxw', 'euihv');
    END IF;
    folded := translate(folded, 'аәбвгғґдеёєжзиийкқлмнңоөпрстуўұүфхҳһчшщыіїэyqcwCJ', 'aabvgggdeeejziiikklmnnooprstuuuufhhhccciiieikkucj');
    folded := replace(replace(replace(replace(folded, 'я', 'ia'), 'ю', 'iu'), 'ц', 'ts'), 'x', 'ks');
    folded := regexp_replace(folded, '[^a-z]', '', 'g');
    folded := replace(folded, 'dj', 'j');
    folded := replace(folded, 'tc', 'c');
    folded := replace(folded, 'ie', 'e');
    folded := regexp_replace(folded, '(.)\1+', '\1', 'g');
    folded := regexp_replace(folded, '^([bcdfghjklmnprstvz]*)u', '\1U', 'g');
    folded := regexp_replace(folded, '([bcdfghjklmnprstvz])u', '\1i', 'g');
    folded := replace(folded, 'U', 'u');
    folded := left(folded, -1) || translate(right(folded, 1), 'dzb', 'tsp');
    RETURN folded;
END $$;

-- Most words have no letter of two readings, and are folded once.
CREATE FUNCTION registry_spelling_keys(word text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    first text := registry_fold(word, false);
    second text := CASE WHEN word ~ '[яюyәөjxwäáöó]' THEN registry_fold(word, true) ELSE first END;
BEGIN
    IF first = '' AND second = '' THEN RETURN '{}'; END IF;
    IF first = '' THEN RETURN ARRAY[second]; END IF;
    IF second IN (first, '') THEN RETURN ARRAY[first]; END IF;
    RETURN ARRAY[first, second];
END $$;

CREATE FUNCTION registry_father_keys(word text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT father) FILTER (WHERE father <> ''), '{}') FROM (
        SELECT regexp_replace(key, '[ai]+$', '') AS father
        FROM unnest(registry_spelling_keys(regexp_replace(word, '(.{3})(?:ұлы|улы|уулу|қызы|кызы|кизи|оглы|оглу|ович|евич|овна|евна|инична|ична|ич|uly|ulı|ūly|úly|uulu|kyzy|qyzy|qızı|kizi|gyzy|ogly|oglu|yevich|evich|ovich|yevna|evna|ovna|ichna|ich)$', '\1'))) AS key
    ) AS fathers
$$;

CREATE FUNCTION registry_words(told text) RETURNS SETOF text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE ROWS 2 AS $$
    SELECT found[1] FROM regexp_matches(
        lower(normalize(regexp_replace(told, '[''‘’ʼʹ`̇]', '', 'g'))), '[[:alnum:]]+', 'g'
    ) AS found
$$;

-- The key with each of its letters left out: two keys that share one are a slip of the finger apart.
CREATE FUNCTION registry_slips(key text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE WHEN length(key) < 4 THEN ARRAY[key] ELSE ARRAY(
        SELECT DISTINCT overlay(key PLACING '' FROM place FOR 1) FROM generate_series(1, length(key)) AS place
        UNION SELECT key
    ) END
$$;
"""

REFRESH = r"""
-- Words that are known are looked up by the index: a scan would pass, each time, all the words that are being added.
-- For a few persons the plan is kept for the connection: planning costs more than the work. For many it is made anew.
CREATE FUNCTION registry_refresh_namekeys(ids bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
SET plan_cache_mode = auto SET enable_seqscan = off AS $$
BEGIN
    PERFORM set_config('plan_cache_mode', CASE WHEN cardinality(ids) <= 20 THEN 'force_generic_plan' ELSE 'force_custom_plan' END, true);
    WITH people AS (
        SELECT p.* FROM registry_person AS p JOIN unnest(ids) AS wanted (id) USING (id)
    ), told AS MATERIALIZED (
        SELECT p.id, part.mark, part.told FROM people AS p CROSS JOIN LATERAL (VALUES
            ('', p.surname_kk), ('', p.given_name_kk), ('~', p.patronymic_kk),
            ('', p.surname_ru), ('', p.given_name_ru), ('~', p.patronymic_ru)
        ) AS part (mark, told) WHERE part.told <> ''
        UNION ALL
        SELECT link.person_id, part.mark, part.told
        FROM registry_personaddress AS link JOIN unnest(ids) AS wanted (id) ON wanted.id = link.person_id
        JOIN registry_address AS place ON place.id = link.address_id
        CROSS JOIN LATERAL (VALUES ('@', place.street), ('@', place.locality), ('#', place.house)) AS part (mark, told)
        WHERE part.told <> '' AND (upper(link.valid) IS NULL OR upper(link.valid) > current_date)
    ), folded AS MATERIALIZED (
        -- Each different text once: a city has far fewer than people. A name in several words is one word too: Нұр-Сұлтан.
        SELECT mark, told, ARRAY(
            SELECT DISTINCT mark || key FROM (
                SELECT word FROM registry_words(told) AS word
                UNION
                SELECT string_agg(word, '') FROM registry_words(told) AS word WHERE mark = '' HAVING count(*) > 1
            ) AS words CROSS JOIN LATERAL unnest(
                CASE mark WHEN '~' THEN registry_father_keys(word) ELSE registry_spelling_keys(word) END
            ) AS key
        ) AS keys
        FROM (SELECT DISTINCT mark, told FROM told WHERE mark <> '#') AS different
    ), tokens AS MATERIALIZED (
        SELECT told.id, token
        FROM told JOIN folded USING (mark, told) CROSS JOIN LATERAL unnest(folded.keys) AS token
        UNION ALL
        SELECT id, '#' || lower(regexp_replace(told, '[^[:alnum:]]', '', 'g')) FROM told WHERE mark = '#'
        UNION ALL
        SELECT id, 'y' || extract(year FROM birth_on)::int FROM people WHERE birth_on IS NOT NULL
    ), kept AS (
        INSERT INTO registry_namekey AS kept (person_id, territory, keys)
        SELECT people.id, people.territory, coalesce(array_agg(DISTINCT token) FILTER (WHERE token IS NOT NULL), '{}')
        FROM people LEFT JOIN tokens USING (id) GROUP BY people.id, people.territory
        ON CONFLICT (person_id) DO UPDATE SET territory = excluded.territory, keys = excluded.keys
        WHERE (kept.territory, kept.keys) IS DISTINCT FROM (excluded.territory, excluded.keys)
    )
    INSERT INTO registry_nameword (word, slips)
    SELECT word, registry_slips(word) FROM (
        SELECT DISTINCT ltrim(token, '~@') AS word FROM tokens WHERE token !~ '^[#y]'
    ) AS new
    WHERE NOT EXISTS (SELECT FROM registry_nameword AS known WHERE known.word = new.word COLLATE "C");
END $$;

CREATE FUNCTION registry_person_written() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM registry_refresh_namekeys(ARRAY(SELECT id FROM written));
    RETURN NULL;
END $$;

CREATE FUNCTION registry_person_rewritten() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM registry_refresh_namekeys(ids) FROM (SELECT array_agg(written.id) AS ids FROM written JOIN before USING (id)
    WHERE (written.territory, written.birth_on, written.surname_kk, written.given_name_kk, written.patronymic_kk,
           written.surname_ru, written.given_name_ru, written.patronymic_ru)
        IS DISTINCT FROM (before.territory, before.birth_on, before.surname_kk, before.given_name_kk, before.patronymic_kk,
           before.surname_ru, before.given_name_ru, before.patronymic_ru)) AS changed WHERE ids IS NOT NULL;
    RETURN NULL;
END $$;

CREATE FUNCTION registry_personaddress_written() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM registry_refresh_namekeys(ARRAY(SELECT DISTINCT person_id FROM written));
    RETURN NULL;
END $$;

CREATE FUNCTION registry_address_written() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM registry_refresh_namekeys(ARRAY(SELECT DISTINCT person_id FROM registry_personaddress JOIN written
        ON written.id = address_id));
    RETURN NULL;
END $$;

-- Once a statement, not once a row: a COPY of a hundred thousand people folds each different name once.
CREATE TRIGGER namekey_inserted AFTER INSERT ON registry_person
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION registry_person_written();
CREATE TRIGGER namekey_updated AFTER UPDATE ON registry_person
    REFERENCING OLD TABLE AS before NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION registry_person_rewritten();
CREATE TRIGGER namekey_inserted AFTER INSERT ON registry_personaddress
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION registry_personaddress_written();
CREATE TRIGGER namekey_updated AFTER UPDATE ON registry_personaddress
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION registry_personaddress_written();
CREATE TRIGGER namekey_deleted AFTER DELETE ON registry_personaddress
    REFERENCING OLD TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION registry_personaddress_written();
CREATE TRIGGER namekey_updated AFTER UPDATE ON registry_address
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION registry_address_written();

-- After a load of millions with the triggers off: everything anew, indexes last.
CREATE FUNCTION registry_fill_namekeys() RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    ANALYZE registry_person, registry_personaddress, registry_address;
    TRUNCATE registry_namekey, registry_nameword;
    DROP INDEX registry_namekey_keys, registry_nameword_slips, registry_nameword_trigrams;
    PERFORM registry_refresh_namekeys(ids) FROM (
        SELECT array_agg(id) AS ids FROM registry_person GROUP BY id / 500000
    ) AS parts;
    CREATE INDEX registry_nameword_slips ON registry_nameword USING gin (slips) WITH (fastupdate = off);
    CREATE INDEX registry_nameword_trigrams ON registry_nameword USING gin (word gin_trgm_ops) WITH (fastupdate = off);
    CREATE INDEX registry_namekey_keys ON registry_namekey USING gin (keys) WITH (fastupdate = off);
    ANALYZE registry_namekey;
    ANALYZE registry_nameword;
    RETURN (SELECT count(*) FROM registry_namekey);
END $$;

-- Names that nobody bears any more: run with the retention of records.
CREATE FUNCTION registry_forget_namewords() RETURNS bigint
LANGUAGE sql SET search_path = pg_catalog, public, pg_temp AS $$
    WITH forgotten AS (
        DELETE FROM registry_nameword AS known WHERE NOT EXISTS (
            SELECT FROM registry_namekey WHERE keys && ARRAY[known.word, '~' || known.word, '@' || known.word]
        ) RETURNING 1
    ) SELECT count(*) FROM forgotten
$$;
"""

SEARCH = r"""
-- Known only through a confidential programme that the viewer's post does not name: no family, no other status, no income.
CREATE FUNCTION registry_is_withheld(person bigint) RETURNS boolean
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

-- Those of these persons whom the viewer may know of.
CREATE FUNCTION registry_not_withheld(persons bigint[]) RETURNS SETOF bigint
LANGUAGE sql STABLE STRICT SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT person FROM unnest(persons) AS person WHERE NOT registry_is_withheld(person)
$$;

-- The record that a record turned out to be.
CREATE FUNCTION registry_survivor(person bigint) RETURNS bigint
LANGUAGE sql STABLE STRICT SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH RECURSIVE way AS (
        SELECT id, merged_into_id FROM registry_person WHERE id = person
        UNION SELECT p.id, p.merged_into_id FROM registry_person AS p JOIN way ON p.id = way.merged_into_id
    ) SELECT id FROM way WHERE merged_into_id IS NULL
$$;

-- Words of the names that lie near a key: a slip away, longer, or much alike; at most two dozen, the nearest first.
CREATE FUNCTION registry_near_words(searched text[]) RETURNS TABLE (word text, nearness real)
LANGUAGE plpgsql STABLE STRICT SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off
SET pg_trgm.similarity_threshold = '0.5' AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY SELECT near.word, max(near.nearness)::real FROM (
        SELECT known.word, 0.75 AS nearness FROM registry_nameword AS known
        WHERE known.slips && ARRAY(SELECT slip FROM unnest(searched) AS key, unnest(registry_slips(key)) AS slip WHERE length(key) > 3)
        UNION ALL
        SELECT known.word, 0.7 * similarity(known.word, key) FROM unnest(searched) AS key
        JOIN registry_nameword AS known ON known.word % key WHERE length(key) > 4
        UNION ALL
        SELECT longer.* FROM unnest(searched) AS key CROSS JOIN LATERAL (
            SELECT known.word, 0.6 * length(key) / length(known.word) FROM registry_nameword AS known
            WHERE known.word >= key COLLATE "C" AND known.word < (key || '~') COLLATE "C" ORDER BY known.word LIMIT 200
        ) AS longer WHERE length(key) > 2
    ) AS near WHERE near.word <> ALL (searched) GROUP BY near.word ORDER BY max(near.nearness) DESC, near.word LIMIT 24;
END $$;

-- One pass over the keys: every word in one of its tokens, by the index; at most so many rows.
CREATE FUNCTION registry_pass(tokens_of_words text[], years text[], house text, seen text[], at_most int)
RETURNS TABLE (person_id bigint, keys text[])
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    clauses text := '';
    tokens text;
BEGIN
    FOREACH tokens IN ARRAY tokens_of_words LOOP
        clauses := clauses || format(' AND n.keys && %L::text[]', tokens);
    END LOOP;
    IF cardinality(years) > 0 THEN clauses := clauses || format(' AND n.keys && %L::text[]', years); END IF;
    IF house <> '' THEN clauses := clauses || format(' AND n.keys && %L::text[]', ARRAY['#' || house]); END IF;
    IF clauses = '' THEN RETURN; END IF;
    RETURN QUERY EXECUTE 'SELECT n.person_id, n.keys FROM registry_namekey AS n WHERE n.territory = ANY ($1)'
        || clauses || ' LIMIT $2' USING seen, at_most;
END $$;

-- The only door: at most 50 ids of the viewer's districts, with a score; the rows come back through the policies.
-- query: {"words": [{"keys": [], "fathers": []}], "years": [], "house": "", "districts": []}
CREATE FUNCTION registry_search(query jsonb, at_most int) RETURNS TABLE (person bigint, score real)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    seen text[] := string_to_array(current_setting('tirek.territory', true), ',');
    years text[] := ARRAY(SELECT 'y' || year FROM jsonb_array_elements_text(query -> 'years') AS year);
    years_near text[] := ARRAY(SELECT 'y' || year::int + slip
        FROM jsonb_array_elements_text(query -> 'years') AS year, generate_series(-1, 1) AS slip);
    house text := coalesce(query ->> 'house', '');
    names text[] := '{}';
    wide text[] := '{}';
    near text[] := '{}';
    places int[] := '{}';
    tokens text[] := '{}';
    weights real[] := '{}';
    word record;
    keys_of_word text[];
    fathers text[];
    found bigint[] := '{}';
    scores real[] := '{}';
    pass record;
    hit record;
BEGIN
    IF coalesce(cardinality(seen), 0) = 0 THEN
        RAISE EXCEPTION 'tirek.territory is not set: a search needs a viewer' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF jsonb_array_length(query -> 'districts') > 0 THEN
        seen := ARRAY(SELECT unnest(seen) INTERSECT SELECT jsonb_array_elements_text(query -> 'districts'));
    END IF;
    at_most := least(greatest(at_most, 1), 50);
    FOR word IN SELECT value, ordinality::int AS place FROM jsonb_array_elements(query -> 'words') WITH ORDINALITY LIMIT 6 LOOP
        keys_of_word := ARRAY(SELECT jsonb_array_elements_text(word.value -> 'keys'));
        fathers := ARRAY(SELECT jsonb_array_elements_text(word.value -> 'fathers'));
        names := names || keys_of_word::text;
        wide := wide || ARRAY(SELECT key FROM unnest(keys_of_word) AS key UNION SELECT '@' || key FROM unnest(keys_of_word) AS key
            UNION SELECT '~' || key FROM unnest(fathers) AS key)::text;
        SELECT places || array_agg(word.place), tokens || array_agg(token), weights || array_agg(weight::real)
            INTO places, tokens, weights FROM (
            SELECT key AS token, 1.0 AS weight FROM unnest(keys_of_word) AS key
            UNION ALL SELECT '~' || key, 0.8 FROM unnest(fathers) AS key
            UNION ALL SELECT '@' || key, 0.7 FROM unnest(keys_of_word) AS key
        ) AS told;
    END LOOP;
    FOR pass IN SELECT * FROM (VALUES (1), (2), (3)) AS passes (number) LOOP
        EXIT WHEN cardinality(found) >= at_most;
        IF pass.number = 3 THEN
            FOR word IN SELECT value, ordinality::int AS place FROM jsonb_array_elements(query -> 'words') WITH ORDINALITY LIMIT 6 LOOP
                SELECT places || array_agg(word.place), tokens || array_agg(mark || n.word), weights || array_agg((n.nearness * weight)::real)
                    INTO places, tokens, weights
                    FROM registry_near_words(ARRAY(SELECT jsonb_array_elements_text(word.value -> 'keys'))) AS n
                    CROSS JOIN (VALUES ('', 1.0), ('~', 0.8), ('@', 0.7)) AS kinds (mark, weight);
            END LOOP;
            near := ARRAY(SELECT array_agg(t.token)::text FROM unnest(places, tokens) AS t (place, token) GROUP BY t.place);
        END IF;
        FOR hit IN SELECT p.person_id, coalesce((
                SELECT avg(best.weight)::real FROM (
                    SELECT max(t.weight) AS weight FROM unnest(places, tokens, weights) AS t (place, token, weight)
                    WHERE t.token = ANY (p.keys) GROUP BY t.place
                ) AS best), 0.5) AS score
            FROM registry_pass(CASE pass.number WHEN 1 THEN names WHEN 2 THEN wide ELSE near END,
                CASE pass.number WHEN 3 THEN years_near ELSE years END, house, seen, 200) AS p
            WHERE p.person_id <> ALL (found)
        LOOP
            found := found || hit.person_id;
            scores := scores || hit.score;
        END LOOP;
    END LOOP;
    RETURN QUERY SELECT ranked.survivor, ranked.score FROM (
        SELECT p.id AS survivor, max(hits.score) AS score
        FROM (
            SELECT CASE WHEN told.merged_into_id IS NULL THEN told.id ELSE registry_survivor(told.id) END AS id, h.score
            FROM unnest(found, scores) AS h (id, score) JOIN registry_person AS told USING (id)
        ) AS hits
        JOIN registry_person AS p USING (id) WHERE p.territory = ANY (seen)
        GROUP BY p.id ORDER BY max(hits.score) DESC, p.id OFFSET 0
    ) AS ranked WHERE NOT registry_is_withheld(ranked.survivor) LIMIT at_most;
END $$;

-- An exact number may be asked country-wide: whether it is known, and which district answers for the person.
CREATE FUNCTION registry_known(number text) RETURNS TABLE (district varchar, contact varchar)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF coalesce(current_setting('tirek.territory', true), '') = '' THEN
        RAISE EXCEPTION 'tirek.territory is not set: a search needs a viewer' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY SELECT t.code, t.contact FROM registry_person AS told
        JOIN registry_person AS p ON p.id = registry_survivor(told.id)
        JOIN core_territory AS t ON t.code = p.territory
        WHERE told.iin = number AND number ~ '^[0-9]{12}$' AND NOT registry_is_withheld(p.id);
END $$;

REVOKE EXECUTE ON FUNCTION registry_refresh_namekeys(bigint[]), registry_person_written(), registry_person_rewritten(),
    registry_personaddress_written(), registry_address_written(), registry_fill_namekeys(), registry_forget_namewords(),
    registry_is_withheld(bigint), registry_not_withheld(bigint[]), registry_survivor(bigint), registry_near_words(text[]),
    registry_pass(text[], text[], text, text[], int), registry_search(jsonb, int), registry_known(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION registry_search(jsonb, int), registry_known(text), registry_survivor(bigint),
    registry_not_withheld(bigint[]) TO tirek_app;
"""

BACK = """
DROP TRIGGER namekey_inserted ON registry_person;
DROP TRIGGER namekey_updated ON registry_person;
DROP TRIGGER namekey_inserted ON registry_personaddress;
DROP TRIGGER namekey_updated ON registry_personaddress;
DROP TRIGGER namekey_deleted ON registry_personaddress;
DROP TRIGGER namekey_updated ON registry_address;
DROP FUNCTION registry_search(jsonb, int), registry_known(text), registry_pass(text[], text[], text, text[], int),
    registry_near_words(text[]), registry_survivor(bigint), registry_not_withheld(bigint[]), registry_is_withheld(bigint), registry_forget_namewords(),
    registry_fill_namekeys(), registry_address_written(), registry_personaddress_written(), registry_person_rewritten(),
    registry_person_written(), registry_refresh_namekeys(bigint[]), registry_slips(text), registry_words(text),
    registry_father_keys(text), registry_spelling_keys(text), registry_fold(text, boolean);
DROP TABLE registry_namekey, registry_nameword;
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0002_policies")]

    operations = [
        migrations.RunSQL([TABLES, FOLD, REFRESH, SEARCH, "SELECT registry_fill_namekeys()"], BACK),
    ]
