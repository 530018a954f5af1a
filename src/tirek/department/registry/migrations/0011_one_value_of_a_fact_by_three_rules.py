"""One value of a fact at a time, kept by three rules that are cheap together.

An exclusion over all rows asks its index once for each row when it is built: of twenty million open rows, minutes. Open rows
(no end is known: nearly all of a first load) are one a fact by a unique index, closed ones lie apart by the exclusion as
before, and a trigger keeps an open row and a closed one apart. It locks the person's record first, so that of two
transactions the later waits and then sees what the earlier wrote; a transaction with an older snapshot would not see it and is
refused.
"""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
from django.db import migrations, models

APART = """
CREATE FUNCTION registry_circumstance_apart() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'circumstances are written in read committed transactions only' USING ERRCODE = 'feature_not_supported';
    END IF;
    PERFORM FROM registry_person WHERE id = NEW.person_id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT FROM registry_circumstance AS other
        WHERE other.person_id = NEW.person_id AND other.fact = NEW.fact
          AND upper_inf(other.valid) <> upper_inf(NEW.valid) AND other.valid && NEW.valid
    ) THEN
        RAISE EXCEPTION 'another value of the fact holds on these days' USING ERRCODE = 'exclusion_violation',
            CONSTRAINT = 'circumstance_one_value_at_a_time', TABLE = 'registry_circumstance', SCHEMA = 'public';
    END IF;
    RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION registry_circumstance_apart() FROM PUBLIC;

-- A move of the person changes the territory alone, and is not asked.
CREATE TRIGGER registry_circumstance_apart AFTER INSERT OR UPDATE OF person_id, fact, valid ON registry_circumstance
    FOR EACH ROW EXECUTE FUNCTION registry_circumstance_apart();
"""
DROP = """
DROP TRIGGER registry_circumstance_apart ON registry_circumstance;
DROP FUNCTION registry_circumstance_apart();
"""
EXPRESSIONS = [("person", "="), ("fact", "="), ("valid", "&&")]


class Migration(migrations.Migration):
    dependencies = [("registry", "0010_rejections_have_a_reason")]

    operations = [
        migrations.RemoveConstraint(model_name="circumstance", name="circumstance_one_value_at_a_time"),
        migrations.AddConstraint(
            model_name="circumstance",
            constraint=models.UniqueConstraint(
                fields=["person", "fact"],
                condition=models.Q(valid__upper_inf=True),
                name="circumstance_one_open_value",
            ),
        ),
        migrations.AddConstraint(
            model_name="circumstance",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=EXPRESSIONS,
                condition=models.Q(valid__upper_inf=False),
                name="circumstance_one_value_at_a_time",
            ),
        ),
        migrations.RunSQL(APART, DROP),
    ]
