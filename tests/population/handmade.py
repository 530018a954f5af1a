"""Snapshots made for a test: rows of a city dealt out anew, so that families of every size, order and ignorance occur."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tirek.population.snapshot import load_schema, read_entity, read_manifest, write_snapshot
from tirek.population.snapshot.schema import FAMILY_ID

MOST_PERSONS = 20
GAPS = 0.04
"""Share of the values that are unknown where a snapshot has gaps."""


def deal_families(city: Path, out: Path, families: int, seed: int, gaps: float = 0.0, claims: bool = True) -> Path:
    """Families of 1 to 20 persons and 0 to 3 dwellings, vehicles and claims, each row one of the city's."""
    chance = np.random.default_rng(seed)
    entities = {}
    for name in load_schema().entities:
        table = read_entity(city, name)
        if name == "family":
            counts = np.ones(families, dtype=np.int64)
        elif name == "person":
            counts = np.arange(families) % MOST_PERSONS + 1
        else:
            counts = chance.integers(0, 4, families) * (table.num_rows > 0 and (claims or name != "claim"))
        ids = np.repeat(np.arange(families, dtype=np.int32), counts)
        rows = table.take(chance.integers(0, max(table.num_rows, 1), ids.size))
        entities[name] = _columns(rows, ids, gaps, chance)
    write_snapshot(out, entities, as_of=read_manifest(city).as_of)
    return out


def _columns(table: pa.Table, ids: np.ndarray, gaps: float, chance: np.random.Generator) -> dict[str, pa.Array]:
    made: dict[str, pa.Array] = {FAMILY_ID: pa.array(ids)}
    for field in table.schema:
        if field.name != FAMILY_ID:
            unknown = pa.array(chance.random(ids.size) < gaps)
            column = table[field.name].combine_chunks()
            made[field.name] = pc.if_else(unknown, pa.scalar(None, field.type), column)
    return made


def rewritten(snapshot: Path, out: Path, change: Callable[[str, pa.Table], pa.Table]) -> Path:
    """The same snapshot with every entity's table changed."""
    entities = {}
    for name in load_schema().entities:
        table = change(name, read_entity(snapshot, name))
        entities[name] = {column: table[column].combine_chunks() for column in table.column_names}
    write_snapshot(out, entities, as_of=read_manifest(snapshot).as_of)
    return out


def shuffled_inside(snapshot: Path, out: Path, seed: int) -> Path:
    """The same families with the rows inside each in another order."""
    chance = np.random.default_rng(seed)

    def shuffle(_: str, table: pa.Table) -> pa.Table:
        return table.take(np.lexsort((chance.random(table.num_rows), table[FAMILY_ID].to_numpy())))

    return rewritten(snapshot, out, shuffle)
