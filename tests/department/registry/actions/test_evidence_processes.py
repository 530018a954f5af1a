"""A worker killed while a register is slow: the next one is given the same answer, and there is one."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.launched import folder_for_data
from tests.recorded import make_department
from tirek.config.postgres.addresses import own_addresses
from tirek.config.postgres.checks import open_connection
from tirek.registers.sandbox.citizens import DerivedCity
from tirek.registers.sandbox.faults import read_faults
from tirek.registers.sandbox.server import Sandbox, Server

ROOT = Path(__file__).parents[4]
TIREK = str(Path(sys.executable).with_name("tirek"))
PATIENCE_SECONDS = 120


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(("127.0.0.1", 0), Sandbox(DerivedCity(5), 5)) as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield running
        finally:
            running.shutdown()
            thread.join()


class Office:
    """Processes of one department; what they say goes into a file beside the data."""

    def __init__(self, data: Path, url: str) -> None:
        self.data, self.running = data, list[subprocess.Popen[bytes]]()
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TIREK_")}
        told = {"TIREK_DATA": str(data), "TIREK_RESCUE_SECONDS": "2", "TIREK_REGISTERS_URL": url}
        self.environment = kept | told | {"PYTHONPATH": str(ROOT)}

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        with (self.data.parent / "said").open("ab") as said:
            process = subprocess.Popen(command, env=self.environment, stdout=said, stderr=said, cwd=ROOT)
        self.running.append(process)
        return process

    def run(self, *command: str) -> None:
        assert self.start(*command).wait(PATIENCE_SECONDS) == 0, self.said

    @property
    def said(self) -> str:
        return (self.data.parent / "said").read_text()

    def answers(self) -> list[tuple[Any, ...]]:
        with open_connection(own_addresses(self.data).owner) as owner:
            found = "SELECT state, outcome, attempts, payload ->> 'birth_date' FROM registry_registeranswer"
            return owner.execute(found).fetchall()

    def await_that(self, holds: Callable[[], bool]) -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        while not holds():
            assert time.monotonic() < until, (self.answers(), self.said)
            time.sleep(0.1)


@pytest.fixture
def office(server: Server) -> Iterator[Office]:
    with folder_for_data() as data:
        made = Office(data, server.url)
        try:
            make_department(data)
            yield made
        finally:
            for process in made.running:
                process.kill()
                process.wait()


def test_a_killed_worker_and_its_successor_make_one_answer(office: Office, server: Server) -> None:
    server.sandbox.faults = read_faults("population:slow=60")
    office.run(sys.executable, "-m", "tests.department.registry.actions.asking_process")
    assert office.answers() == [("asked", "", 0, None)]
    worker = office.start(TIREK, "worker")
    office.await_that(lambda: server.sandbox.counts["population:asked"] > 0)
    worker.kill()
    worker.wait()
    assert office.answers() == [("asked", "", 0, None)]
    server.sandbox.faults = ()
    office.start(TIREK, "worker")
    office.await_that(lambda: office.answers() == [("answered", "complete", 1, "1990-05-17")])
    assert server.sandbox.counts["population:asked"] > 1
    assert "Traceback" not in office.said
