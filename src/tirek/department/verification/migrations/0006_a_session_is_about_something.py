"""A session without an item is not closed: the database counts what the own family hides from the chair."""

from django.db import migrations

HEAD = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"
OF_SOMETHING = """
        IF NOT EXISTS (SELECT FROM verification_sessionitem WHERE session_id = NEW.id) THEN
            PERFORM verification_refuse('session_of_something', 'there is nothing on the agenda');
        END IF;"""
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
        -- of something
        SELECT count(*) INTO undecided FROM verification_sessionitem AS item
        WHERE item.session_id = NEW.id AND item.deferred = '' AND (item.in_need IS NULL OR present_members >= 2 * (
            SELECT count(*) FROM verification_sessionvote AS vote WHERE vote.item_id = item.id AND vote.ballot = 'for'));
        IF undecided > 0 THEN PERFORM verification_refuse('session_items_decided', 'an item is not decided'); END IF;
    END IF;
    RETURN NEW;
END"""
BEFORE, AFTER = (
    SESSION.replace("        -- of something\n", ""),
    SESSION.replace("        -- of something", OF_SOMETHING[1:]),
)


def function(body: str) -> str:
    return f"CREATE OR REPLACE FUNCTION verification_session_in_order() RETURNS trigger {HEAD} AS $${body} $$"


class Migration(migrations.Migration):
    dependencies = [("verification", "0005_nothing_unknown_passes")]

    operations = [migrations.RunSQL(function(AFTER), function(BEFORE))]
