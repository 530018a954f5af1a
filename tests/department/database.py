"""The department's database of a session of tests: its own server, real roles, real policies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connections
from django.test import TransactionTestCase

from tests.launched import prepared_server
from tests.recorded import make_tables
from tirek.config.postgres.addresses import Address, Addresses

KEPT = {"core_territory", "django_migrations", "django_content_type"}
"""Reference data, the same for every test."""


@contextmanager
def running_department() -> Iterator[Addresses]:
    """A server with the department's database while the block runs; Django's aliases point to it."""
    with prepared_server() as server:
        _point_aliases(server.addresses)
        try:
            make_tables(server.addresses.owner)
            yield server.addresses
        finally:
            connections.close_all()
            for alias in ("default", "shared", "journal"):
                if hasattr(connections[alias], "close_pool"):
                    connections[alias].close_pool()


def _point_aliases(addresses: Addresses) -> None:
    for alias, address in (
        ("default", addresses.app),
        ("shared", addresses.app),
        ("owner", addresses.owner),
        ("journal", addresses.journal),
    ):
        connections.settings[alias] |= {
            "HOST": address.host,
            "PORT": address.port,
            "NAME": address.dbname,
            "PASSWORD": address.password,
        }


@contextmanager
def empty_tables_as_owner() -> Iterator[None]:
    """After a test that commits, its rows go; the app's role may not truncate, so the owner does it."""
    before = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = _empty_tables  # type: ignore[method-assign]
    try:
        yield
    finally:
        TransactionTestCase._fixture_teardown = before  # type: ignore[method-assign]


def _empty_tables(case: Any) -> None:
    with owner_connection() as owner:
        found = owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        names = ", ".join(f'"{name}"' for (name,) in found if name not in KEPT)
        owner.execute("CREATE TEMP TABLE seed AS SELECT * FROM core_calendarday WHERE entered_by_id IS NULL")
        owner.execute(f"TRUNCATE {names} RESTART IDENTITY CASCADE")  # the calendar goes with the users it refers to
        owner.execute("INSERT INTO core_calendarday SELECT * FROM seed")
        owner.execute("SELECT setval(pg_get_serial_sequence('core_calendarday', 'id'), max(id)) FROM core_calendarday")


def owner_connection() -> psycopg.Connection[tuple[Any, ...]]:
    """A connection of the owner's role, which no policy binds."""
    return psycopg.connect(owner_address().conninfo(), autocommit=True)


def owner_address() -> Address:
    """Where the owner's role is met."""
    told = connections.settings["owner"]
    return Address(told["HOST"], told["PORT"], told["NAME"], told["USER"], told["PASSWORD"])
