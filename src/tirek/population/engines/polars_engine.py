"""Polars: the default engine, all cores of one machine."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tirek.population.engines.tables import asked, largest_rows, stem
from tirek.population.questions import Questions
from tirek.population.snapshot.schema import FAMILY_ID, FILES
from tirek.rulebook.engine.polars_columns import plan_polars
from tirek.rulebook.engine.scheduling import plan_layers


class PolarsEngine:
    """Answers by a lazy plan over the Parquet files of a snapshot."""

    def __init__(
        self, folder: Path, questions: Questions, nullable: frozenset[tuple[str, str]], largest: dict[str, int]
    ) -> None:
        self._folder, self._largest = folder, largest_rows(largest)
        self._schedule = plan_layers(asked(questions), nullable=nullable)

    def answer(self, first: int, last: int) -> pl.DataFrame:
        """Outputs of a range of families, by id."""
        return self._answer(pl.col(FAMILY_ID).is_between(first, last))

    def answer_only(self, families: pl.Series) -> pl.DataFrame:
        """Outputs of some families, by id; ``families`` are sorted, Int32."""
        if families.is_empty():
            return self._answer(pl.lit(value=False))
        inside = pl.col(FAMILY_ID).is_between(int(families[0]), int(families[-1]))
        return self._answer(inside & pl.col(FAMILY_ID).is_in(families.implode()))

    def _answer(self, wanted: pl.Expr) -> pl.DataFrame:
        tables = {stem(file): pl.scan_parquet(self._folder / file).filter(wanted) for file in FILES.values()}
        plan = plan_polars(self._schedule, tables, largest=self._largest)
        return plan.collect(engine="streaming").sort(FAMILY_ID)

    def close(self) -> None:
        """Nothing is held."""
