"""How a snapshot's files and a run's questions are called in a plan."""

from __future__ import annotations

from collections.abc import Mapping

from tirek.population.questions import Questions
from tirek.population.snapshot.schema import FILES
from tirek.rulebook.engine.tree import Node


def stem(file: str) -> str:
    """Name of the table in a file: ``persons.parquet`` holds ``persons``."""
    return file.removesuffix(".parquet")


def largest_rows(by_entity: Mapping[str, int]) -> dict[str, int]:
    """Most rows a family has, by table."""
    return {stem(FILES[entity]): rows for entity, rows in by_entity.items()}


def asked(questions: Questions) -> dict[str, Node]:
    """Everything a plan computes: the outputs, and ``<benefit>.conflict``."""
    return {**questions.outputs, **{f"{name}.conflict": node for name, node in questions.conflicts.items()}}
