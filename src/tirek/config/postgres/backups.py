"""Backups of our own server and of the stored files, and the way back to any moment since the first of them.

A backup is a copy of the cluster made while it serves, checked against its own list of digests, with the anchor of the journal
beside it. From the first backup on every finished piece of the server's log is kept: a return takes the newest copy made
before the moment and lets the server replay its log up to it. Stored files bear their digests for names and never change, so
one folder of copies serves all backups.

    backups/base/<moment>/   the cluster, its manifest, ``anchor.txt``
    backups/log/             pieces of the log
    backups/files/           stored files, encrypted as they lie in the house
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from tirek.config.postgres.addresses import Address
from tirek.config.postgres.faults import DatabaseFault
from tirek.config.postgres.launcher import (
    administrator,
    answers,
    ensure_running,
    let_in,
    run_as_server,
    write_settings,
)
from tirek.config.postgres.places import Home, home_of, make_home, programs_for

NAME = "%Y-%m-%dT%H%M%SZ"
HALF = ".half"
PATIENCE_SECONDS = 600.0
LOOK_SECONDS = 0.2


@dataclass(frozen=True)
class Backup:
    """A copy of the cluster, by the moment at which it was begun."""

    folder: Path

    @property
    def made_at(self) -> datetime:
        """When it was begun: a return leads to a moment after its end."""
        return datetime.strptime(self.folder.name, NAME).replace(tzinfo=UTC)

    @property
    def anchor(self) -> Path:
        """The newest seal of the journal when it was made; there is none while no hour is closed."""
        return self.folder / "anchor.txt"


def list_backups(place: Path) -> list[Backup]:
    """The whole backups of a folder, the oldest first."""
    found = sorted(place.glob("base/*/backup_manifest"))
    return [Backup(each.parent) for each in found if not each.parent.name.endswith(HALF)]


def make_backup(data: Path, place: Path, files: Path) -> Backup:
    """Copy the cluster of a data folder and its stored files; the copy is checked before it counts.

    Parameters
    ----------
    place
        The folder of backups, better on another machine's disk; made here if it is not there.
    files
        The folder of stored files.

    Raises
    ------
    DatabaseFault
        ``backup_failed``, with what the program said.
    """
    home = home_of(data)
    ensure_running(data)
    for folder in (place, place / "base", place / "log", place / "files"):
        _own(folder, home)
    _keep_log(home, place / "log")
    with _connected(administrator(home)) as connection:
        (named,) = _row(connection, "SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24MISS\"Z\"')")
    made = Backup(place / "base" / str(named))
    half = made.folder.with_name(made.folder.name + HALF)
    shutil.rmtree(half, ignore_errors=True)
    address = administrator(home)
    programs = programs_for(home)
    copy = [str(programs / "pg_basebackup"), "-D", str(half), "-h", address.host, "-U", address.user]
    _do(home, [*copy, "-c", "fast", "-X", "stream", "--no-password", "-l", "tirek"])
    _do(home, [str(programs / "pg_verifybackup"), "-n", "-q", str(half)])
    copy_files(files, place / "files")
    half.rename(made.folder)
    return made


def copy_files(source: Path, target: Path) -> int:
    """Copy the stored files that are not there yet; how many. A file's name is its digest, so one that is there is the same."""
    count = 0
    for path in sorted(source.glob("??/??/*")):
        copy = target / path.relative_to(source)
        if copy.exists() or path.name.startswith("."):
            continue
        copy.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = copy.with_name(copy.name + HALF)
        shutil.copy2(path, fresh)
        fresh.rename(copy)
        count += 1
    return count


def prune_backups(data: Path, place: Path, keep: int) -> list[Backup]:
    """Remove all but the newest backups, and the pieces of the log that only the removed ones need; the removed ones."""
    found = list_backups(place)
    old = found[:-keep] if keep else []
    for backup in old:
        shutil.rmtree(backup.folder)
    if old:
        home = home_of(data)
        first = (found[-keep].folder / "backup_label").read_text(encoding="utf-8")
        piece = next(line.split("file ")[1].rstrip(")") for line in first.splitlines() if line.startswith("START WAL"))
        _do(home, [str(programs_for(home) / "pg_archivecleanup"), str(place / "log"), piece])
    return old


