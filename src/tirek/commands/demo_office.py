"""The office in the demo: a city in PostgreSQL by the commands an administrator gives, with registers that fail."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from tirek.commands.road.processes import registers_and_worker
from tirek.config.postgres.places import home_of

FAULTS = "*:fail@0.1,*:slow=1@0.1,*:partial@0.1,*:drop@0.05"
"""Every fourth answer of a register goes wrong, as on a bad day."""
PEOPLE, ASKED, APPLICATIONS = 23_419, 15, 300
WAIT_SECONDS = 45


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
    checks: int = 0
    road: str = ""
    road_seconds: float = 0.0
    money: str = ""
    money_seconds: float = 0.0
    kept: bool = True

    def lines(self) -> list[str]:
        """What the demo prints."""
        states = ", ".join(f"{state} {count}" for state, count in sorted(self.states.items()))
        return [
            f"   PostgreSQL: {self.people:,} people, {self.rows:,} rows in {self.load_seconds:.1f} s with every rule checked",
            f"   registers asked {self.questions} times while they fail ({FAULTS}): {states}",
            *self._road_lines(),
            f"   exported as a snapshot: {self.exported:,} people in {self.export_seconds:.1f} s",
            f"   journal verified: {self.journal}",
            f"   all stages agree: {self.checks} checks",
            "   open it: make serve (a login per role is printed)",
        ]

    def _road_lines(self) -> list[str]:
        if not self.road:
            return []
        return [
            *(self.road, f"   the road of applications: {self.road_seconds:.1f} s"),
            *(self.money, f"   three months of money: {self.money_seconds:.1f} s"),
        ]


def run_office(folder: Path, people: int = PEOPLE, applications: int = APPLICATIONS) -> Office:
    """Load a hundredth of the city, ask failing registers about some of it, take applications along the road, export, verify.

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
        road, kept = _drive_applications(variables, applications) if applications else ("", True)
        driven = time.monotonic() - begun
        begun = time.monotonic()
        money, paid = _close_months(variables) if applications else ("", True)
        closed = time.monotonic() - begun
        begun = time.monotonic()
        exporting = ("population", "export", "--on", sample["on"], "--out", str(folder / "exported"))
        written = json.loads(_tirek(variables, *exporting, "--format", "json"))
        exported = time.monotonic() - begun
        verified = json.loads(_tirek(variables, "journal", "verify", "--format", "json"))
        agreed = json.loads(_tirek(variables, "check", "--format", "json"))
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
        road=road,
        road_seconds=driven,
        money=money,
        money_seconds=closed,
        checks=agreed["checks"],
        kept=kept and paid,
    )


def _ask(variables: dict[str, str]) -> dict[str, Any]:
    """Ask with the sandbox and a worker running beside."""
    with registers_and_worker(variables, faults=FAULTS) as told:
        answer = _tirek(
            told, "registry", "ask", "--people", str(ASKED), "--wait", str(WAIT_SECONDS), "--format", "json"
        )
    asked: dict[str, Any] = json.loads(answer)
    return asked


def _drive_applications(variables: dict[str, str], applications: int) -> tuple[str, bool]:
    """The funnel in Kazakh and in Russian, and whether the database shows every number that is promised."""
    driven = _run(variables, "road", "--applications", str(applications), "--lang", "ru")
    if driven.returncode > 1:
        _fail("road", driven)
    funnel = _tirek(variables, "road", "--lang", "kk")
    return f"{funnel}\n{driven.stdout}", driven.returncode == 0


def _close_months(variables: dict[str, str]) -> tuple[str, bool]:
    """Three months paid, and whether the database shows what is promised."""
    closed = _run(variables, "money", "--lang", "ru")
    if closed.returncode > 1:
        _fail("money", closed)
    return closed.stdout, closed.returncode == 0


def _tirek(variables: dict[str, str], *arguments: str, checked: bool = True) -> str:
    """One command of ours; what it printed. An error stops the demo with the command's own words."""
    done = _run(variables, *arguments)
    if checked and done.returncode:
        _fail(" ".join(arguments), done)
    return done.stdout


def _run(variables: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tirek", *arguments]
    return subprocess.run(command, env=variables, capture_output=True, text=True, check=False)


def _fail(said: str, done: subprocess.CompletedProcess[str]) -> NoReturn:
    sys.stderr.write(done.stderr + done.stdout)
    raise RuntimeError(f"tirek {said} ended with {done.returncode}")
