"""What the database itself holds: entries balance and stay, no limit is overdrawn, and who sees which line."""

from django.db import migrations

from tirek.department.core.policies import APP_ROLE, CONFIDENTIAL, TERRITORIES, enable, enable_through, restrict

# A district spends from its city's lines where it has none of its own: it sees the lines above it and writes none of them.
REACH = """
CREATE FUNCTION budgets_reach() RETURNS text[] LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    WITH RECURSIVE over(code) AS (
        SELECT unnest(string_to_array(current_setting('tirek.territory', true), ','))
        UNION
        SELECT t.parent_id::text FROM core_territory t JOIN over ON t.code = over.code WHERE t.parent_id IS NOT NULL
    ) SELECT coalesce(array_agg(code), '{}') FROM over
$$"""
# Lines are locked in the order of their numbers, by all that write to them, before anything is read that the writing rests on.
LOCK = """
CREATE FUNCTION budgets_lock_lines(lines bigint[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM FROM budgets_line WHERE id = ANY (lines) ORDER BY id FOR NO KEY UPDATE;
END $$"""
# Whoever signs must know how much waits ahead, also in districts that are not theirs: sums in their order, and nothing else.
AHEAD = """
CREATE FUNCTION budgets_waiting_ahead(budget_ text, programme_ text, year_ int, applied date, number_ text, besides bigint)
RETURNS TABLE (amounts bigint[]) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT w.amounts FROM budgets_waiting w JOIN decisions_decision d ON d.id = w.decision_id
    WHERE w.state = 'waiting' AND d.state <> 'dropped' AND (w.budget, w.programme, w.year) = (budget_, programme_, year_)
      AND (w.applied_on, w.number) < (applied, number_) AND w.decision_id <> besides
    ORDER BY w.applied_on, w.number, w.id
$$"""
ACTS = """
    SELECT 'plan' AS kind, p.id AS source, r.line_id AS line, r.month, r.amount
    FROM budgets_planrow r JOIN budgets_plan p ON p.id = r.plan_id WHERE p.state = 'approved'
    UNION ALL SELECT 'amend', a.id, r.line_id, r.month, r.amount
    FROM budgets_amendmentrow r JOIN budgets_amendment a ON a.id = r.amendment_id WHERE a.state = 'approved'
    UNION ALL SELECT 'transfer', id, from_line_id, from_month, -amount FROM budgets_transfer WHERE state = 'approved'
    UNION ALL SELECT 'transfer', id, to_line_id, to_month, amount FROM budgets_transfer WHERE state = 'approved'"""
# Between which accounts each kind moves money, and in which direction (0: either).
MOVES = """(VALUES
    ('plan', 'plan', -1), ('plan', 'free', 1), ('amend', 'plan', 0), ('amend', 'free', 0),
    ('transfer', 'plan', 0), ('transfer', 'free', 0), ('reserve', 'free', -1), ('reserve', 'reserved', 1),
    ('release', 'reserved', -1), ('release', 'free', 1), ('commit', 'reserved', -1), ('commit', 'committed', 1),
    ('uncommit', 'committed', -1), ('uncommit', 'reserved', 1), ('pay', 'committed', -1), ('pay', 'paid', 1),
    ('give_back', 'returned', -1), ('give_back', 'reserved', 1), ('recover', 'returned', -1), ('recover', 'free', 1))"""
