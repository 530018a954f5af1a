"""A killed worker and a killed server lose no job: real processes, killed with -9."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.launched import folder_for_data
from tests.recorded import make_department
from tirek.config.postgres.addresses import own_addresses
from tirek.config.postgres.checks import open_connection
from tirek.config.postgres.launcher import answers
from tirek.config.postgres.places import home_of

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 120


def start(data: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """A worker, or who leaves a job; what it says goes into a file beside the data."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TIREK_")}
    told = {"TIREK_DATA": str(data), "TIREK_RESCUE_SECONDS": "2", "PYTHONPATH": str(ROOT), "TIREK_LOG": "json"}
    with (data.parent / "said").open("ab") as said:
        command = [sys.executable, "-m", "tests.config.worker_process", *arguments]
        return subprocess.Popen(command, env=kept | told, stdout=said, stderr=said, cwd=ROOT)


def leave_job(data: Path, number: int, seconds: float) -> None:
    assert start(data, str(number), str(seconds)).wait(PATIENCE_SECONDS) == 0, (data.parent / "said").read_text()


def leave_twins(data: Path) -> None:
    """A job of a dead worker, and the next of its kind, which waits already: only one of a queueing lock may wait."""
    with open_connection(own_addresses(data).owner) as owner:
        owner.execute(
            "insert into procrastinate_jobs (queue_name, task_name, queueing_lock, status, scheduled_at) values "
            "('default', 'tests.mark', 'twin', 'doing', null), "
            "('default', 'tests.mark', 'twin', 'todo', now() + interval '1 day')"
        )


@pytest.fixture
def department() -> Iterator[Path]:
    """A data folder with our server, the tables, and a table of marks."""
    with folder_for_data() as data:
        make_department(data)
        with open_connection(own_addresses(data).owner) as owner:
            owner.execute("create table mark (number int primary key, starts int default 1, ends int default 0)")
        yield data


def marks(data: Path) -> list[tuple[Any, ...]]:
    with open_connection(own_addresses(data).app) as app:
        return app.execute("select number, starts, ends from mark order by number").fetchall()


def jobs(data: Path) -> list[tuple[Any, ...]]:
    with open_connection(own_addresses(data).app) as app:
        found = "select status::text from procrastinate_jobs where task_name = 'tests.mark' order by id"
        return [status for (status,) in app.execute(found).fetchall()]


def await_that(holds: Callable[[], bool], data: Path) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < until, (data.parent / "said").read_text()
        time.sleep(0.1)


def test_no_job_is_lost_with_its_worker_or_its_server(department: Path) -> None:
    running = []
    try:
        leave_job(department, 1, 600)
        running.append(start(department))
        await_that(lambda: marks(department) == [(1, 1, 0)], department)
        running[0].kill()
        running.append(start(department))
        await_that(lambda: jobs(department) == ["succeeded"], department)
        assert marks(department) == [(1, 2, 1)]

        leave_job(department, 2, 3)
        await_that(lambda: (2, 1, 0) in marks(department), department)
        home = home_of(department)
        os.kill(int((home.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        await_that(lambda: answers(home) and jobs(department) == ["succeeded", "succeeded"], department)
        assert marks(department) == [(1, 2, 1), (2, 2, 1)]

        leave_twins(department)
        await_that(lambda: jobs(department)[2:] == ["aborted", "todo"], department)

        running[1].terminate()
        assert running[1].wait(PATIENCE_SECONDS) == 0
        said = (department.parent / "said").read_text()
        assert '"job_rescued"' in said
        assert "Traceback" not in said
    finally:
        for process in running:
            process.kill()
            process.wait()
