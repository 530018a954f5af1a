"""Sixteen processes grant and pay against one limit and are killed, and the server with them: nothing doubled, nothing lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any, Final

from tests.department.flows.money_rounds import AMOUNT
from tests.launched import folder_for_data
from tests.recorded import make_department
from tirek.config.postgres.launcher import ensure_running
from tirek.settlement.sandbox.bank import OPENING_TENGE, SandboxBank
from tirek.settlement.sandbox.server import Server
from tirek.settlement.sandbox.treasury import SandboxTreasury

ROOT: Final = Path(__file__).parents[3]
IN_PROOF = os.environ.get("HYPOTHESIS_PROFILE") == "proof"
ROUNDS, FAMILIES = (200, 1_500) if IN_PROOF else (10, 60)
PROCESSES = 16


def run(data: Path, *arguments: object) -> dict[str, Any]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TIREK_")}
    told = {"TIREK_DATA": str(data), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "tests.department.flows.money_rounds", *map(str, arguments)]
    done = subprocess.run(command, env=kept | told, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    assert "Traceback" not in done.stderr, done.stderr[-4000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@contextmanager
def served(bank: SandboxBank) -> Iterator[str]:
    """The stand-in of bank and treasury: it lives on while everything else dies."""
    server = Server(("127.0.0.1", 0), bank, SandboxTreasury())
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server.url
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_nothing_is_doubled_nothing_is_lost_and_the_limit_holds() -> None:
    with folder_for_data() as data:
        # What was committed must survive the server: only the disk may be trusted to be slow.
        ensure_running(data, {"fsync": "off", "shared_buffers": "128MB"})
        make_department(data)
        told = run(data, "prepare", FAMILIES)
        bank = SandboxBank()
        with served(bank) as url:
            worked = run(data, "work", ROUNDS, PROCESSES, json.dumps(told | {"bank": url}), 20261123)
        found = run(data, "verify")
    assert worked["died"] == [], "a process fell of itself"
    assert worked["killed"]["processes"] + worked["killed"]["servers"] == ROUNDS
    assert found["broken"] == {}
    assert found["plan"] == told["limit"]
    assert found["least_free"] >= 0
    assert found["spoken_for"] <= told["limit"]
    # As many as the limit allows, each once, with the whole of their money.
    covered = told["limit"] // AMOUNT
    assert found["granted"] == found["signed"] == found["entitlements"] == covered
    assert (found["twice_granted"], found["paid_twice"], found["open"]) == (0, 0, 0)
    assert found["dues"] == found["reservations"] == found["settled"] == covered
    assert found["paid"] == found["payments_paid"] == found["spoken_for"] == told["limit"]
    # The bank's own book says the same: each reference once.
    assert len(found["references"]) == len(set(found["references"])) == covered
    assert OPENING_TENGE - bank._balance == told["limit"]
    assert bank.counts["payments accepted"] == covered
