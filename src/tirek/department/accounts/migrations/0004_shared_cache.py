"""The table behind the cache that all processes share: rate limits and codes that were used once."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_posts_guarded")]

    operations = [
        migrations.RunSQL(
            "CREATE UNLOGGED TABLE accounts_shared_cache (cache_key varchar(255) PRIMARY KEY, value text NOT NULL, "
            "expires timestamptz NOT NULL); CREATE INDEX accounts_shared_cache_expires ON accounts_shared_cache (expires)",
            "DROP TABLE accounts_shared_cache",
        ),
    ]
