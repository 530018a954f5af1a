"""Snapshots that differ from another in a few families."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

import numpy as np
import polars as pl

from tirek.population.snapshot import load_schema, read_entity, read_manifest, write_snapshot
from tirek.population.snapshot.schema import FAMILY_ID

NUMBER = "\x00number"
Change = Callable[[str, pl.DataFrame], pl.DataFrame]


def altered(snapshot: Path, out: Path, change: Change) -> Path:
    """The same snapshot with every entity's table changed, and its families numbered from 0 anew, in their order."""
    tables = {name: change(name, _table(snapshot, name)) for name in load_schema().entities}
    numbers = tables["family"].select(FAMILY_ID).with_row_index(NUMBER)
    entities = {}
    for name, table in tables.items():
        joined = table.join(numbers, on=FAMILY_ID, how="inner", maintain_order="left").drop(FAMILY_ID)
        arrow = joined.rename({NUMBER: FAMILY_ID}).sort(FAMILY_ID, maintain_order=True).to_arrow()
        entities[name] = {column: arrow[column] for column in arrow.column_names}
    write_snapshot(out, entities, as_of=read_manifest(snapshot).as_of)
    return out


def _table(snapshot: Path, name: str) -> pl.DataFrame:
    table = pl.from_arrow(read_entity(snapshot, name))
    assert isinstance(table, pl.DataFrame)
    return table


def with_other_rows(snapshot: Path, families: Collection[int], seed: int, gaps: float = 0.0) -> Change:
    """In these families every value is taken from another row of the city, and some become unknown."""
    chance = np.random.default_rng(seed)

    def change(name: str, table: pl.DataFrame) -> pl.DataFrame:
        of_them = table[FAMILY_ID].is_in(list(families))
        columns = []
        for column in table.drop(FAMILY_ID).columns:
            other = (
                table[column].gather(chance.integers(0, max(table.height, 1), table.height))
                if table.height
                else table[column]
            )
            other = pl.select(pl.when(pl.Series(chance.random(table.height) >= gaps)).then(other)).to_series()
            columns.append(pl.select(pl.when(of_them).then(other).otherwise(table[column]).alias(column)).to_series())
        return table.select(FAMILY_ID, *columns)

    return change