ACCOUNTS = ("plan", "free", "reserved", "committed", "paid", "returned")
SIGNS = dict.fromkeys(ACCOUNTS, "+") | {"plan": "-", "returned": "-"}
SUMS = ", ".join(f"coalesce(sum(w.amount) FILTER (WHERE w.account = '{each}'), 0) AS {each}" for each in ACCOUNTS)
SETS = ", ".join(f"{each} = b.{each} {SIGNS[each]} d.{each}" for each in ACCOUNTS)
ROWS = "written w JOIN budgets_entry e ON e.id = w.entry_id"
KEEP = f"""
CREATE FUNCTION budgets_keep_balances() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    lines bigint[];
    short record;
BEGIN
    SELECT array_agg(DISTINCT e.line_id) INTO lines FROM {ROWS};
    IF lines IS NULL THEN RETURN NULL; END IF;
    PERFORM budgets_lock_lines(lines);
    IF EXISTS (SELECT FROM written GROUP BY entry_id, month HAVING sum(amount) <> 0) THEN
        RAISE EXCEPTION 'an entry takes as much as it puts' USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_balances';
    END IF;
    IF (SELECT count(*) FROM budgets_posting p WHERE p.entry_id IN (SELECT entry_id FROM written))
       <> (SELECT count(*) FROM written) THEN
        RAISE EXCEPTION 'an entry is written at once' USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_written_at_once';
    END IF;
    IF EXISTS (SELECT FROM {ROWS} LEFT JOIN {MOVES} AS m(kind, account, direction)
               ON (m.kind, m.account) = (e.kind, w.account) AND (m.direction = 0 OR m.direction = sign(w.amount))
               WHERE e.kind <> 'correct' AND m.kind IS NULL) THEN
        RAISE EXCEPTION 'this kind of entry moves money between other accounts'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_moves_as_its_kind';
    END IF;
    IF EXISTS (SELECT FROM {ROWS} WHERE e.kind IN ('plan', 'amend', 'transfer') AND w.account = 'free' AND NOT EXISTS (
               SELECT FROM ({ACTS}) a WHERE (a.kind, a.source, a.line, a.month, a.amount)
                                          = (e.kind, e.source_id, e.line_id, w.month, w.amount))) THEN
        RAISE EXCEPTION 'a limit changes only as an approved act says'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'limit_by_an_approved_act';
    END IF;
    IF EXISTS (SELECT FROM budgets_entry e JOIN budgets_entry o ON o.id = e.reverses_id
               JOIN budgets_posting p ON p.entry_id IN (e.id, o.id)
               WHERE e.id IN (SELECT entry_id FROM written)
               GROUP BY e.id, o.id, p.account, p.month
               HAVING sum(p.amount) <> 0 OR e.line_id <> o.line_id OR o.kind = 'correct') THEN
        RAISE EXCEPTION 'a correction undoes the whole entry'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_reverses_the_whole';
    END IF;
    INSERT INTO budgets_monthbalance (line_id, month, plan, free, reserved, committed, paid, returned)
        SELECT DISTINCT e.line_id, w.month, 0, 0, 0, 0, 0, 0 FROM {ROWS} ON CONFLICT (line_id, month) DO NOTHING;
    UPDATE budgets_monthbalance b SET {SETS}
        FROM (SELECT e.line_id, w.month, {SUMS} FROM {ROWS} GROUP BY e.line_id, w.month) d
        WHERE (b.line_id, b.month) = (d.line_id, d.month);
    SELECT line_id, month, total INTO short FROM (
        SELECT line_id, month, sum(free) OVER (PARTITION BY line_id ORDER BY month) AS total
        FROM budgets_monthbalance WHERE line_id = ANY (lines)) t WHERE total < 0 ORDER BY line_id, month LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'line % has % tenge less than needed by month %', short.line_id, -short.total, short.month
            USING ERRCODE = 'check_violation', CONSTRAINT = 'limit_not_overdrawn';
    END IF;
    RETURN NULL;
END $$"""  # noqa: S608
SHARES = """
CREATE FUNCTION budgets_shares_whole() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (SELECT sum(share) FROM budgets_fundshare s WHERE (s.territory, s.programme, s.year, s.since)
        = (NEW.territory, NEW.programme, NEW.year, NEW.since)) <> 10000 THEN
        RAISE EXCEPTION 'the shares of the funds make the whole'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'fund_shares_make_the_whole';
    END IF;
    RETURN NULL;
END $$"""
# While it is prepared a proposal may change; once proposed only its state does; once approved or given up, nothing.
STAYS = """
CREATE FUNCTION budgets_proposal_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE moves text[] := ARRAY['state', 'approved_by_id', 'approved_at', 'dropped_because'];
BEGIN
    IF OLD.state IN ('approved', 'dropped') OR OLD.prepared_by_id <> NEW.prepared_by_id
       OR OLD.state = 'proposed' AND (to_jsonb(NEW) - moves <> to_jsonb(OLD) - moves OR NEW.state = 'draft')
       OR OLD.state = 'draft' AND NEW.state = 'approved' THEN
        RAISE EXCEPTION 'what was proposed is approved or given up, not rewritten'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'proposal_stays';
    END IF;
    RETURN NEW;
END $$"""
ROW_STAYS = """
CREATE FUNCTION budgets_row_stays() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_TABLE_NAME = 'budgets_planrow' THEN
        IF NOT EXISTS (SELECT FROM budgets_plan p JOIN budgets_line l ON l.id = NEW.line_id
            AND (l.territory, l.year) = (p.territory, p.year) WHERE p.id = NEW.plan_id AND p.state = 'draft') THEN
            RAISE EXCEPTION 'rows are of the plan''s own lines, and stay once it is proposed'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'proposal_stays';
        END IF;
    ELSIF NOT EXISTS (SELECT FROM budgets_amendment a JOIN budgets_plan p ON p.id = a.plan_id JOIN budgets_line l
        ON l.id = NEW.line_id AND (l.territory, l.year) = (p.territory, p.year)
        WHERE a.id = NEW.amendment_id AND a.state = 'draft' AND p.state = 'approved') THEN
        RAISE EXCEPTION 'rows are of the plan''s own lines, and stay once they are proposed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'proposal_stays';
    END IF;
    RETURN NEW;
END $$"""
RESERVED = """
CREATE FUNCTION budgets_reservation_judged() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NOT EXISTS (SELECT FROM entitlements_due d, budgets_line l, budgets_entry e
            WHERE d.id = NEW.due_id AND l.id = NEW.line_id AND e.id = NEW.entry_id AND d.unit = 'tenge'
              AND d.state IN ('planned', 'held') AND e.kind = 'reserve' AND e.line_id = l.id
              AND (d.quantity, d.territory, d.confidential, d.programme, extract(year FROM d.due_on),
                   extract(month FROM d.due_on))
                = (NEW.amount, NEW.territory, NEW.confidential, l.programme, l.year, NEW.month)) THEN
            RAISE EXCEPTION 'a reservation is of its due row, on a line of its programme and year'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'reservation_of_its_due';
        END IF;
    ELSIF OLD.released_by_entry_id IS NOT NULL THEN
        RAISE EXCEPTION 'what was released stays so' USING ERRCODE = 'check_violation', CONSTRAINT = 'reservation_stays';
    END IF;
    RETURN NEW;
END $$"""
TRIGGERS = """
CREATE TRIGGER budgets_keep_balances AFTER INSERT ON budgets_posting REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION budgets_keep_balances();
CREATE CONSTRAINT TRIGGER budgets_shares_whole AFTER INSERT ON budgets_fundshare DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION budgets_shares_whole();
CREATE TRIGGER budgets_proposal_stays BEFORE UPDATE ON budgets_plan FOR EACH ROW EXECUTE FUNCTION budgets_proposal_stays();
CREATE TRIGGER budgets_proposal_stays BEFORE UPDATE ON budgets_amendment
    FOR EACH ROW EXECUTE FUNCTION budgets_proposal_stays();
CREATE TRIGGER budgets_proposal_stays BEFORE UPDATE ON budgets_transfer
    FOR EACH ROW EXECUTE FUNCTION budgets_proposal_stays();
CREATE TRIGGER budgets_row_stays BEFORE INSERT ON budgets_planrow FOR EACH ROW EXECUTE FUNCTION budgets_row_stays();
CREATE TRIGGER budgets_row_stays BEFORE INSERT ON budgets_amendmentrow FOR EACH ROW EXECUTE FUNCTION budgets_row_stays();
CREATE TRIGGER budgets_reservation_judged BEFORE INSERT OR UPDATE ON budgets_reservation
    FOR EACH ROW EXECUTE FUNCTION budgets_reservation_judged()"""
