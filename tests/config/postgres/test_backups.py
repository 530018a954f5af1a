"""A return leads to the moment that was asked for: what was done before it is there, what was done after it is not."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.launched import QUICK
from tirek.config.postgres.backups import (
    Backup,
    backup_before,
    copy_files,
    list_backups,
    make_backup,
    mark_moment,
    prune_backups,
    restore_backup,
)
from tirek.config.postgres.checks import open_connection
from tirek.config.postgres.faults import DatabaseFault
from tirek.config.postgres.launcher import administrator, ensure_running, stop
from tirek.config.postgres.places import home_of


def connect(data: Path) -> psycopg.Connection[Any]:
    return open_connection(administrator(home_of(data)))


def paid(data: Path) -> list[int]:
    with connect(data) as connection:
        return [row[0] for row in connection.execute("SELECT sum FROM paid ORDER BY 1").fetchall()]


def test_a_moment_between_two_payments_is_returned_to(data: Path) -> None:
    ensure_running(data, QUICK)
    files, place = data / "files", data / "backups"
    blob = files / "ab" / "cd" / ("abcd" + "0" * 60)
    blob.parent.mkdir(parents=True)
    blob.write_bytes(b"sealed")
    with connect(data) as connection:
        connection.execute("CREATE TABLE paid (sum bigint)")
        connection.execute("INSERT INTO paid VALUES (1)")
        connection.commit()
        first = make_backup(data, place, files)
        connection.execute("INSERT INTO paid VALUES (2)")
        connection.commit()
        moment = mark_moment(data)
        connection.execute("INSERT INTO paid VALUES (3)")
        connection.commit()
    assert paid(data) == [1, 2, 3]

    assert backup_before(place, moment) == first
    with pytest.raises(DatabaseFault) as none:
        backup_before(place, first.made_at)
    assert none.value.code == "no_backup"

    into = data / "returned"
    try:
        restore_backup(first, into, moment)
        assert paid(into) == [1, 2]
        assert (into / "files").joinpath(*blob.parts[-3:]).read_bytes() == b"sealed"
        with connect(into) as connection:  # a life of its own: it takes writes, and keeps no log over ours
            connection.execute("INSERT INTO paid VALUES (4)")
            connection.commit()
            assert connection.execute("SELECT count(*) FROM paid").fetchone() == (3,)
        with pytest.raises(DatabaseFault) as over:
            restore_backup(first, into, moment)
        assert over.value.code == "restore_over"
    finally:
        stop(into, "immediate")
    assert paid(data) == [1, 2, 3]

    _only_the_newest_stays(data, place, files, first)


def _only_the_newest_stays(data: Path, place: Path, files: Path, first: Backup) -> None:
    time.sleep(1.1)  # backups are named by the second
    second = make_backup(data, place, files)
    assert list_backups(place) == [first, second]
    pieces = {path.name for path in (place / "log").iterdir()}
    assert prune_backups(data, place, 1) == [first]
    assert list_backups(place) == [second]
    assert {path.name for path in (place / "log").iterdir()} < pieces
    shutil.copytree(second.folder, second.folder.with_name("2026-01-01T000000Z.half"))
    assert list_backups(place) == [second], "one that was cut off is no backup"


def test_files_are_copied_once(tmp_path: Path) -> None:
    path = tmp_path / "files/ab/cd" / ("abcd" + "1" * 60)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"one")
    (path.parent / ".half-x").write_bytes(b"half")
    assert copy_files(tmp_path / "files", tmp_path / "kept") == 1
    assert copy_files(tmp_path / "files", tmp_path / "kept") == 0
    assert [each.name for each in (tmp_path / "kept").rglob("*") if each.is_file()] == [path.name]
