"""One family of the synthetic city, explained: what it is refused or granted, and why."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tirek.population.families import read_family
from tirek.population.run import RunResult
from tirek.rulebook.decisions import decide_family
from tirek.rulebook.letters import level_letter

EXPLAINED = "targeted_assistance_conditional"
SIZES = (5, 4, 6, 3, 2)
MOST_A_PERSON = 25_000
"""Tenge a person: a family that receives less than this has an income that shows in the explanation."""


def explain_one_family(city: Path, result: RunResult, language: str) -> str:
    """The decision on conditional targeted assistance of one family that receives it, in words."""
    family_id = _chosen(result)
    case = read_family(city, family_id)
    answer = decide_family(EXPLAINED, result.questions.program.moment, case)
    level = decide_family("six_levels", result.questions.program.moment, case)
    return f"№ {family_id}\n{answer.text(language)}\n\n{level_letter(level, language)}"


def _chosen(result: RunResult) -> int:
    """A family of an ordinary size with some income of its own that holds the benefit; family 0 where none does."""
    held = pl.col(f"{EXPLAINED}.total")
    own_income = held < pl.col("people") * MOST_A_PERSON
    table = pl.scan_parquet(result.folder / "families.parquet").filter((held > 0) & own_income)
    found = table.select("family_id", "people").head(500).collect()
    for size in SIZES:
        fitting = found.filter(pl.col("people") == size)
        if fitting.height:
            return int(fitting["family_id"][0])
    return int(found["family_id"][0]) if found.height else 0
