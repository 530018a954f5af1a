"""The road under real processes: two at once, one form twice, a worker and a database killed: nothing is lost or doubled."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import psycopg
import pytest

from tests.launched import folder_for_data
from tests.recorded import make_department
from tests.served import PATIENCE_SECONDS, TIREK, Answer, Officer, served, variables_of
from tirek.config.postgres.addresses import own_addresses
from tirek.config.postgres.launcher import ensure_running, stop

ROOT: Final = Path(__file__).parents[3]
DONE_ONCE: Final = """
    SELECT d.state, c.state,
           (SELECT count(*) FROM decisions_signature s WHERE s.decision_id = d.id),
           (SELECT count(*) FROM entitlements_entitlement e WHERE e.decision_id = d.id),
           (SELECT count(*) FROM entitlements_due u JOIN entitlements_entitlement e ON e.id = u.entitlement_id
            WHERE e.decision_id = d.id) > 0,
           (SELECT count(*) FROM flows_afterdecision a WHERE a.decision_id = d.id)
    FROM decisions_decision d JOIN applications_case c ON c.id = d.case_id WHERE d.id = %s"""
SIGNED_ONCE: Final = ("signed", "granted", 1, 1, True, 1)
TOLD_ONCE: Final = """
    SELECT (SELECT array_agg(n.language ORDER BY n.language) FROM decisions_notice n WHERE n.decision_id = %(id)s),
           (SELECT count(*) FROM department_messages_message WHERE key = 'decision-' || %(id)s),
           (SELECT count(*) FROM flows_afterdecision a WHERE a.decision_id = %(id)s AND a.done_at IS NOT NULL)"""
OPEN_JOBS: Final = """
    SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND task_name = 'flows.follow_decision'"""
WAITING: Final = "SELECT count(*) FROM pg_locks WHERE NOT granted"


@dataclass
class Town:
    """A served office, and what waits in it."""

    data: Path
    environment: dict[str, str]
    port: int
    told: dict[str, Any]

    def rows(self, query: str, told: Any = None) -> list[tuple[Any, ...]]:
        with self.owner() as owner:
            return owner.execute(query, told).fetchall()

    def owner(self) -> psycopg.Connection[Any]:
        return psycopg.connect(own_addresses(self.data).owner.conninfo(), autocommit=True)

    def post(self, role: str, number: int, address: str, **typed: Any) -> Answer:
        with Officer(self.port, self.told[role][number]) as officer:
            return officer.post(address, **typed)

    def sign(self, proposal: dict[str, Any], head: int = 0, key: str = "") -> Answer:
        address = f"/office/decisions/{proposal['id']}/sign/"
        return self.post("heads", head, address, once_key=key, cms_text=proposal["signatures"][head])

    def state(self, proposal: dict[str, Any]) -> tuple[Any, ...]:
        return self.rows(DONE_ONCE, [proposal["id"]])[0]

    @contextmanager
    def held(self, table: str) -> Iterator[psycopg.Connection[Any]]:
        """Nobody writes into a table meanwhile: who tries stands in the middle of the transaction."""
        with self.owner() as owner, owner.transaction():
            owner.execute(f"LOCK TABLE {table} IN SHARE MODE")
            yield owner

    @contextmanager
    def worker(self) -> Iterator[subprocess.Popen[bytes]]:
        with (self.data.parent / "worked").open("ab") as said:
            process = subprocess.Popen([TIREK, "worker"], env=self.environment, stdout=said, stderr=said)
        try:
            yield process
        finally:
            process.kill()
            process.wait()

    def await_that(self, holds: Callable[[], bool]) -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        while not holds():
            said = [path.read_text() for path in self.data.parent.iterdir() if path.name in ("worked", "served")]
            assert time.monotonic() < until, said
            time.sleep(0.05)


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    with folder_for_data() as data:
        environment = variables_of(data, TIREK_RESCUE_SECONDS="2", PYTHONPATH=str(ROOT))
        make_department(data)
        preparing = [sys.executable, "-m", "tests.department.flows.road_process", str(data)]
        made = subprocess.run(preparing, env=environment, check=True, stdout=subprocess.PIPE, cwd=ROOT)
        with served(environment, "--processes", "2", "--threads", "3") as port:
            yield Town(data, environment, port, json.loads(made.stdout))


def together(*acts: Callable[[], Answer]) -> list[Answer]:
    """All at once."""
    with ThreadPoolExecutor(len(acts)) as pool:
        return [each.result() for each in [pool.submit(act) for act in acts]]


def test_two_officers_at_one_case_do_it_once(town: Town) -> None:
    address = f"/office/decisions/cases/{town.told['ready']}/new/"
    typed = {"kind": "grant", "amount": 30000, "starts_on": "01.11.2026", "ends_on": "31.12.2026"}
    answers = together(*(lambda at=at: town.post("specialists", at, address, **typed) for at in range(2)))
    assert sorted(answer.status for answer in answers) == [302, 422]
    assert town.rows("SELECT count(*) FROM decisions_decision WHERE case_id = %s", [town.told["ready"]]) == [(1,)]

    proposal = town.told["proposals"][0]
    answers = together(*(lambda at=at: town.sign(proposal, at) for at in range(2)))
    assert sorted(answer.status for answer in answers) == [302, 422]
    assert town.state(proposal) == SIGNED_ONCE


def test_a_form_sent_twice_at_once_is_done_once(town: Town) -> None:
    key, address = str(uuid4()), f"/office/applications/{town.told['paper']}/check/"
    answers = together(*[lambda: town.post("specialists", 0, address, once_key=key)] * 3)
    assert {(answer.status, answer.location) for answer in answers} == {(302, address.replace("check", "receipt"))}
    steps = "SELECT count(*) FROM applications_casestep s JOIN applications_case c ON c.id = s.case_id"
    assert town.rows(f"{steps} WHERE c.application_id = %s AND s.after = 'registered'", [town.told["paper"]]) == [(1,)]

    proposal, key = town.told["proposals"][1], str(uuid4())
    answers = together(*[lambda: town.sign(proposal, key=key)] * 3)
    assert {answer.status for answer in answers} == {302}
    assert town.state(proposal) == SIGNED_ONCE


def test_a_worker_killed_between_the_signature_and_the_letters_leaves_the_letters_to_the_next(town: Town) -> None:
    proposal = town.told["proposals"][2]
    assert town.sign(proposal).status == 302
    with town.held("department_messages_message"), town.worker() as worker:
        town.await_that(lambda: town.rows(WAITING) > [(0,)])  # the letters are made, the message is being written
        worker.kill()
    assert town.rows(TOLD_ONCE, {"id": proposal["id"]}) == [(None, 0, 0)]
    with town.worker():
        town.await_that(lambda: town.rows(TOLD_ONCE, {"id": proposal["id"]}) == [(["kk", "ru"], 1, 1)])
        town.await_that(lambda: town.rows(OPEN_JOBS) == [(0,)])
    assert town.rows(TOLD_ONCE, {"id": proposal["id"]}) == [(["kk", "ru"], 1, 1)]


def test_a_database_killed_during_a_signature_has_all_of_it_or_nothing(town: Town) -> None:
    *others, proposal = town.told["proposals"]
    before, key = [town.state(each) for each in others], str(uuid4())
    with ThreadPoolExecutor(1) as pool, suppress(psycopg.OperationalError), town.held("entitlements_due"):
        cut = pool.submit(town.sign, proposal, key=key)
        town.await_that(lambda: town.rows(WAITING) > [(0,)])  # signed and granted, the dues are being written
        stop(town.data, "immediate")
        ensure_running(town.data)
    assert cut.result().status >= 500
    assert town.state(proposal)[:4] == ("proposed", "to_sign", 0, 0)
    town.await_that(lambda: town.sign(proposal, key=key).status == 302)
    assert town.state(proposal) == SIGNED_ONCE
    assert [town.state(each) for each in others] == before
