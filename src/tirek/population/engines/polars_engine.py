"""Polars: the default engine, all cores of one machine."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tirek.population.engines.tables import largest_rows, stem
from tirek.population.questions import Questions
from tirek.population.snapshot.schema import FAMILY_ID, FILES
from tirek.rulebook.engine.polars_columns import plan_polars


class PolarsEngine:
    """Answers by a lazy plan over the Parquet files of a snapshot."""

    def __init__(
        self, folder: Path, questions: Questions, nullable: frozenset[tuple[str, str]], largest: dict[str, int]
    ) -> None:
        self._folder, self._nullable, self._largest = folder, nullable, largest_rows(largest)
        self._outputs = {**questions.outputs, **{f"{k}.conflict": v for k, v in questions.conflicts.items()}}

    def answer(self, first: int, last: int) -> pl.DataFrame:
        """Outputs of a range of families, by id."""
        inside = pl.col(FAMILY_ID).is_between(first, last)
        tables = {stem(file): pl.scan_parquet(self._folder / file).filter(inside) for file in FILES.values()}
        plan = plan_polars(self._outputs, tables, nullable=self._nullable, largest=self._largest)
        return plan.collect(engine="streaming").sort(FAMILY_ID)
