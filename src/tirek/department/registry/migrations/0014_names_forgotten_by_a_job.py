"""The job that forgets names nobody bears runs as the app: it may call the function, and sees nothing."""

from django.db import migrations

FORGET = """
CREATE OR REPLACE FUNCTION registry_forget_namewords() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    forgotten bigint;
BEGIN
    -- Who is bringing a name that nobody has borne for a while is waited for: the word would be missing afterwards.
    LOCK TABLE registry_namekey IN SHARE MODE;
    DELETE FROM registry_nameword AS known WHERE NOT EXISTS (
        SELECT FROM registry_namekey WHERE keys && ARRAY[known.word, '~' || known.word, '@' || known.word]
    );
    GET DIAGNOSTICS forgotten = ROW_COUNT;
    RETURN forgotten;
END $$;
GRANT EXECUTE ON FUNCTION registry_forget_namewords() TO tirek_app;
"""
BEFORE = """
CREATE OR REPLACE FUNCTION registry_forget_namewords() RETURNS bigint
LANGUAGE sql SECURITY INVOKER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH forgotten AS (
        DELETE FROM registry_nameword AS known WHERE NOT EXISTS (
            SELECT FROM registry_namekey WHERE keys && ARRAY[known.word, '~' || known.word, '@' || known.word]
        ) RETURNING 1
    ) SELECT count(*) FROM forgotten
$$;
REVOKE EXECUTE ON FUNCTION registry_forget_namewords() FROM tirek_app;
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0013_confidential_persons_hidden")]

    operations = [migrations.RunSQL(FORGET, BEFORE)]
