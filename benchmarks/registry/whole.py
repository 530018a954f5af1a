"""A whole city in the registry: ``python -m benchmarks.registry.whole --snapshot DIR [--out FILE]``.

The server is the house's own in a folder of the run, with its ordinary settings. Each phase of the load says on standard error
how long it took. Everything after the load runs as the app's role with policies, history, search keys and journal on: the card
of a family, a new person, a correction, the export.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

CALLS = 200
DISTRICT = "751110000"


def timed(run: Callable[[], object]) -> float:
    begun = time.perf_counter()
    run()
    return time.perf_counter() - begun


def percentiles(seconds: list[float]) -> dict[str, float]:
    """p50 and p95 in milliseconds."""
    cuts = statistics.quantiles(seconds, n=20)
    return {"p50_ms": round(statistics.median(seconds) * 1000, 2), "p95_ms": round(cuts[18] * 1000, 2)}


def tirek(data: Path, *arguments: str, checked: bool = True) -> float:
    """Seconds of one of our commands."""
    variables = os.environ | {"TIREK_DATA": str(data)}
    command = [sys.executable, "-m", "tirek", *arguments]
    return timed(lambda: subprocess.run(command, env=variables, check=checked, stdout=subprocess.DEVNULL))


class Phases:
    """Seconds of each phase of a load, and a line on standard error when one ends."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._begun, self._now = time.perf_counter(), ""

    def tell(self, stage: str, _done: int, _total: int) -> None:
        if stage != self._now:
            self.end()
            self._now, self._begun = stage, time.perf_counter()

    def end(self) -> None:
        if self._now:
            told = round(time.perf_counter() - self._begun, 1)
            self.seconds[self._now] = round(self.seconds.get(self._now, 0.0) + told, 1)
            load_average = os.getloadavg()[0]
            print(f"{self._now:32} {told:8.1f} s   load {load_average:.1f}", file=sys.stderr, flush=True)


def load(data: Path, snapshot: Path) -> dict[str, Any]:
    """The same call as ``tirek registry load``, in this process, so that its phases are seen."""
    tirek(data, "database", "prepare")
    exchange = data / "exchange"
    made = tirek(data, "registry", "city", str(snapshot), "--out", str(exchange))
    from tirek.config.startup import open_department

    open_department()
    from tirek.department.core.calendar.today import today
    from tirek.department.registry.importing.loading import load_exchange

    phases = Phases()
    problems = data / "problems.csv"
    begun = time.perf_counter()
    rows = load_exchange(exchange, today=today(), with_synthetic=True, problems=problems, tell=phases.tell)
    phases.end()
    taken = time.perf_counter() - begun
    return {
        "exchange_s": round(made, 1),
        "rows": sum(rows.values()),
        "load_s": round(taken, 1),
        "load_phases_s": phases.seconds,
    }


def measure_pages(seed: int) -> dict[str, Any]:
    """The card, a new person, a correction: each in a transaction of its own, as a request has one."""
    from django.test import RequestFactory

    from tirek.config.startup import open_department

    open_department()
    from django.shortcuts import render

    from tirek.department.accounts.demo import make_demo_staff
    from tirek.department.accounts.models import User
    from tirek.department.accounts.queries import viewer_for
    from tirek.department.accounts.viewer import entered
    from tirek.department.core.calendar.today import today
    from tirek.department.journal.views import collecting
    from tirek.department.registry.actions.people import PersonDraft, correct_person, register_person
    from tirek.department.registry.card import family_card_for
    from tirek.department.registry.models import Family
    from tirek.web.office.registry.cards import card_context

    make_demo_staff(Path(os.environ["TIREK_DATA"]))
    user, luck = User.objects.get(username="specialist.almaly"), random.Random(seed)
    with entered(viewer_for(user, today(), purpose="benchmark")) as viewer:
        ids = list(Family.objects.filter(territory=DISTRICT).order_by("pk").values_list("pk", flat=True)[:50_000:50])
    request = RequestFactory().get("/office/")
    request.user, request.viewer = user, viewer  # type: ignore[attr-defined]

    def card() -> None:
        with entered(viewer, read_only=True), collecting():
            shown = family_card_for(viewer, luck.choice(ids), today())
            render(request, "office/registry/family.html", card_context(shown, viewer, "kk"))

    made = []

    def create() -> None:
        names = {"surname_kk": f"Сынақов{luck.randrange(10**6)}", "given_name_kk": "Айсұлу", "surname_ru": "Сынақов"}
        draft = PersonDraft(territory=DISTRICT, sex="female", birth_on=today(), phone="+77990000000", **names)
        with entered(viewer), collecting():
            made.append(register_person(draft, acting_user=user))

    def correct() -> None:
        with entered(viewer), collecting():
            correct_person(made.pop(), {"given_name_kk": "Сәуле"}, acting_user=user, reason="benchmark")

    result = {}
    for name, run in (("card", card), ("create", create), ("correct", correct)):
        run_first = [run() for _ in range(3 if name != "correct" else 0)]
        result[name] = percentiles([timed(run) for _ in range(CALLS - len(run_first))])
    return result


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--snapshot", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=Path("var/bench/registry"))
    parser.add_argument("--out", type=Path)
    parser.add_argument("--keep", action="store_true", help="use what an earlier run loaded")
    told = parser.parse_args()
    result: dict[str, Any] = {"load_average": os.getloadavg()[0]}
    data = told.data.resolve()
    os.environ["TIREK_DATA"] = str(data)
    if not told.keep:
        tirek(data, "database", "stop", checked=False)
        shutil.rmtree(data, ignore_errors=True)
        data.mkdir(parents=True)
        result |= load(data, told.snapshot)
    exported = data / "exported"
    shutil.rmtree(exported, ignore_errors=True)
    result["export_s"] = round(tirek(data, "population", "export", "--on", "2026-01-01", "--out", str(exported)), 1)
    os.environ["DJANGO_SETTINGS_MODULE"] = "tirek.config.settings"
    result |= measure_pages(seed=1)
    result["load_average_end"] = os.getloadavg()[0]
    text = json.dumps(result, indent=1)
    if told.out:
        told.out.write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
