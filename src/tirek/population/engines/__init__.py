"""Engines of a population run, behind one interface; all give identical results."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import polars as pl

from tirek.population.questions import Questions

ENGINES = ("polars", "duckdb")


class Engine(Protocol):
    """Answers for the families of a snapshot, a chunk at a time, so that memory stays bounded."""

    def answer(self, first: int, last: int) -> pl.DataFrame:
        """Outputs of the families ``first`` to ``last`` (inclusive): ``family_id`` and one column an output, by id."""


def open_engine(
    name: str, folder: Path, questions: Questions, nullable: frozenset[tuple[str, str]], largest: dict[str, int]
) -> Engine:
    """An engine by name, over a snapshot folder."""
    if name == "polars":
        from tirek.population.engines.polars_engine import PolarsEngine

        return PolarsEngine(folder, questions, nullable, largest)
    from tirek.population.engines.duckdb_engine import DuckdbEngine

    return DuckdbEngine(folder, questions, nullable, largest)
