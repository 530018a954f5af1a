"""Every programme and method for every family of a city, as ``tirek population run`` does it.

``python -m benchmarks.catalogue.population <engine> <city> <out>``
"""

from __future__ import annotations

import hashlib
import shutil
import sys
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.catalogue.moment import MOMENT
from benchmarks.clock import Clock, report
from tirek.population.run import run_population


def measure(engine: str, city: Path, out: Path) -> dict[str, Any]:
    """One run, imports outside the clock; the laws read and bound, and the check of the snapshot beside the work, within it."""
    shutil.rmtree(out, ignore_errors=True)
    clock = Clock()

    def progress(_: str, done: int, families: int) -> None:
        if done in (0, families):
            clock.lap("answer" if done else "bind")

    result = run_population(city, MOMENT, out, engine=engine, progress=progress)
    clock.lap("totals")
    taken = clock.stop()
    totals = [result.programmes.sort(pl.all()).write_csv(), result.levels.sort(pl.all()).write_csv()]
    return {
        **taken,
        "people": result.people,
        "families": result.families,
        "programmes": len(result.questions.programmes),
        "methods": len(result.questions.methods),
        "fingerprint": hashlib.sha256("".join(totals).encode()).hexdigest()[:12],
    }


if __name__ == "__main__":
    engine, city, out = sys.argv[1:]
    report(measure(engine, Path(city), Path(out)))
