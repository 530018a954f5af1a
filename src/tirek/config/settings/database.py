"""Three roles of one database: the app (policies apply), the owner (migrations), the writer of the journal."""

from __future__ import annotations

from typing import Any

from tirek.config.env import environment
from tirek.config.postgres.addresses import Address, database_addresses


def _alias(address: Address, pool: dict[str, int] | None = None) -> dict[str, Any]:
    own = f"-c timezone=UTC -c lock_timeout=10s {address.parameters.get('options', '')}"
    options: dict[str, Any] = address.parameters | {"options": own.strip()}
    if pool:
        options["pool"] = pool
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": address.dbname,
        "USER": address.user,
        "PASSWORD": address.password,
        "HOST": address.host,
        "PORT": address.port,
        "CONN_MAX_AGE": 0,  # the pool keeps the connections
        "CONN_HEALTH_CHECKS": True,  # without it a server that was restarted fails once for each pooled connection
        "OPTIONS": options,
    }


_addresses = database_addresses(environment())
DATABASES = {
    "default": _alias(_addresses.app, {"min_size": 1, "max_size": 12, "timeout": 30}),
    "owner": _alias(_addresses.owner),
    # Rate limits and used codes: a connection of its own, so that neither a rollback nor a read-only page touches them.
    "shared": _alias(_addresses.app, {"min_size": 0, "max_size": 4, "timeout": 30}),
    "journal": _alias(_addresses.journal, {"min_size": 1, "max_size": 6, "timeout": 30}),
}
DATABASE_ROLE_CHECK = "tirek.config.postgres.checks.faults_of_role"
"""What tells in which ways a role passes by the row policies: the system check of the accounts calls it."""