NO_TRIGGERS = """
DROP TRIGGER budgets_reservation_judged ON budgets_reservation; DROP TRIGGER budgets_row_stays ON budgets_amendmentrow;
DROP TRIGGER budgets_row_stays ON budgets_planrow; DROP TRIGGER budgets_proposal_stays ON budgets_transfer;
DROP TRIGGER budgets_proposal_stays ON budgets_amendment; DROP TRIGGER budgets_proposal_stays ON budgets_plan;
DROP TRIGGER budgets_shares_whole ON budgets_fundshare; DROP TRIGGER budgets_keep_balances ON budgets_posting"""
OPEN = f"(coalesce(confidential, '') = '' OR confidential = ANY ({CONFIDENTIAL}))"
REACHED = f"territory = ANY ((SELECT budgets_reach())::text[]) AND {OPEN}"
OWN = f"territory = ANY ({TERRITORIES}) AND {OPEN}"
SHARED, SHARED_OWN = "territory = ANY ((SELECT budgets_reach())::text[])", f"territory = ANY ({TERRITORIES})"
INSERT_ONLY = ("line", "fundshare", "planrow", "amendmentrow", "entry", "posting", "monthbalance", "reservation")
TABLES = ", ".join(f"budgets_{each}" for each in INSERT_ONLY)


