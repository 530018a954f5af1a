"""Functions of the journal in the database, as migrations run them. Owned by the owner's role; they ask before they show."""

REQUIRE_HISTORY = """
CREATE FUNCTION journal_require_history() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $body$
DECLARE
    current bigint := pg_current_xact_id()::text::bigint;
    missing text;
BEGIN
    IF EXISTS (SELECT FROM journal_fieldchange c
               WHERE c.content = TG_TABLE_NAME AND c.row_id IS NULL AND c.txid = current AND c.kind = 'batch') THEN
        RETURN NULL;
    END IF;
    SELECT min(n.key) INTO missing FROM jsonb_each(to_jsonb(NEW)) n
    WHERE n.value IS DISTINCT FROM to_jsonb(OLD) -> n.key AND n.key <> ALL (string_to_array(TG_ARGV[0], ','))
      AND NOT EXISTS (SELECT FROM journal_fieldchange c
                      WHERE c.content = TG_TABLE_NAME AND c.row_id = NEW.id AND c.txid = current AND c.field = n.key);
    IF missing IS NOT NULL THEN
        RAISE EXCEPTION 'no history of column % of table % in this transaction', missing, TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'history_required', TABLE = TG_TABLE_NAME,
                  HINT = 'Change rows by tirek.department.journal.history.';
    END IF;
    RETURN NULL;
END $body$"""

REFUSE_SEALED_HOUR = """
CREATE FUNCTION journal_refuse_sealed_hour() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $body$
BEGIN
    -- Shared by all writers, exclusive for the one who seals: no line slips into an hour while it is being closed.
    PERFORM pg_advisory_xact_lock_shared(7435031);
    IF NEW.hour <= (SELECT max(s.hour) FROM journal_seal s) THEN
        RAISE EXCEPTION 'the hour is sealed'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'hour_sealed', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $body$"""

UNCHAINED = """
CREATE FUNCTION journal_unchained(of_txid bigint, older_than_seconds integer, at_most integer)
RETURNS TABLE (id uuid, at timestamptz, user_id bigint, roles varchar, rights_digest bytea, break_glass_id bigint, action varchar,
               kind varchar, object_id bigint, person_ids bigint[], purpose varchar, detail_digest bytea, request_id varchar)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $body$
    SELECT n.id, n.at, n.user_id, n.roles, n.rights_digest, n.break_glass_id, n.action, n.kind, n.object_id, n.person_ids,
           n.purpose, n.detail_digest, n.request_id
    FROM journal_note n
    WHERE (of_txid IS NULL OR n.txid = of_txid)
      AND (older_than_seconds = 0 OR n.at < clock_timestamp() - make_interval(secs => older_than_seconds))
      AND NOT EXISTS (SELECT FROM journal_line l WHERE l.note_id = n.id)
    ORDER BY n.at, n.id
    LIMIT at_most
$body$"""

MERKLE_ROOT = """
CREATE FUNCTION journal_merkle_root(digests bytea[]) RETURNS bytea LANGUAGE plpgsql IMMUTABLE
SET search_path = public, pg_temp AS $body$
DECLARE
    level bytea[];
BEGIN
    IF coalesce(cardinality(digests), 0) = 0 THEN
        RETURN sha256('\\x00'::bytea);
    END IF;
    SELECT array_agg(sha256('\\x00'::bytea || d) ORDER BY place) INTO level FROM unnest(digests) WITH ORDINALITY AS u (d, place);
    WHILE cardinality(level) > 1 LOOP
        SELECT array_agg(pair.digest ORDER BY pair.place) INTO level FROM (
            SELECT (place - 1) / 2 AS place,
                   CASE count(*) WHEN 2 THEN sha256('\\x01'::bytea || string_agg(d, ''::bytea ORDER BY u.place))
                        ELSE string_agg(d, ''::bytea) END AS digest
            FROM unnest(level) WITH ORDINALITY AS u (d, place) GROUP BY (place - 1) / 2
        ) pair;
    END LOOP;
    RETURN level[1];
END $body$"""

MOMENT_TEXT = """
CREATE FUNCTION journal_moment_text(moment timestamptz) RETURNS text LANGUAGE sql STABLE AS $body$
    SELECT to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
$body$"""

SEAL_HOUR = """
CREATE FUNCTION journal_seal_hour(which timestamptz) RETURNS bytea LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $body$
DECLARE
    this timestamptz := date_trunc('hour', which, 'UTC');
    before journal_seal%ROWTYPE;
    found bytea;
    leaves bytea[];
    root bytea;
    head bytea;
    last_digest bytea;
BEGIN
    SELECT s.digest INTO found FROM journal_seal s WHERE s.hour = this;
    IF found IS NOT NULL THEN
        RETURN found;
    END IF;
    IF this + interval '1 hour' > clock_timestamp() THEN
        RAISE EXCEPTION 'the hour is not over' USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    PERFORM pg_advisory_xact_lock(7435031);
    SELECT s.digest INTO found FROM journal_seal s WHERE s.hour = this;
    IF found IS NOT NULL THEN
        RETURN found;
    END IF;
    SELECT * INTO before FROM journal_seal s ORDER BY s.hour DESC LIMIT 1;
    IF before.hour > this
       OR EXISTS (SELECT FROM journal_line l WHERE l.hour < this AND l.hour > coalesce(before.hour, '-infinity')) THEN
        RAISE EXCEPTION 'hours are sealed in their order' USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    SELECT array_agg(l.digest ORDER BY l.writer, l.sequence) INTO leaves FROM journal_line l WHERE l.hour = this;
    root := journal_merkle_root(leaves);
    head := convert_to(journal_moment_text(this) || '|' || coalesce(cardinality(leaves), 0) || '|', 'UTF8');
    last_digest := coalesce(before.digest, decode(repeat('00', 32), 'hex'));
    found := sha256('\\x02'::bytea || head || root || last_digest);
    INSERT INTO journal_seal (hour, lines, root, previous, digest, sealed_at)
    VALUES (this, coalesce(cardinality(leaves), 0), root, last_digest, found, clock_timestamp());
    RETURN found;
END $body$"""

