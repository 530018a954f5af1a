"""What the reform of the demo would cost, as a range over the models of income, with its pages and charts."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path

from tirek.commands.compare_report import comparison_as_text
from tirek.commands.progress import Report
from tirek.population.comparison.compare import compare_population
from tirek.population.comparison.incomes import find_income_models
from tirek.population.comparison.writing import write_comparison
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.reforms import find_reform

REFORM = "local_aid_2026"
MODELS = ("low", "middle", "high")
HIDDEN_BELOW = 10
"""Counts of fewer families are not shown."""


def price_reform(city: Path, moment: Moment, out: Path, progress: Report) -> dict[str, str]:
    """Compare the draft with the law as it stands; what a terminal shows of it, by language."""
    reformed = replace(moment, reform=find_reform(REFORM))
    models = find_income_models(MODELS)
    found = compare_population(city, moment, reformed, models, k=HIDDEN_BELOW, progress=progress, checked=True)
    assumed = ["--assume", moment.assumption.name] if moment.assumption else []
    command = ["tirek", "population", "compare", "--in", str(city), "--on", moment.on.isoformat(), *assumed]
    write_comparison(found, out, shlex.join([*command, "--reform", REFORM, "--out", str(out)]), progress)
    return {language: comparison_as_text(found, None, language) for language in ("kk", "ru")}
