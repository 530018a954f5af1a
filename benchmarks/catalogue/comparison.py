"""The price of the reform of 2026 on a city, one model of income at a time, as ``tirek population compare`` computes it.

``python -m benchmarks.catalogue.comparison <engine> <city>``
"""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.catalogue.moment import MOMENT
from benchmarks.clock import Clock, report
from tirek.population.comparison.compare import compare_population
from tirek.population.comparison.incomes import find_income_models
from tirek.population.comparison.writing import comparison_document
from tirek.population.snapshot import check_snapshot
from tirek.rulebook.reforms import find_reform

MODELS = ("low", "middle", "high")


def measure(engine: str, city: Path) -> dict[str, Any]:
    """Both laws for every family; the check of the snapshot apart, a lap a model."""
    clock = Clock()
    if check_snapshot(city).problems:
        raise SystemExit("the city is broken: make it anew")
    clock.lap("check")
    reformed = replace(MOMENT, reform=find_reform("local_aid_2026"))
    prints = []
    for model in find_income_models(MODELS):
        found = compare_population(city, MOMENT, reformed, [model], k=1, engine=engine, checked=True)
        clock.lap(model.name)
        prints.append(json.dumps(comparison_document(found, "")["tables"], sort_keys=True, default=str))
    taken = clock.stop()
    return {**taken, "fingerprint": hashlib.sha256("".join(prints).encode()).hexdigest()[:12]}


if __name__ == "__main__":
    report(measure(sys.argv[1], Path(sys.argv[2])))
