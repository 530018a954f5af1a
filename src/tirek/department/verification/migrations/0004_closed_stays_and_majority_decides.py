"""What is closed stays; who concludes or sets a sum is more than half of those who may; a vote belongs to its body."""

from django.db import migrations

# As the owner: a member's own family hides rows from that member, and the count must hold all of them.
HEAD = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"

REFUSE = """
CREATE FUNCTION verification_refuse(rule text, sentence text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', sentence USING ERRCODE = 'check_violation', CONSTRAINT = rule;
END $$"""

VISIT = """
DECLARE members integer; agreed integer;
BEGIN
    IF OLD.state IN ('closed', 'no_act', 'cancelled') THEN PERFORM verification_refuse('visit_closed_stays', 'a closed visit stays'); END IF;
    IF (NEW.application_id, NEW.family_id, NEW.confidential) IS DISTINCT FROM
       (OLD.application_id, OLD.family_id, OLD.confidential) THEN
        PERFORM verification_refuse('visit_stays_whose_it_is', 'a visit stays whose it is');
    END IF;
    IF OLD.state = 'visited' AND (NEW.state NOT IN ('visited', 'closed', 'cancelled') OR NEW.act IS DISTINCT FROM OLD.act
       OR NEW.visited_at IS DISTINCT FROM OLD.visited_at OR NEW.command IS DISTINCT FROM OLD.command) THEN
        PERFORM verification_refuse('visit_act_stays', 'an act that was sent stays');
    END IF;
    IF NEW.state = 'closed' THEN
        SELECT count(*), count(*) FILTER (WHERE vote = NEW.conclusion) INTO members, agreed
        FROM verification_visitmember WHERE visit_id = NEW.id;
        IF OLD.state <> 'visited' OR agreed * 2 <= members THEN
            PERFORM verification_refuse('visit_concluded_by_most', 'more than half of the members conclude');
        END IF;
    END IF;
    RETURN NEW;
END"""
MEMBER = """
DECLARE visit_state text;
BEGIN
    SELECT state INTO visit_state FROM verification_visit WHERE id = NEW.visit_id;
    IF visit_state NOT IN ('assigned', 'visited') THEN PERFORM verification_refuse('visit_closed_stays', 'a closed visit stays'); END IF;
    IF NEW.vote <> '' AND visit_state <> 'visited' THEN
        PERFORM verification_refuse('visit_voted_after_the_act', 'the act comes before the votes');
    END IF;
    IF TG_OP = 'UPDATE' AND ((NEW.visit_id, NEW.user_id) IS DISTINCT FROM (OLD.visit_id, OLD.user_id)
       OR (OLD.vote <> '' AND NEW IS DISTINCT FROM OLD)) THEN
        PERFORM verification_refuse('visit_vote_stays', 'a vote that was given stays');
    END IF;
    RETURN NEW;
END"""
PHOTO = """
BEGIN
    IF NOT EXISTS (SELECT FROM verification_visit WHERE id = NEW.visit_id AND state = 'visited') THEN
        PERFORM verification_refuse('visit_closed_stays', 'photos come with the act, before the visit is closed');
    END IF;
    RETURN NEW;
END"""
SESSION = """
DECLARE present_members integer; undecided integer;
BEGIN
    IF OLD.state <> 'called' THEN PERFORM verification_refuse('session_closed_stays', 'a closed session stays'); END IF;
    IF (NEW.territory, NEW.confidential, NEW.quorum) IS DISTINCT FROM (OLD.territory, OLD.confidential, OLD.quorum) THEN
        PERFORM verification_refuse('session_stays_as_called', 'a session stays as it was called');
    END IF;
    IF NEW.state = 'held' THEN
        SELECT count(*) INTO present_members FROM verification_sessionmember WHERE session_id = NEW.id AND present;
        IF present_members < NEW.quorum
           OR NOT EXISTS (SELECT FROM verification_sessionmember WHERE session_id = NEW.id AND chairs AND present) THEN
            PERFORM verification_refuse('session_quorum', 'there is no quorum, or no chair');
        END IF;
        SELECT count(*) INTO undecided FROM verification_sessionitem AS item
        WHERE item.session_id = NEW.id AND item.deferred = '' AND (item.in_need IS NULL OR present_members >= 2 * (
            SELECT count(*) FROM verification_sessionvote AS vote WHERE vote.item_id = item.id AND vote.ballot = 'for'));
        IF undecided > 0 THEN PERFORM verification_refuse('session_items_decided', 'an item is not decided'); END IF;
    END IF;
    RETURN NEW;
END"""
SITTER = """
BEGIN
    IF NOT EXISTS (SELECT FROM verification_session WHERE id = NEW.session_id AND state = 'called') THEN
        PERFORM verification_refuse('session_closed_stays', 'a closed session stays');
    END IF;
    IF TG_OP = 'UPDATE' AND (NEW.session_id, NEW.user_id) IS DISTINCT FROM (OLD.session_id, OLD.user_id) THEN
        PERFORM verification_refuse('session_stays_as_called', 'a session stays as it was called');
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.present AND NOT NEW.present
       AND EXISTS (SELECT FROM verification_sessionvote WHERE member_id = NEW.id) THEN
        PERFORM verification_refuse('session_voter_was_present', 'who has voted was present');
    END IF;
    RETURN NEW;
END"""
ITEM = """
BEGIN
    IF NOT EXISTS (SELECT FROM verification_session WHERE id = NEW.session_id AND state = 'called') THEN
        PERFORM verification_refuse('session_closed_stays', 'a closed session stays');
    END IF;
    IF NOT EXISTS (SELECT FROM verification_session AS session JOIN applications_case AS file ON file.id = NEW.case_id
                   WHERE session.id = NEW.session_id AND session.territory = file.territory
                   AND session.confidential = file.confidential) THEN
        PERFORM verification_refuse('session_of_the_cases_district', 'a case goes to a session of its own district and programme');
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF (NEW.session_id, NEW.case_id, NEW.ceiling_tenge) IS DISTINCT FROM
           (OLD.session_id, OLD.case_id, OLD.ceiling_tenge) OR OLD.deferred <> '' THEN
            PERFORM verification_refuse('session_item_stays', 'an item stays as it was opened');
        END IF;
        IF NEW.deferred = '' AND EXISTS (SELECT FROM verification_sessionvote WHERE item_id = NEW.id) THEN
            PERFORM verification_refuse('session_voted_stays', 'what was voted on stays');
        END IF;
    END IF;
    RETURN NEW;
END"""
BALLOT = """
BEGIN
    IF NOT EXISTS (
        SELECT FROM verification_sessionitem AS item
        JOIN verification_session AS session ON session.id = item.session_id AND session.state = 'called'
        JOIN verification_sessionmember AS member ON member.session_id = session.id
        WHERE item.id = NEW.item_id AND member.id = NEW.member_id AND member.present
        AND item.in_need IS NOT NULL AND item.deferred = '') THEN
        PERFORM verification_refuse('session_vote_of_who_is_present', 'a member who is present votes on what is proposed');
    END IF;
    RETURN NEW;
END"""
GUARDS = (
    ("visit", VISIT, "UPDATE"),
    ("visitmember", MEMBER, "INSERT OR UPDATE"),
    ("visitphoto", PHOTO, "INSERT"),
    ("session", SESSION, "UPDATE"),
    ("sessionmember", SITTER, "INSERT OR UPDATE"),
    ("sessionitem", ITEM, "INSERT OR UPDATE"),
    ("sessionvote", BALLOT, "INSERT"),
)


class Migration(migrations.Migration):
    dependencies = [("verification", "0003_places_proposals_and_reasons")]

    operations = [
        migrations.RunSQL(REFUSE, "DROP FUNCTION verification_refuse(text, text)"),
        *[
            operation
            for table, body, events in GUARDS
            for operation in (
                migrations.RunSQL(
                    f"CREATE FUNCTION verification_{table}_in_order() RETURNS trigger {HEAD} AS $${body} $$",
                    f"DROP FUNCTION verification_{table}_in_order()",
                ),
                migrations.RunSQL(
                    f"CREATE TRIGGER verification_{table}_in_order BEFORE {events} ON verification_{table} "
                    f"FOR EACH ROW EXECUTE FUNCTION verification_{table}_in_order()",
                    f"DROP TRIGGER verification_{table}_in_order ON verification_{table}",
                ),
            )
        ],
    ]
