"""Engines of a population run, behind one interface; all give identical results."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import polars as pl

from tirek.population.engines.problems import EngineError
from tirek.population.questions import Questions
from tirek.rulebook.engine.errors import FactError

ENGINES = ("polars", "duckdb")
"""Engines within this process."""

SPARK = "spark"
"""The engine of a cluster; it needs an extra of the package, and Java."""


class Engine(Protocol):
    """Answers for the families of a snapshot, a range at a time, so that memory stays bounded."""

    def answer(self, first: int, last: int) -> pl.DataFrame:
        """Outputs of the families ``first`` to ``last`` (inclusive): ``family_id`` and one column an output, by id."""

    def close(self) -> None:
        """Give back what the engine holds outside of memory."""


def check_engine(name: str, master: str = "") -> None:
    """Refuse at once what would fail later: an unknown engine, an address that it does not take, Spark without Java.

    Raises
    ------
    FactError
        If there is no such engine.
    EngineError
        If Spark cannot be started, or its address is none or is given to another engine.
    """
    if name not in (*ENGINES, SPARK):
        raise FactError("--engine", "unknown_choice", value=name, allowed=", ".join((*ENGINES, SPARK)))
    if name == SPARK:
        from tirek.population.engines.spark_engine import check_spark

        check_spark(master)
    elif master:
        raise EngineError("no_spark")


def open_engine(
    name: str,
    folder: Path,
    questions: Questions,
    nullable: frozenset[tuple[str, str]],
    largest: dict[str, int],
    *,
    master: str = "",
    work: Path | None = None,
) -> Engine:
    """An engine by name, over a snapshot folder.

    Parameters
    ----------
    name : str
        One of ``ENGINES``, or ``SPARK``.
    folder : Path
    questions : Questions
    nullable : frozenset of (entity, fact)
        Facts that are unknown for somebody.
    largest : dict
        Most rows a family has, by entity.
    master : str
        Address of a Spark cluster; without one a cluster is started for the job.
    work : Path, optional
        Where Spark leaves its answers until the engine is closed; a cluster of several machines must see it.

    Raises
    ------
    EngineError
        If Spark is asked for and cannot be started.
    """
    if name == "polars":
        from tirek.population.engines.polars_engine import PolarsEngine

        return PolarsEngine(folder, questions, nullable, largest)
    if name == SPARK:
        from tirek.population.engines.spark_engine import SparkEngine

        return SparkEngine(folder, questions, nullable, largest, master=master, work=work)
    from tirek.population.engines.duckdb_engine import DuckdbEngine

    return DuckdbEngine(folder, questions, nullable, largest)
