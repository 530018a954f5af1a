"""What constraints of one table cannot say: a deputy within the post, a kind only when two people gave it, no history rewritten."""

from django.db import migrations

from tirek.department.core.policies import APP_ROLE, TERRITORIES, restrict

KEPT = ("user", "post", "delegation", "absence", "confidentialgrant", "breakglass")
EVENTS = ("userevent", "postevent", "delegationevent", "absenceevent")
VIEWER = "(SELECT nullif(current_setting('tirek.viewer', true), ''))::bigint"


def trigger(name: str, table: str, when: str, body: str) -> migrations.RunSQL:
    """A trigger whose refusal names itself like a check constraint does."""
    return migrations.RunSQL(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$ BEGIN "
        f"IF {body} THEN RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation', CONSTRAINT = '{name}'; "
        f"END IF; RETURN NEW; END $$; "
        f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        f"DROP TRIGGER {name} ON {table}; DROP FUNCTION {name}()",
    )


def held_by(table: str) -> migrations.RunSQL:
    """The holder that a row names is the holder of its post."""
    name = f"{table}_post_holder"
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY (post_id, holder_id) REFERENCES accounts_post (id, user_id)",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


def keep(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"REVOKE DELETE, TRUNCATE ON accounts_{table} FROM {APP_ROLE}",
        f"GRANT DELETE, TRUNCATE ON accounts_{table} TO {APP_ROLE}",
    )


def freeze(table: str) -> migrations.RunSQL:
    """Events are added by triggers and read by a viewer; nobody of the app changes them."""
    return migrations.RunSQL(
        f"REVOKE UPDATE, DELETE, TRUNCATE ON accounts_{table} FROM {APP_ROLE}; "
        f"ALTER TABLE accounts_{table} ENABLE ROW LEVEL SECURITY; "
        f"CREATE POLICY accounts_{table}_added ON accounts_{table} FOR INSERT TO {APP_ROLE} WITH CHECK (true); "
        f"CREATE POLICY accounts_{table}_read ON accounts_{table} FOR SELECT TO {APP_ROLE} USING ({VIEWER} IS NOT NULL)",
        f"DROP POLICY accounts_{table}_read ON accounts_{table}; DROP POLICY accounts_{table}_added ON accounts_{table}; "
        f"ALTER TABLE accounts_{table} DISABLE ROW LEVEL SECURITY; "
        f"GRANT UPDATE, DELETE, TRUNCATE ON accounts_{table} TO {APP_ROLE}",
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_deputies_absences_grants_history")]

    operations = [
        *map(keep, KEPT),
        *map(freeze, EVENTS),
        held_by("accounts_delegation"),
        held_by("accounts_confidentialgrant"),
        trigger(
            "delegation_within_post",
            "accounts_delegation",
            "INSERT OR UPDATE OF post_id, valid",
            "NOT EXISTS (SELECT FROM accounts_post AS post WHERE post.id = NEW.post_id AND NEW.valid <@ post.valid)",
        ),
        trigger(
            "post_confidential_granted",
            "accounts_post",
            "INSERT OR UPDATE OF confidential",
            "EXISTS (SELECT FROM unnest(NEW.confidential) AS kind WHERE NOT EXISTS (SELECT FROM "
            "accounts_confidentialgrant AS given WHERE given.post_id = NEW.id AND given.kind = kind.kind "
            "AND given.confirmed AND given.withdrawn_at IS NULL))",
        ),
        # Whoever asks, answers, withdraws or reviews is the viewer of the transaction: no hand signs for another.
        trigger(
            "grant_asked_by_the_viewer",
            "accounts_confidentialgrant",
            "INSERT",
            f"NEW.asked_by_id IS DISTINCT FROM {VIEWER} OR NEW.answered_by_id IS NOT NULL",
        ),
        trigger(
            "grant_answered_by_the_viewer",
            "accounts_confidentialgrant",
            "UPDATE",
            "(NEW.post_id, NEW.kind, NEW.asked_by_id, NEW.ground) IS DISTINCT FROM "
            "(OLD.post_id, OLD.kind, OLD.asked_by_id, OLD.ground) "
            "OR (OLD.answered_by_id IS NOT NULL AND (NEW.answered_by_id, NEW.confirmed) IS DISTINCT FROM "
            "(OLD.answered_by_id, OLD.confirmed)) "
            f"OR (NEW.answered_by_id IS DISTINCT FROM OLD.answered_by_id AND NEW.answered_by_id IS DISTINCT FROM {VIEWER}) "
            f"OR (NEW.withdrawn_by_id IS DISTINCT FROM OLD.withdrawn_by_id AND NEW.withdrawn_by_id IS DISTINCT FROM {VIEWER})",
        ),
        trigger(
            "break_glass_by_the_viewer",
            "accounts_breakglass",
            "INSERT",
            f"NEW.user_id IS DISTINCT FROM {VIEWER} OR NEW.reviewed_by_id IS NOT NULL",
        ),
        trigger(
            "break_glass_reviewed_by_the_viewer",
            "accounts_breakglass",
            "UPDATE",
            "(NEW.user_id, NEW.person_id, NEW.reason, NEW.opened_at, NEW.closes_at) IS DISTINCT FROM "
            "(OLD.user_id, OLD.person_id, OLD.reason, OLD.opened_at, OLD.closes_at) OR OLD.reviewed_by_id IS NOT NULL "
            f"OR NEW.reviewed_by_id IS DISTINCT FROM {VIEWER}",
        ),
        *restrict("accounts_breakglass", f"user_id = {VIEWER} OR territory = ANY ({TERRITORIES})"),
        # Asked before the viewer is told to the database: what is open decides what the viewer may see.
        migrations.RunSQL(
            "CREATE FUNCTION accounts_open_break_glass(of_user bigint, of_person bigint, of_family bigint) "
            "RETURNS TABLE (id bigint, territory varchar, confidential varchar) LANGUAGE sql STABLE SECURITY DEFINER "
            "SET search_path = pg_catalog, public, pg_temp AS $$ SELECT opened.id, opened.territory, opened.confidential "
            "FROM accounts_breakglass AS opened WHERE opened.user_id = of_user AND opened.closes_at > now() "
            "AND (opened.person_id = of_person OR opened.family_id = of_family) ORDER BY opened.id DESC LIMIT 1 $$; "
            "REVOKE ALL ON FUNCTION accounts_open_break_glass(bigint, bigint, bigint) FROM PUBLIC; "
            "GRANT EXECUTE ON FUNCTION accounts_open_break_glass(bigint, bigint, bigint) TO tirek_app",
            "DROP FUNCTION accounts_open_break_glass(bigint, bigint, bigint)",
        ),
    ]
