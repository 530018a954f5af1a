"""The tables of a test's server, made by the SQL that the migrations said the first time.

Django draws every model anew for each step of a migration, which takes most of a minute; what it says to the server takes
seconds. The first session after a change migrates and writes down what was said, in ``var/recorded``; those after it say the
same. ``tests/commands/test_database.py`` holds both ways against each other.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import psycopg
from django.db import connections

from tests.house.tree import ROOT
from tirek.config.postgres.addresses import Address, own_addresses
from tirek.config.postgres.readiness import make_ready
from tirek.config.startup import migrate_as_owner

RECORDS: Final = ROOT / "var/recorded"
SOURCES: Final = (
    "src/tirek/department/*/migrations/*.py",
    "src/tirek/department/**/reference.py",
    "src/tirek/department/**/*.yaml",
    "src/tirek/department/**/policies.py",
    "src/tirek/department/core/f*.py",
    "src/tirek/department/core/calendar/*.py",
    "src/tirek/department/journal/guards.py",
    "src/tirek/department/journal/sql*",
    "src/tirek/config/settings/*.py",
    "requirements/*.txt",
)
"""What the migrations and the reference data are made of; what is forgotten here, the comparison of both ways finds."""

KEPT_RECORDS: Final = 8

Statement = tuple[str, Any, bool]


def make_tables(owner: Address) -> None:
    """The department's tables and reference data in an empty database; Django's ``owner`` alias points to it."""
    with _alone():
        if not say_again(owner):
            _record(migrate_as_owner)


def make_department(data: Path) -> None:
    """The department's database in a data folder, as ``tirek database prepare`` makes it, for processes to open.

    A session whose tables were made first has the record; a test that runs by itself calls the command.
    """
    addresses = own_addresses(data)
    make_ready(addresses)
    if not say_again(addresses.owner):
        command = [Path(sys.executable).with_name("tirek"), "database", "prepare"]
        made = subprocess.run(
            command, env=os.environ | {"TIREK_DATA": str(data)}, check=False, capture_output=True, text=True
        )
        assert made.returncode == 0, made.stderr


def say_again(owner: Address) -> bool:
    """Make the tables by what was written down; False when nothing was, or the sources have changed since."""
    record = RECORDS / f"{_digest()}.pickle"
    if not record.exists():
        return False
    statements: list[Statement] = pickle.loads(record.read_bytes())
    with psycopg.connect(owner.conninfo(), autocommit=True, cursor_factory=psycopg.ClientCursor) as connection:
        cursor = connection.cursor()
        for sql, params, many in statements:
            if sql.startswith(("SAVEPOINT", "RELEASE")):  # each statement is a transaction of its own
                continue
            if many:
                cursor.executemany(sql, params)
            else:
                cursor.execute(sql, params)  # type: ignore[call-overload]
    return True


SHAPE: Final = """
SELECT 'column', format('%s.%s', table_name, column_name), format('%s %s %s', udt_name, is_nullable, column_default)
    FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT 'constraint', format('%s.%s', conrelid::regclass, conname), pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'index', indexname::text, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'policy', format('%s.%s', tablename, policyname), format('%s %s %s %s', cmd, roles, qual, with_check)
    FROM pg_policies WHERE schemaname = 'public'
UNION ALL SELECT 'trigger', format('%s.%s', tgrelid::regclass, tgname), pg_get_triggerdef(oid)
    FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'function', oid::regprocedure::text, format('%s %s', proacl, prosrc)
    FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prokind = 'f' AND prolang <> 13
UNION ALL SELECT 'right', relname::text, format('%s %s %s', relacl, relrowsecurity, relforcerowsecurity)
    FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v', 'm', 'S')
"""


def shape_of(owner: Address) -> set[tuple[str, str, str]]:
    """Everything that the migrations made, as (kind, name, definition)."""
    with psycopg.connect(owner.conninfo()) as connection:
        return set(connection.execute(SHAPE).fetchall())


def _record(migrate: Callable[[], None]) -> None:
    statements: list[Statement] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        done = execute(sql, params, many, context)
        statements.append((str(sql), params, many))
        return done

    with connections["owner"].execute_wrapper(note):
        migrate()
    for old in sorted(RECORDS.glob("*.pickle"), key=lambda path: path.stat().st_mtime)[:-KEPT_RECORDS]:
        old.unlink()
    written = RECORDS / "new"
    written.write_bytes(pickle.dumps(statements))
    written.rename(RECORDS / f"{_digest()}.pickle")


@contextmanager
def _alone() -> Iterator[None]:
    """The sessions of one tree wait for each other: the second has the record of the first."""
    RECORDS.mkdir(parents=True, exist_ok=True)
    with (RECORDS / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _digest() -> str:
    told = hashlib.sha256()
    for path in sorted({path for pattern in SOURCES for path in ROOT.glob(pattern)}):
        told.update(str(path.relative_to(ROOT)).encode())
        told.update(path.read_bytes())
    return told.hexdigest()[:24]
