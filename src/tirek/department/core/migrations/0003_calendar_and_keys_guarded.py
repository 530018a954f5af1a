"""Who may enter a day, who sees an answer, and who may forget old keys."""

from __future__ import annotations

from django.db import migrations

from tirek.department.core.policies import APP_ROLE

VIEWER = "nullif((SELECT current_setting('tirek.viewer', true)), '')::bigint"
SHORTEST_DAYS = 1
"""A key younger than this is never forgotten: the sender may still be trying."""

# The program's own days are the owner's to enter. The app enters proposals of a person, and nothing else.
CALENDAR = f"""
ALTER TABLE core_calendarday ENABLE ROW LEVEL SECURITY;
CREATE POLICY core_calendarday_read ON core_calendarday FOR SELECT TO {APP_ROLE} USING (true);
CREATE POLICY core_calendarday_propose ON core_calendarday FOR INSERT TO {APP_ROLE}
    WITH CHECK (entered_by_id IS NOT NULL AND state = 'proposed');
CREATE POLICY core_calendarday_decide ON core_calendarday FOR UPDATE TO {APP_ROLE}
    USING (entered_by_id IS NOT NULL) WITH CHECK (entered_by_id IS NOT NULL);
REVOKE DELETE, TRUNCATE ON core_calendarday FROM {APP_ROLE};
"""  # noqa: S608 - names of our own
CALENDAR_BACK = """
DROP POLICY core_calendarday_read ON core_calendarday;
DROP POLICY core_calendarday_propose ON core_calendarday;
DROP POLICY core_calendarday_decide ON core_calendarday;
ALTER TABLE core_calendarday DISABLE ROW LEVEL SECURITY;
"""
KEYS = f"""
ALTER TABLE core_idempotencykey ENABLE ROW LEVEL SECURITY;
CREATE POLICY core_idempotencykey_own ON core_idempotencykey TO {APP_ROLE}
    USING (user_id = {VIEWER}) WITH CHECK (user_id = {VIEWER});
CREATE FUNCTION forget_idempotency_keys(days integer) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH gone AS (
        DELETE FROM core_idempotencykey
        WHERE created_at < now() - make_interval(days => greatest(days, {SHORTEST_DAYS})) RETURNING 1
    )
    SELECT count(*) FROM gone
$$;
REVOKE ALL ON FUNCTION forget_idempotency_keys(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_idempotency_keys(integer) TO {APP_ROLE};
"""  # noqa: S608 - names of our own
KEYS_BACK = """
DROP FUNCTION forget_idempotency_keys(integer);
DROP POLICY core_idempotencykey_own ON core_idempotencykey;
ALTER TABLE core_idempotencykey DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0002_calendar_and_keys")]

    operations = [migrations.RunSQL(CALENDAR, CALENDAR_BACK), migrations.RunSQL(KEYS, KEYS_BACK)]
