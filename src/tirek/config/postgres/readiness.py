"""Our own server, running and prepared; another's is left to its administrator."""

from __future__ import annotations

from tirek.config.postgres.addresses import Addresses
from tirek.config.postgres.launcher import administrator, ensure_running
from tirek.config.postgres.places import home_of
from tirek.config.postgres.roles import prepare_database


def make_ready(addresses: Addresses) -> None:
    """Start our own server if it does not run, and make what its database lacks; nothing where the server is not ours."""
    if addresses.ours is not None:
        ensure_running(addresses.ours)
        prepare_database(administrator(home_of(addresses.ours)), addresses)