def mark_moment(data: Path) -> datetime:
    """This very moment by the server's clock, with the log up to it kept: a return to it finds all that was done before.

    Raises
    ------
    DatabaseFault
        ``log_not_kept`` where the piece of the log did not reach its folder in ten minutes.
    """
    with _connected(administrator(home_of(data))) as connection:
        (moment,) = _row(connection, "SELECT clock_timestamp()")
        # A return needs something that was done after the moment, to know that it has come there.
        _row(connection, "SELECT pg_current_xact_id()::text")
        (piece,) = _row(connection, "SELECT pg_walfile_name(pg_switch_wal())")
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            (kept,) = _row(connection, "SELECT last_archived_wal >= %s FROM pg_stat_archiver", piece)
            if kept:
                return datetime.fromisoformat(str(moment))
            time.sleep(LOOK_SECONDS)
    raise DatabaseFault("log_not_kept", log=home_of(data).log)


def backup_before(place: Path, moment: datetime | None) -> Backup:
    """The newest backup made before a moment; the newest of all without one.

    Raises
    ------
    DatabaseFault
        ``no_backup``.
    """
    found = [each for each in list_backups(place) if moment is None or each.made_at < moment]
    if not found:
        raise DatabaseFault("no_backup", folder=place)
    return found[-1]


def restore_backup(backup: Backup, into: Path, moment: datetime | None) -> None:
    """Make a data folder out of a backup and start its server, brought to a moment; to the end of the kept log without one.

    The folder must hold no server yet: nothing is ever restored over a running department.

    Raises
    ------
    DatabaseFault
        ``restore_over``; ``restore_failed`` where the log does not reach to the moment.
    """
    home = home_of(into)
    if home.made or (into / "files").exists():
        raise DatabaseFault("restore_over", folder=into)
    make_home(home)
    shutil.copytree(backup.folder, home.data, ignore=shutil.ignore_patterns("anchor.txt"))
    let_in(home, home.data)
    (home.data / "recovery.signal").touch()
    _give(home.data, home)
    log = backup.folder.parent.parent / "log"
    told = {"restore_command": f'cp "{log}/%f" "%p"', "recovery_target_action": "promote"}
    if moment is not None:
        told["recovery_target_time"] = moment.isoformat()
    try:
        ensure_running(into, told)
        _await_promotion(home)
    except (DatabaseFault, psycopg.OperationalError) as fault:
        raise DatabaseFault("restore_failed", log=home.log) from fault
    write_settings(home, {})  # what is done from now on is a life of its own
    copy_files(backup.folder.parent.parent / "files", into / "files")


def _await_promotion(home: Home) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        if not answers(home):
            raise DatabaseFault("restore_failed", log=home.log)
        with _connected(administrator(home)) as connection:
            if not _row(connection, "SELECT pg_is_in_recovery()")[0]:
                return
        time.sleep(LOOK_SECONDS)
    raise DatabaseFault("restore_failed", log=home.log)


def _keep_log(home: Home, folder: Path) -> None:
    """From now on keep each finished piece of the log in a folder, also after the next start."""
    if home.archive_to == folder.resolve():
        return
    (home.folder / "archive_to").write_text(str(folder.resolve()), encoding="utf-8")
    write_settings(home, {})
    with _connected(administrator(home)) as connection:
        (mode,) = _row(connection, "SHOW archive_mode")
        if mode != "on":
            raise DatabaseFault("log_needs_restart", folder=home.folder)
        _row(connection, "SELECT pg_reload_conf()")


def _own(folder: Path, home: Home) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.geteuid() == 0:
        os.chown(folder, home.user.uid, home.user.gid)
    if not home.user.can_enter(folder):
        raise DatabaseFault("backups_closed", folder=folder, user=home.user.name)


def _give(folder: Path, home: Home) -> None:
    """Everything in a folder to the user who runs the server."""
    for path in (folder, *folder.rglob("*")):
        if os.geteuid() == 0:
            os.chown(path, home.user.uid, home.user.gid, follow_symlinks=False)
    folder.chmod(0o700)


def _do(home: Home, command: list[str]) -> None:
    done: subprocess.CompletedProcess[str] = run_as_server(home, command)
    if done.returncode:
        said = next((line for line in reversed(done.stderr.splitlines()) if line.strip()), "")
        raise DatabaseFault("backup_failed", program=Path(command[0]).name, said=said.strip(" ."))


def _connected(address: Address) -> psycopg.Connection[tuple[Any, ...]]:
    return psycopg.connect(address.conninfo(), autocommit=True)


def _row(connection: psycopg.Connection[tuple[Any, ...]], query: str, *values: object) -> tuple[Any, ...]:
    row = connection.execute(query, values).fetchone()
    assert row is not None
    return row
