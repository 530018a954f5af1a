"""120 officers at once: ``python -m benchmarks.road.officers [--seconds N] [--think N] [--officers N] [--out FILE]``.

A department of its own, served by `tirek serve` as it is run, with the worker beside. Half of the officers are specialists, a
third registrars, the others heads; each has an open session, opens mixed pages of the day, registers
and signs, and thinks between two pages (exponentially distributed, `--think` seconds on average; 0 is everybody at the keys
without a pause). Milliseconds are those of the whole answer as the officer waits for it. The officers run on the same machine.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.machine import describe
from tests.launched import folder_for_data
from tests.served import TIREK, Answer, Officer, served, variables_of

ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "benchmarks/results"
NAMES = ("Сынақ5ов", "Сынақ17ов Айсұлу", "Sinaq23ov", "Айсұлу 1990", "Сынақ44ов 1990")
DAY: dict[str, dict[str, int]] = {
    "registrar": {"search": 4, "family": 4, "form": 2, "register": 3, "mine": 1},
    "specialist": {"mine": 2, "queue": 2, "case": 5, "checks": 1, "check": 3, "search": 1},
    "head": {"signing": 2, "decision": 3, "sign": 3, "case": 2, "queue": 1},
}
"""What an officer opens, out of so many pages."""


@dataclass
class Measured:
    """Milliseconds of each page, and what went wrong on it; written by all officers."""

    spent: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    faults: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, page: str, milliseconds: float, fault: str) -> None:
        """One page."""
        with self.lock:
            self.spent[page].append(milliseconds)
            if fault:
                self.faults[page][fault] += 1

    def told(self) -> dict[str, Any]:
        """Each page, and all of them."""
        pages = {page: self._of([page]) for page in sorted(self.spent)}
        return {"pages": pages, "all": self._of(list(self.spent))}

    def _of(self, pages: list[str]) -> dict[str, Any]:
        spent = [each for page in pages for each in self.spent[page]]
        faults = sum((self.faults[page] for page in pages), Counter())
        cuts = statistics.quantiles(spent, n=20) if len(spent) > 1 else [spent[0]] * 19
        return {
            "count": len(spent),
            "p50_ms": round(statistics.median(spent), 1),
            "p95_ms": round(cuts[18], 1),
            "most_ms": round(max(spent), 1),
            "errors": dict(faults),
        }


class Day:
    """What one officer does, drawn from a seed of his own."""

    def __init__(self, port: int, told: dict[str, Any], seed: int) -> None:
        self.officer, self.told, self.draw = Officer(port, told["session"]), told, random.Random(seed)
        self.pages = DAY[told["role"]]

    def step(self) -> tuple[str, Callable[[], Answer], int]:
        """The next page: its name, how it is asked, the status of success. What has run out is looked at instead."""
        name = self.draw.choices(list(self.pages), list(self.pages.values()))[0]
        if name == "register" and not self.told["drafts"]:
            name = "search"
        if name in ("sign", "decision") and not self.told["proposals"]:
            name = "signing"
        return getattr(self, f"_{name}")(name)

    def _get(self, name: str, address: str) -> tuple[str, Callable[[], Answer], int]:
        return name, lambda: self.officer.get(address), 200

    def _mine(self, name: str) -> Any:
        return self._get(name, "/office/work/")

    def _queue(self, name: str) -> Any:
        return self._get(name, "/office/work/queue/")

    def _case(self, name: str) -> Any:
        return self._get(name, f"/office/cases/{self.draw.choice(self.told['cases'])}/")

    def _checks(self, name: str) -> Any:
        return self._get(name, "/office/checks/")

    def _check(self, name: str) -> Any:
        return self._get(name, f"/office/checks/{self.draw.choice(self.told['checks'])}/")

    def _family(self, name: str) -> Any:
        return self._get(name, f"/office/registry/families/{self.draw.choice(self.told['families'])}/")

    def _signing(self, name: str) -> Any:
        return self._get(name, "/office/decisions/signing/")

    def _decision(self, name: str) -> Any:
        return self._get(name, f"/office/decisions/{self.told['proposals'][-1][0]}/")

    def _form(self, name: str) -> Any:
        if not self.told["drafts"]:
            return self._search("search")
        return self._get(name, f"/office/applications/{self.told['drafts'][-1]}/form/")

    def _search(self, name: str) -> Any:
        text = self.draw.choice(NAMES)
        return name, lambda: self.officer.post("/office/registry/search/", q=text), 200

    def _register(self, name: str) -> Any:
        address = f"/office/applications/{self.told['drafts'].pop()}/check/"
        return name, lambda: self.officer.post(address), 302

    def _sign(self, name: str) -> Any:
        decision, signature = self.told["proposals"].pop()
        return name, lambda: self.officer.post(f"/office/decisions/{decision}/sign/", cms_text=signature), 302


def work(day: Day, until: float, think_seconds: float, measured: Measured) -> None:
    """An officer at work until the end."""
    time.sleep(day.draw.uniform(0, think_seconds))  # they do not all sit down at the same moment
    while time.monotonic() < until:
        page, ask, wanted = day.step()
        begun, fault = time.perf_counter(), ""
        try:
            answer = ask()
            fault = "" if answer.status == wanted else str(answer.status)
        except OSError as cut:
            fault = type(cut).__name__
        measured.note(page, (time.perf_counter() - begun) * 1000, fault)
        day.officer.connection.close()  # the server keeps it for two seconds, an officer thinks for longer
        if think_seconds:
            time.sleep(min(day.draw.expovariate(1 / think_seconds), max(0.0, until - time.monotonic())))


def run_day(port: int, town: list[dict[str, Any]], seconds: float, think_seconds: float) -> Measured:
    """All officers at once."""
    measured, until = Measured(), time.monotonic() + seconds
    days = [Day(port, told, seed) for seed, told in enumerate(town)]
    threads = [threading.Thread(target=work, args=(day, until, think_seconds, measured)) for day in days]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return measured


def counts_of(told: argparse.Namespace) -> dict[str, int]:
    """How many of each there are: nobody runs out of work."""
    steps = 2 + int(told.seconds / max(told.think, 0.5) * 0.4)
    return {
        "registrar": told.officers // 3,
        "specialist": told.officers // 2,
        "head": told.officers - told.officers // 3 - told.officers // 2,
        "families": 500,
        "cases": told.cases,
        "checks": 100,
        "drafts_each": steps,
        "proposals_each": steps,
    }


def measure(told: argparse.Namespace) -> dict[str, Any]:
    """Prepare a department, serve it, let the officers in."""
    counts = counts_of(told)
    with folder_for_data() as data, tempfile.TemporaryFile() as said:
        environment = variables_of(data, PYTHONPATH=str(ROOT))
        subprocess.run([TIREK, "database", "prepare"], env=environment, check=True, stdout=subprocess.DEVNULL)
        preparing = [sys.executable, "-m", "benchmarks.road.officers_world", json.dumps(counts)]
        made = subprocess.run(preparing, env=environment, check=True, stdout=subprocess.PIPE, cwd=ROOT)
        town = json.loads(made.stdout)
        worker = subprocess.Popen([TIREK, "worker"], env=environment, stdout=said, stderr=said)
        try:
            with served(environment) as port:
                run_day(port, town, 5, 1)  # each process opens its connections and reads its texts once
                before = os.getloadavg()[0]
                measured = run_day(port, town, told.seconds, told.think)
        finally:
            worker.terminate()
            worker.wait()
    shown = {"officers": told.officers, "seconds": told.seconds, "think_seconds": told.think, "counts": counts}
    return {
        "machine": describe(ROOT),
        "command": " ".join(["python -m benchmarks.road.officers", *sys.argv[1:]]),
        **shown,
        "load_average": round(before, 2),
        "load_average_end": round(os.getloadavg()[0], 2),
        "requests_per_second": round(measured.told()["all"]["count"] / told.seconds, 1),
        **measured.told(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--officers", type=int, default=120)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--think", type=float, default=5)
    parser.add_argument("--cases", type=int, default=2_000)
    parser.add_argument("--out", type=Path, default=RESULTS / "road_officers.json")
    told = parser.parse_args()
    result = measure(told)
    told.out.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    for page, found in {**result["pages"], "all": result["all"]}.items():
        print(f"{page:10} {json.dumps(found)}")


if __name__ == "__main__":
    main()
