"""The office in the demo: a city in PostgreSQL by the commands an administrator gives, with registers that fail."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tirek.config.postgres.places import home_of

FAULTS = "*:fail@0.1,*:slow=1@0.1,*:partial@0.1,*:drop@0.05"
"""Every fourth answer of a register goes wrong, as on a bad day."""
PEOPLE, ASKED = 23_419, 15
WAIT_SECONDS = 45
END_SECONDS = 20


@dataclass(frozen=True)
class Office:
    """What the office of the demo told of itself."""

    rows: int
    people: int
    load_seconds: float
    questions: int
    states: dict[str, int]
    exported: int
    export_seconds: float
    journal: dict[str, Any]

    def lines(self) -> list[str]:
        """What the demo prints."""
        states = ", ".join(f"{state} {count}" for state, count in sorted(self.states.items()))
        return [
            f"   PostgreSQL: {self.people:,} people, {self.rows:,} rows in {self.load_seconds:.1f} s with every rule checked",
            f"   registers asked {self.questions} times while they fail ({FAULTS}): {states}",
            f"   exported as a snapshot: {self.exported:,} people in {self.export_seconds:.1f} s",
            f"   journal verified: {self.journal}",
            "   open it: make serve (a login per role is printed)",
        ]


def run_office(folder: Path, people: int = PEOPLE) -> Office:
    """Load a hundredth of the city, ask failing registers about some of it, export it, verify the journal.

    The server, the worker and the sandbox are processes of their own, in a data folder of the demo; they end with it.
    """
    data = folder / "office"
    data.mkdir(parents=True)
    variables = {**os.environ, "TIREK_DATA": str(data.resolve())}
    for name in ("TIREK_DATABASE_URL", "TIREK_DATABASE_OWNER_URL", "TIREK_DATABASE_JOURNAL_URL"):
        variables.pop(name, None)
    try:
        _tirek(variables, "database", "prepare")
        begun = time.monotonic()
        sample = json.loads(_tirek(variables, "registry", "sample", "--people", str(people), "--format", "json"))
        loaded = time.monotonic() - begun
        asked = _ask(variables)
        begun = time.monotonic()
        exporting = ("population", "export", "--on", sample["on"], "--out", str(folder / "exported"))
        written = json.loads(_tirek(variables, *exporting, "--format", "json"))
        exported = time.monotonic() - begun
        verified = json.loads(_tirek(variables, "journal", "verify", "--format", "json"))
    finally:
        _tirek(variables, "database", "stop", checked=False)
        # Where the folders above are closed, the server lives elsewhere: nobody will look for a demo's there.
        home = home_of(data)
        if not home.folder.is_relative_to(data.resolve()):
            shutil.rmtree(home.folder, ignore_errors=True)
    return Office(
        rows=sum(sample["rows"].values()),
        people=sample["rows"]["persons"],
        load_seconds=loaded,
        questions=asked["questions"],
        states=asked["states"],
        exported=written["people"],
        export_seconds=exported,
        journal={name: verified[name] for name in ("lines", "changes") if name in verified},
    )


def _ask(variables: dict[str, str]) -> dict[str, Any]:
    """Ask with the sandbox and a worker running beside."""
    command = [sys.executable, "-m", "tirek", "sandbox", "--port", "0", "--faults", FAULTS]
    with _running(command, variables) as sandbox:
        assert sandbox.stdout is not None
        address = sandbox.stdout.readline().strip()
        told = variables | {"TIREK_REGISTERS_URL": address}
        with _running([sys.executable, "-m", "tirek", "worker"], told):
            answer = _tirek(
                told, "registry", "ask", "--people", str(ASKED), "--wait", str(WAIT_SECONDS), "--format", "json"
            )
    asked: dict[str, Any] = json.loads(answer)
    return asked


@contextmanager
def _running(command: list[str], variables: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        command, env=variables, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _tirek(variables: dict[str, str], *arguments: str, checked: bool = True) -> str:
    """One command of ours; what it printed. An error stops the demo with the command's own words."""
    done = subprocess.run(
        [sys.executable, "-m", "tirek", *arguments], env=variables, capture_output=True, text=True, check=False
    )
    if checked and done.returncode:
        sys.stderr.write(done.stderr + done.stdout)
        raise RuntimeError(f"tirek {' '.join(arguments)} ended with {done.returncode}")
    return done.stdout
