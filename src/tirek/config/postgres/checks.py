"""What any server must be, and what the app's role must not be, before a page is served or a job is run."""

from __future__ import annotations

from typing import Any

import psycopg

from tirek.config.postgres.addresses import OWNER, Address
from tirek.config.postgres.faults import DatabaseFault

EXTENSIONS = ("pg_trgm", "btree_gist", "fuzzystrmatch", "unaccent")
OLDEST_VERSION = 150_000

_BYPASSES = """
select 'superuser' where exists (select from pg_roles where rolname in (session_user, current_user) and rolsuper)
union all
select 'bypassrls' where exists (select from pg_roles where rolname in (session_user, current_user) and rolbypassrls)
union all
select 'owner' where exists (
    select from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
      and (pg_has_role(current_user, c.relowner, 'MEMBER') or pg_has_role(session_user, c.relowner, 'MEMBER'))
) or exists (select from pg_roles r where r.rolname = %s
      and (pg_has_role(current_user, r.oid, 'MEMBER') or pg_has_role(session_user, r.oid, 'MEMBER')))
"""
"""Each row a way in which the role of a connection would pass by the row policies. A member of the owner can become it."""


def faults_of_server(connection: psycopg.Connection[Any]) -> list[DatabaseFault]:
    """What is wrong with the server and the database of a connection; empty when nothing is."""
    found = []
    if connection.info.server_version < OLDEST_VERSION:
        found.append(DatabaseFault("too_old", version=_one(connection, "show server_version")))
    name = connection.info.dbname
    if (encoding := _one(connection, "show server_encoding")) != "UTF8":
        found.append(DatabaseFault("not_utf8", name=name, encoding=encoding))
    rows = connection.execute("select name, installed_version is not null from pg_available_extensions").fetchall()
    installed = dict(rows)
    if lacking := [extension for extension in EXTENSIONS if extension not in installed]:
        found.append(DatabaseFault("lacks_extensions", names=", ".join(lacking)))
    elif absent := [extension for extension in EXTENSIONS if not installed[extension]]:
        found.append(DatabaseFault("not_prepared", name=name, names=", ".join(absent)))
    elif not _one(connection, "select show_trgm('Қай')"):
        found.append(DatabaseFault("no_kazakh_letters", name=name))
    return found


def faults_of_role(connection: psycopg.Connection[Any]) -> list[DatabaseFault]:
    """Why the role of a connection may not serve people: each way in which it would pass by the row policies."""
    reasons = connection.execute(_BYPASSES, [OWNER]).fetchall()
    return [DatabaseFault(f"role_{reason}", role=connection.info.user) for (reason,) in reasons]


def refuse_unfit(*addresses: Address) -> None:
    """Connect as each role that serves and stop at the first thing that is wrong: before serving, working and testing.

    Raises
    ------
    DatabaseFault
        If the server cannot be reached, does not fit, or the role would pass by the row policies.
    """
    for address in addresses:
        with open_connection(address) as connection:
            for fault in (*faults_of_server(connection), *faults_of_role(connection)):
                raise fault


def open_connection(address: Address) -> psycopg.Connection[Any]:
    """A connection that commits each statement.

    Raises
    ------
    DatabaseFault
        If the server does not let it in; of what it said only the first line is told.
    """
    try:
        # The encoding is said, or a database of another one would answer in bytes.
        return psycopg.connect(address.conninfo(), autocommit=True, connect_timeout=10, client_encoding="utf8")
    except psycopg.OperationalError as error:
        said = str(error).strip().partition("\n")[0].strip(" .?")
        raise DatabaseFault("no_connection", host=address.host, user=address.user, said=said) from None


def _one(connection: psycopg.Connection[Any], query: str) -> Any:
    row = connection.execute(query).fetchone()
    assert row is not None
    return row[0]
