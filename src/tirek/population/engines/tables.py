"""How a snapshot's files are called in a plan."""

from __future__ import annotations

from collections.abc import Mapping

from tirek.population.snapshot.schema import FILES


def stem(file: str) -> str:
    """Name of the table in a file: ``persons.parquet`` holds ``persons``."""
    return file.removesuffix(".parquet")


def largest_rows(by_entity: Mapping[str, int]) -> dict[str, int]:
    """Most rows a family has, by table."""
    return {stem(FILES[entity]): rows for entity, rows in by_entity.items()}
