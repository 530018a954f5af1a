"""`tirek serve` as a process: health, metrics, records without queries, and no service where no policy would hold."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.launched import folder_for_data
from tests.recorded import make_department
from tirek.config.postgres.checks import open_connection
from tirek.config.postgres.launcher import administrator, ensure_running, stop
from tirek.config.postgres.places import home_of

TIREK = Path(sys.executable).with_name("tirek")
PATIENCE_SECONDS = 120
TOKEN = "a-token-of-a-test"


def variables(data: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TIREK_")}
    return kept | {"TIREK_DATA": str(data), "TIREK_LOG": "json", "TIREK_METRICS_TOKEN": TOKEN}


@dataclass(frozen=True)
class Site:
    data: Path
    port: int
    process: subprocess.Popen[bytes]

    def get(self, path: str, method: str = "GET", **headers: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        text = response.read().decode()
        connection.close()
        return response.status, text

    def ready(self) -> tuple[int, Any]:
        status, text = self.get("/health/ready")
        return status, json.loads(text)

    @property
    def said(self) -> str:
        return (self.data.parent / "said").read_text()


@contextmanager
def open_site(data: Path) -> Iterator[Site]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [TIREK, "serve", "--migrate", "--port", str(port), "--processes", "2", "--threads", "2"]
    with (data.parent / "said").open("wb") as said:
        process = subprocess.Popen(command, env=variables(data), stdout=said, stderr=said)
    site = Site(data, port, process)
    try:
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                site.get("/health/live")
                break
            except OSError:
                assert process.poll() is None, site.said
                assert time.monotonic() < until, site.said
                time.sleep(0.1)
        yield site
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with folder_for_data() as data:
        make_department(data)
        with open_site(data) as opened:
            yield opened


def test_it_is_live_and_ready_and_says_that_no_worker_is_there(site: Site) -> None:
    assert site.get("/health/live") == (200, '{"live": true}')
    told = {"database": True, "migrations": True, "worker": False, "worker_seconds": None}
    assert site.ready() == (200, told)
    assert site.get("/health/ready", Host="a-probe.example")[0] == 200
    assert site.get("/health/ready", method="POST")[0] == 405


def test_metrics_go_to_this_machine_or_to_who_has_the_token(site: Site) -> None:
    site.get("/no-such-page")
    status, text = site.get("/metrics")
    assert status == 200
    assert 'tirek_requests_total{method="GET",page="none",status="404"}' in text
    assert "tirek_database_up 1.0" in text
    assert site.get("/metrics", X_Forwarded_For="203.0.113.5")[0] == 403
    assert site.get("/metrics", X_Forwarded_For="203.0.113.5", Authorization="Bearer wrong")[0] == 403
    assert site.get("/metrics", X_Forwarded_For="203.0.113.5", Authorization=f"Bearer {TOKEN}")[0] == 200


def test_a_request_is_recorded_without_its_query_and_without_who_asked(site: Site) -> None:
    site.get("/no-such-page?name=%D0%90%D0%B9&iin=900101300123", User_Agent="an-agent-of-a-test")
    line = next(line for line in site.said.splitlines() if "gunicorn.access" in line and "no-such-page" in line)
    assert json.loads(line)["event"].startswith("GET /no-such-page 404 ")
    for secret in ("900101300123", "%D0%90", "an-agent-of-a-test", "127.0.0.1 "):
        assert secret not in line
    assert "900101300123" not in site.said
    assert not any("gunicorn.access" in line and "/health/" in line for line in site.said.splitlines())


def test_it_is_not_ready_without_its_database_and_is_again_with_it(site: Site) -> None:
    stop(site.data, "immediate")
    assert site.ready() == (503, {"database": False, "migrations": None, "worker": False, "worker_seconds": None})
    status, text = site.get("/metrics")
    assert (status, "tirek_database_up 0.0" in text) == (200, True)
    ensure_running(site.data)
    assert site.ready()[0] == 200


def test_a_taken_address_is_said(site: Site) -> None:
    command = [TIREK, "serve", "--port", str(site.port), "--lang", "en"]
    refused = subprocess.run(command, env=variables(site.data), capture_output=True, text=True, check=False)
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    assert "another program has this address" in refused.stderr


def test_a_role_that_no_policy_binds_is_served_by_no_way_in(site: Site) -> None:
    with open_connection(administrator(home_of(site.data))) as connection:
        connection.execute("grant tirek_owner to tirek_app")
        try:
            for command in (
                [TIREK, "serve", "--port", "1", "--lang", "en"],
                [TIREK, "worker", "--lang", "en"],
                [sys.executable, "-c", "import tirek.config.wsgi"],
            ):
                refused = subprocess.run(
                    command, env=variables(site.data), capture_output=True, text=True, check=False, timeout=120
                )
                assert refused.returncode != 0
                assert "no limit of territory holds for it" in refused.stderr
        finally:
            connection.execute("revoke tirek_owner from tirek_app")


def test_asked_to_end_it_ends_well_and_leaves_the_database(site: Site) -> None:
    site.process.send_signal(signal.SIGTERM)
    assert site.process.wait(PATIENCE_SECONDS) == 0
    assert "Traceback" not in site.said
    ensure_running(site.data)
