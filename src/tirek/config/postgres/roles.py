"""The three roles, the database, its extensions and privileges: made by an administrator, as often as one likes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import psycopg
from psycopg import errors
from psycopg.sql import SQL, Identifier, Literal

from tirek.config.postgres.addresses import APP, JOURNAL, OWNER, Address, Addresses
from tirek.config.postgres.checks import EXTENSIONS, faults_of_server, open_connection
from tirek.config.postgres.faults import DatabaseFault

BUILTIN_LOCALE_VERSION = 170_000
LOCK = 7_435_021
"""Number of the advisory lock under which roles are made: two preparations wait for each other."""


def prepare_database(administrator: Address, addresses: Addresses) -> None:
    """Make the roles, the database, extensions and privileges that are missing; change nothing that is right.

    Parameters
    ----------
    administrator : Address
        A role that may create roles and databases; it need not be a superuser. Its own database exists.
    addresses : Addresses
        Name of the database, and the passwords of the roles where they have any.

    Raises
    ------
    DatabaseFault
        If the administrator may not do it, or the database that exists does not fit.
    """
    name = addresses.app.dbname
    try:
        with open_connection(administrator) as connection:
            connection.execute("select pg_advisory_lock(%s)", [LOCK])
            for address in (addresses.owner, addresses.app, addresses.journal):
                _make_role(connection, address)
            _make_database(connection, name)
            with open_connection(replace(administrator, dbname=name)) as inside:
                _grant(inside, name)
                for fault in faults_of_server(inside):
                    raise fault
    except (errors.InsufficientPrivilege, errors.FeatureNotSupported, errors.WrongObjectType) as error:
        said = error.diag.message_primary
        raise DatabaseFault("may_not_prepare", user=administrator.user, said=said) from None


def _make_role(connection: psycopg.Connection[Any], address: Address) -> None:
    role = Identifier(address.user)
    found = connection.execute(
        "select rolsuper or rolbypassrls from pg_roles where rolname = %s", [address.user]
    ).fetchone()
    if found is None:
        connection.execute(SQL("create role {} login").format(role))
    elif found[0]:
        connection.execute(SQL("alter role {} nosuperuser nobypassrls").format(role))
    if address.password:
        # Hashed here: the server's log may hold statements, and must not hold a password.
        secret = connection.pgconn.encrypt_password(address.password.encode(), address.user.encode(), b"scram-sha-256")
        connection.execute(SQL("alter role {} password {}").format(role, Literal(secret.decode())))


def _make_database(connection: psycopg.Connection[Any], name: str) -> None:
    """Owned by the owner's role, in a locale that knows Kazakh letters on every server."""
    found = connection.execute("select pg_get_userbyid(datdba) from pg_database where datname = %s", [name]).fetchone()
    if found:
        if found[0] != OWNER:
            raise DatabaseFault("other_owner", name=name, user=found[0], role=OWNER)
        return
    if not _is_superuser(connection):
        # Who gives a thing to a role must be its member. The plain form: 15 knows no other, later versions take it.
        connection.execute(SQL("grant {} to current_user").format(Identifier(OWNER)))
    locale = "lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8'"
    if connection.info.server_version >= BUILTIN_LOCALE_VERSION:
        locale = "locale_provider builtin builtin_locale 'C.UTF-8' lc_collate 'C' lc_ctype 'C.UTF-8'"
    connection.execute(
        SQL("create database {} owner {} template template0 encoding 'UTF8' ").format(
            Identifier(name), Identifier(OWNER)
        )
        + SQL(locale)
    )


def _grant(connection: psycopg.Connection[Any], name: str) -> None:
    """Extensions, and what each role may do with the tables that the owner will make; the journal's own migrations say more."""
    extensions = (*EXTENSIONS, "pg_stat_statements") if _has_statistics(connection) else EXTENSIONS
    for extension in extensions:
        try:
            connection.execute(SQL("create extension if not exists {}").format(Identifier(extension)))
        except (errors.UndefinedFile, errors.FeatureNotSupported):
            raise DatabaseFault("lacks_extensions", names=extension) from None
    database, app, owner, journal = (Identifier(word) for word in (name, APP, OWNER, JOURNAL))
    mine = SQL("alter default privileges for role {} in schema public ").format(owner)
    for statement in (
        SQL("revoke all on database {} from public").format(database),
        SQL("grant connect, temporary on database {} to {}").format(database, app),
        SQL("grant connect on database {} to {}").format(database, journal),
        SQL("grant usage on schema public to {}, {}").format(app, journal),
        mine + SQL("grant select, insert, update, delete on tables to {}").format(app),
        mine + SQL("grant usage, select on sequences to {}").format(app),
    ):
        connection.execute(statement)


def _has_statistics(connection: psycopg.Connection[Any]) -> bool:
    """Whether the server counts statements, and this role may show it: only a superuser makes that extension."""
    counts = connection.execute(
        "select from pg_settings where name = 'shared_preload_libraries' and setting ~ 'pg_stat_statements'"
    ).fetchone()
    return counts is not None and _is_superuser(connection)


def _is_superuser(connection: psycopg.Connection[Any]) -> bool:
    row = connection.execute("select rolsuper from pg_roles where rolname = current_user").fetchone()
    return bool(row and row[0])
