"""Our own server, running and prepared; another's is left to its administrator."""

from __future__ import annotations

from tirek.config.postgres.addresses import Addresses
from tirek.config.postgres.launcher import administrator, answers, ensure_running
from tirek.config.postgres.places import home_of
from tirek.config.postgres.roles import prepare_database


def make_ready(addresses: Addresses) -> None:
    """Start our own server if it does not run, and make what its database lacks; nothing where the server is not ours."""
    if addresses.ours is not None:
        ensure_running(addresses.ours)
        prepare_database(administrator(home_of(addresses.ours)), addresses)


def restart_if_killed(addresses: Addresses) -> bool:
    """Start our own server again where it died; one that was stopped by a command left no ``postmaster.pid`` and is let be."""
    if addresses.ours is None:
        return False
    home = home_of(addresses.ours)
    if answers(home) or not (home.data / "postmaster.pid").exists():
        return False
    ensure_running(addresses.ours)
    return True