class Migration(migrations.Migration):
    dependencies = [("budgets", "0001_limits_and_their_ledger")]

    operations = [
        migrations.RunSQL(REACH, "DROP FUNCTION budgets_reach()"),
        migrations.RunSQL(LOCK, "DROP FUNCTION budgets_lock_lines(bigint[])"),
        migrations.RunSQL(AHEAD, "DROP FUNCTION budgets_waiting_ahead(text, text, int, date, text, bigint)"),
        migrations.RunSQL(KEEP, "DROP FUNCTION budgets_keep_balances()"),
        migrations.RunSQL(SHARES, "DROP FUNCTION budgets_shares_whole()"),
        migrations.RunSQL(STAYS, "DROP FUNCTION budgets_proposal_stays()"),
        migrations.RunSQL(ROW_STAYS, "DROP FUNCTION budgets_row_stays()"),
        migrations.RunSQL(RESERVED, "DROP FUNCTION budgets_reservation_judged()"),
        migrations.RunSQL(TRIGGERS, NO_TRIGGERS),
        *restrict("budgets_line", REACHED, written=OWN),
        *restrict("budgets_fundshare", SHARED, written=SHARED_OWN),
        *restrict("budgets_plan", SHARED, written=SHARED_OWN),
        *restrict("budgets_amendment", SHARED, written=SHARED_OWN),
        *enable("budgets_transfer", confidential="confidential"),
        *enable_through("budgets_planrow", "line_id", "budgets_line"),
        *enable_through("budgets_amendmentrow", "line_id", "budgets_line"),
        *enable_through("budgets_entry", "line_id", "budgets_line"),
        *enable_through("budgets_posting", "entry_id", "budgets_entry"),
        *enable_through("budgets_monthbalance", "line_id", "budgets_line"),
        *enable("budgets_reservation", confidential="confidential"),
        *enable("budgets_waiting", confidential="confidential"),
        migrations.RunSQL(
            f"REVOKE UPDATE ON {TABLES} FROM {APP_ROLE}; REVOKE INSERT ON budgets_monthbalance FROM {APP_ROLE}; "
            f"GRANT UPDATE (classification, title) ON budgets_line TO {APP_ROLE}; "
            f"GRANT UPDATE (released_by_entry_id) ON budgets_reservation TO {APP_ROLE}",
            f"REVOKE UPDATE (released_by_entry_id) ON budgets_reservation FROM {APP_ROLE}; "
            f"REVOKE UPDATE (classification, title) ON budgets_line FROM {APP_ROLE}; "
            f"GRANT UPDATE ON {TABLES} TO {APP_ROLE}; GRANT INSERT ON budgets_monthbalance TO {APP_ROLE}",
        ),
    ]