HOURS_TO_SEAL = """
CREATE FUNCTION journal_hours_to_seal(before timestamptz) RETURNS SETOF timestamptz
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $body$
    SELECT DISTINCT l.hour FROM journal_line l
    WHERE l.hour > coalesce((SELECT max(s.hour) FROM journal_seal s), '-infinity') AND l.hour + interval '1 hour' <= before
    ORDER BY 1
$body$"""

CLEAR_NOTES = """
CREATE FUNCTION journal_clear_notes() RETURNS bigint LANGUAGE sql SECURITY DEFINER
SET search_path = public, pg_temp AS $body$
    -- A note whose line lies in a sealed hour has done its work.
    WITH gone AS (
        DELETE FROM journal_note n USING journal_line l
        WHERE l.note_id = n.id AND l.hour <= (SELECT max(s.hour) FROM journal_seal s) RETURNING 1
    ) SELECT count(*) FROM gone
$body$"""

DESTROY_KEY = """
CREATE FUNCTION journal_destroy_key(whose bigint, by_erasure bigint) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $body$
DECLARE
    destroyed bigint;
BEGIN
    IF NOT EXISTS (SELECT FROM journal_erasure e
                   WHERE e.id = by_erasure AND e.person_id = whose AND e.confirmed_at IS NOT NULL
                     AND e.territory = ANY (string_to_array(current_setting('tirek.territory', true), ','))) THEN
        RAISE EXCEPTION 'no confirmed erasure of this person' USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE journal_personkey k SET wrapped = NULL, destroyed_at = clock_timestamp(), erasure_id = by_erasure
    WHERE k.person_id = whose AND k.wrapped IS NOT NULL
      -- What was written after the erasure is sealed with a new key, which this erasure was not about.
      AND k.made_at <= (SELECT e.confirmed_at FROM journal_erasure e WHERE e.id = by_erasure);
    GET DIAGNOSTICS destroyed = ROW_COUNT;
    RETURN destroyed;
END $body$"""

REVEALS_SINCE = """
CREATE FUNCTION journal_reveals_since(who bigint, since timestamptz) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $body$
    SELECT count(*) FROM journal_line l WHERE l.user_id = who AND l.at > since AND l.action = 'reveal'
$body$"""

FUNCTIONS = {
    "journal_require_history()": REQUIRE_HISTORY,
    "journal_refuse_sealed_hour()": REFUSE_SEALED_HOUR,
    "journal_unchained(bigint, integer, integer)": UNCHAINED,
    "journal_merkle_root(bytea[])": MERKLE_ROOT,
    "journal_moment_text(timestamptz)": MOMENT_TEXT,
    "journal_seal_hour(timestamptz)": SEAL_HOUR,
    "journal_hours_to_seal(timestamptz)": HOURS_TO_SEAL,
    "journal_clear_notes()": CLEAR_NOTES,
}
CALLED_BY_APP = (
    "journal_unchained(bigint, integer, integer)",
    "journal_seal_hour(timestamptz)",
    "journal_hours_to_seal(timestamptz)",
    "journal_clear_notes()",
)

DOOR = "coalesce(current_setting('tirek.journal', true), '') = 'on'"
"""Opened by ``reading.reading`` for viewers with the ability, for one transaction."""
HERE = "(SELECT string_to_array(current_setting('tirek.territory', true), ','))::text[]"

VIEW_SEEN = f"""
CREATE VIEW journal_seen WITH (security_barrier) AS
SELECT l.id, l.at, l.user_id, l.roles, l.rights_digest, l.break_glass_id, l.action, l.kind, l.object_id, l.person_ids, l.purpose,
       l.detail_digest, l.request_id, l.writer, l.hour, l.sequence, l.digest
FROM journal_line l
WHERE {DOOR} AND CASE
    WHEN l.person_ids <> '{{}}' THEN
        EXISTS (SELECT FROM registry_person p WHERE p.id = ANY (l.person_ids) AND p.territory = ANY ({HERE}))
    ELSE l.user_id IS NULL
        OR EXISTS (SELECT FROM accounts_post a WHERE a.user_id = l.user_id AND a.territory_id = ANY ({HERE}))
END"""  # noqa: S608 - constants only

LINES_OF_PERSON = f"""
CREATE FUNCTION journal_lines_of_person(which bigint) RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $body$
    -- The index over the people of a line serves no query through a policy or a barrier: asked here, for one visible person.
    SELECT l.id FROM journal_line l
    WHERE {DOOR} AND l.person_ids @> ARRAY[which] AND l.person_ids <> '{{}}'
      AND EXISTS (SELECT FROM registry_person p WHERE p.id = which AND p.territory = ANY ({HERE}))
$body$"""  # noqa: S608 - constants only

FUNCTIONS_OF_READING = {
    "journal_destroy_key(bigint, bigint)": DESTROY_KEY,
    "journal_reveals_since(bigint, timestamptz)": REVEALS_SINCE,
    "journal_lines_of_person(bigint)": LINES_OF_PERSON,
}
