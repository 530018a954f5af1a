"""Servers for tests, in a folder of their own, gone afterwards: our launcher's, or the one that ``TIREK_TEST_POSTGRES`` names.

``TIREK_TEST_POSTGRES=15`` is Debian's PostgreSQL 15 (``.ci/postgres15`` installs it), reached as a server that is not ours: by
three addresses with passwords.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import quote

import pytest

from tirek.config.postgres.addresses import (
    APP,
    JOURNAL,
    OWNER,
    Address,
    Addresses,
    database_addresses,
    own_addresses,
    read_address,
)
from tirek.config.postgres.launcher import administrator, ensure_running, stop
from tirek.config.postgres.places import home_of
from tirek.config.postgres.roles import prepare_database
from tirek.config.postgres.server_user import ServerUser
from tirek.config.postgres.tuning import as_text

QUICK: Final = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "128MB"}
"""For data that nobody will read again."""
PREFIX: Final = "tirek-test-"


@contextmanager
def folder_for_data(owner: str | None = None) -> Iterator[Path]:
    """A data folder that the server's user reaches: pytest's own folders are closed, and root's server is not root's.

    The servers that were started in it are stopped.
    """
    _clear_what_killed_sessions_left()
    top = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
    data = top / "var"
    try:
        top.chmod(0o755)
        data.mkdir()
        if owner:
            user = pwd.getpwnam(owner)
            for folder in (top, data):
                os.chown(folder, user.pw_uid, user.pw_gid)
        yield data
    finally:
        stop(data, "immediate")
        shutil.rmtree(top)


@contextmanager
def launched_server(settings: Mapping[str, str] = QUICK) -> Iterator[Path]:
    """A data folder with a running server."""
    with folder_for_data() as data:
        ensure_running(data, settings)
        yield data


@dataclass(frozen=True)
class Prepared:
    """A server with the department's roles and an empty database."""

    administrator: Address
    addresses: Addresses


@contextmanager
def prepared_server() -> Iterator[Prepared]:
    """The server that this session is to prove, prepared."""
    wanted = os.environ.get("TIREK_TEST_POSTGRES", "")
    with _debian_server(wanted) if wanted else _our_server() as found:
        prepare_database(found.administrator, found.addresses)
        yield found


@contextmanager
def _our_server() -> Iterator[Prepared]:
    with launched_server() as data:
        yield Prepared(administrator(home_of(data)), own_addresses(data))


@contextmanager
def _debian_server(version: str) -> Iterator[Prepared]:
    programs = Path("/usr/lib/postgresql", version, "bin")
    if not (programs / "pg_ctl").exists():
        pytest.skip(f"PostgreSQL {version} is not installed (.ci/postgres15 said why)")
    user = pwd.getpwnam("postgres") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    runner = ServerUser(user.pw_uid, user.pw_gid, user.pw_name)
    with folder_for_data(owner=user.pw_name if os.geteuid() == 0 else None) as data:
        made = [programs / "initdb", "-D", data / "second", "-U", "postgres", "--auth=trust", "--no-sync"]
        subprocess.run(
            [*made, "--encoding=UTF8", "--locale=C.UTF-8"], check=True, capture_output=True, **runner.process()
        )
        (data / "second" / "pg_hba.conf").write_text("local all postgres trust\nlocal all all scram-sha-256\n")
        settings = QUICK | {"listen_addresses": "", "unix_socket_directories": str(data)}
        (data / "second" / "postgresql.auto.conf").write_text(as_text(settings))
        control = [programs / "pg_ctl", "-D", data / "second", "-w", "-l", data / "log"]
        subprocess.run([*control, "start"], check=True, capture_output=True, **runner.process())
        try:
            addresses = database_addresses(_Told(data, *(_url(data, role) for role in (APP, OWNER, JOURNAL))))
            yield Prepared(read_address("test", f"host={data} user=postgres dbname=postgres"), addresses)
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], check=True, capture_output=True, **runner.process())


def _url(folder: Path, role: str) -> str:
    return f"postgresql://{role}:secret%20of%20{role}@/tirek?host={quote(str(folder), safe='')}"


class _Told(NamedTuple):
    data: Path
    database_url: str
    database_owner_url: str
    database_journal_url: str


def _clear_what_killed_sessions_left() -> None:
    """A session that was killed could stop nothing; the next one of the same user does it."""
    for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        starter = left.name.removeprefix(PREFIX).partition("-")[0]
        if left.stat().st_uid == os.geteuid() and starter.isdigit() and not _lives(int(starter)):
            stop(left / "var", "immediate")
            shutil.rmtree(left, ignore_errors=True)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
