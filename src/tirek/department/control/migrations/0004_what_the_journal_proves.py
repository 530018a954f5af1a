"""What the journal says of one decision, and the digests of the hour it said it in: for a bundle of evidence alone."""

from django.db import migrations

# The serving role may not read the journal. Of a decision that it sees, whoever makes a bundle (the door is opened by the action,
# for its own transaction) gets the lines of the writes; of an hour nothing but digests.
LINES = """
CREATE FUNCTION control_journal_of(of_decision bigint) RETURNS TABLE (
    writer uuid, hour timestamptz, sequence integer, previous bytea, digest bytea, at timestamptz, user_id bigint, roles text,
    rights_digest bytea, break_glass_id bigint, action text, kind text, object_id bigint, person_ids bigint[], purpose text,
    detail_digest bytea, note_id uuid, request_id text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH asked AS (
        SELECT d.id, d.case_id, c.application_id FROM decisions_decision d JOIN applications_case c ON c.id = d.case_id
        WHERE d.id = of_decision AND current_setting('tirek.evidence', true) = 'on'
          AND d.territory = ANY (string_to_array(current_setting('tirek.territory', true), ','))
          AND (d.confidential = '' OR d.confidential = ANY (string_to_array(current_setting('tirek.confidential', true), ',')))
    ), things (kind, object_id) AS (
        SELECT 'application', application_id FROM asked
        UNION ALL SELECT 'case', case_id FROM asked
        UNION ALL SELECT 'decision', id FROM asked
        UNION ALL SELECT 'evaluations_evaluation', d.evaluation_id FROM asked JOIN decisions_decision d ON d.id = asked.id
        UNION ALL SELECT k.kind, e.id FROM asked JOIN entitlements_entitlement e ON e.decision_id = asked.id
            CROSS JOIN (VALUES ('entitlements_entitlement'), ('entitlement'), ('entitlement_members'), ('dues')) AS k (kind)
        UNION ALL SELECT 'payment', p.id FROM asked JOIN entitlements_entitlement e ON e.decision_id = asked.id
            JOIN entitlements_due u ON u.entitlement_id = e.id JOIN payments_payment p ON p.due_id = u.id
    )
    SELECT l.writer, l.hour, l.sequence, l.previous, l.digest, l.at, l.user_id, l.roles, l.rights_digest, l.break_glass_id,
           l.action, l.kind, l.object_id, l.person_ids, l.purpose, l.detail_digest, l.note_id, l.request_id
    FROM journal_line l JOIN things t ON t.kind = l.kind AND t.object_id = l.object_id
    WHERE l.note_id IS NOT NULL ORDER BY l.at, l.writer, l.sequence
$$"""
HOUR = """
CREATE FUNCTION control_journal_hour(of_hour timestamptz) RETURNS TABLE (
    writer uuid[], sequence integer[], digests bytea[], lines integer, root bytea, previous bytea, digest bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT array_agg(l.writer ORDER BY l.writer, l.sequence), array_agg(l.sequence ORDER BY l.writer, l.sequence),
           array_agg(l.digest ORDER BY l.writer, l.sequence), s.lines, s.root, s.previous, s.digest
    FROM journal_seal s JOIN journal_line l ON l.hour = s.hour
    WHERE s.hour = of_hour AND current_setting('tirek.evidence', true) = 'on'
    GROUP BY s.hour, s.lines, s.root, s.previous, s.digest
$$"""
GRANTS = """
REVOKE ALL ON FUNCTION control_journal_of(bigint), control_journal_hour(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION control_journal_of(bigint), control_journal_hour(timestamptz) TO tirek_app"""


class Migration(migrations.Migration):
    dependencies = [
        ("control", "0003_payments_in_samples_and_bundles"),
        ("journal", "0001_lines_and_history"),
    ]

    operations = [
        migrations.RunSQL(LINES, "DROP FUNCTION control_journal_of(bigint)"),
        migrations.RunSQL(HOUR, "DROP FUNCTION control_journal_hour(timestamptz)"),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
