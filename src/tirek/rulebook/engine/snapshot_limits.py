"""A snapshot is checked before it is computed: no fact outside its range, no family larger than the proof allows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from tirek.rulebook.engine.errors import FactError
from tirek.rulebook.engine.fact_limits import TABLES, Extremes, check_row_count, column_problems
from tirek.rulebook.engine.facts import ENTITIES, find_fact
from tirek.rulebook.engine.lowering import Nullable

Tables = Mapping[str, pl.LazyFrame | Path]
"""Tables of a snapshot by name: lazy frames, or Parquet files."""


def range_problems(
    tables: Tables, facts: Mapping[str, Iterable[str]] | None = None, nullable: Nullable = frozenset()
) -> list[str]:
    """Say which columns hold what the law may not read: a wrong type, a value outside the register's range, a null.

    Parameters
    ----------
    tables : mapping of str to LazyFrame or Path
        ``families``, ``persons``, ... A Parquet file is judged by its statistics, without reading it.
    facts : mapping of entity to fact names, optional
        Facts that will be read (``facts_read``); by default every fact of the register that the tables have.
    nullable : frozenset of (entity, fact)
        Facts that may be unknown.

    Returns
    -------
    list of str
        One sentence a column, in the words a single family's fact is refused with; empty where all is well.
    """
    found: dict[tuple[str, str], Extremes] = {}
    read: dict[str, tuple[str, ...]] = {}
    for entity in ENTITIES:
        table = tables.get(TABLES[entity])
        if facts is not None and not facts.get(entity):
            continue
        columns = _columns(table) if table is not None else []
        read[entity] = (
            tuple(name for name in columns if _is_fact(entity, name)) if facts is None else tuple(facts[entity])
        )
        wanted = [name for name in read[entity] if name in columns]
        if table is not None and wanted:
            extremes = _from_statistics(table, wanted) if isinstance(table, Path) else None
            made = extremes or _from_values(_lazy(table), wanted)
            found.update({(entity, name): each for name, each in made.items()})
    return column_problems(read, found, nullable)


def largest_families(tables: Tables) -> dict[str, int]:
    """Most rows one family has, by table; what the plans pack head-counts by."""
    entities = [entity for entity in ENTITIES[1:] if TABLES[entity] in tables]
    sizes = [
        _lazy(tables[TABLES[entity]]).group_by("family_id").len().select(pl.col("len").max().alias(TABLES[entity]))
        for entity in entities
    ]
    return {frame.columns[0]: frame.item() or 0 for frame in pl.collect_all(sizes)}


def row_problems(largest: Mapping[str, int]) -> list[str]:
    """Say which table has a family with more rows than the proof against overflow allows."""
    problems = []
    for entity in ENTITIES[1:]:
        try:
            check_row_count(entity, largest.get(TABLES[entity], 0))
        except FactError as error:
            problems.append(str(error))
    return problems


def _lazy(table: pl.LazyFrame | Path) -> pl.LazyFrame:
    return pl.scan_parquet(table) if isinstance(table, Path) else table


def _columns(table: pl.LazyFrame | Path) -> list[str]:
    return pq.read_schema(table).names if isinstance(table, Path) else table.collect_schema().names()


def _is_fact(entity: str, name: str) -> bool:
    try:
        find_fact(entity, name)
    except KeyError:
        return False
    return True


def _from_values(table: pl.LazyFrame, names: list[str]) -> dict[str, Extremes]:
    schema = table.collect_schema()
    asked = [
        made
        for name in names
        for made in (
            pl.col(name).min().alias(f"{name} low"),
            pl.col(name).max().alias(f"{name} high"),
            pl.col(name).null_count().alias(f"{name} nulls"),
        )
    ]
    row = table.select(asked).collect().row(0, named=True)
    return {
        name: Extremes(_polars_type(schema[name]), row[f"{name} low"], row[f"{name} high"], row[f"{name} nulls"])
        for name in names
    }


def _polars_type(dtype: pl.DataType) -> str:
    return "boolean" if dtype == pl.Boolean else "integer" if dtype.is_integer() else str(dtype)


def _from_statistics(path: Path, names: list[str]) -> dict[str, Extremes] | None:
    """Extremes out of the statistics of every row group; None where a group has none."""
    file = pq.ParquetFile(path)
    metadata, schema = file.metadata, file.schema_arrow
    found = {}
    for name in names:
        place = schema.get_field_index(name)
        columns = [metadata.row_group(group).column(place) for group in range(metadata.num_row_groups)]
        groups = [column.statistics for column in columns if column.num_values]
        if any(group is None or group.null_count is None for group in groups):
            return None
        filled = [group for group in groups if group.num_values]
        if not all(group.has_min_max for group in filled):
            return None
        found[name] = Extremes(
            _arrow_type(schema.field(place).type),
            min((group.min for group in filled), default=None),
            max((group.max for group in filled), default=None),
            sum(group.null_count for group in groups),
        )
    return found


def _arrow_type(kind: pa.DataType) -> str:
    if pa.types.is_boolean(kind):
        return "boolean"
    return "integer" if pa.types.is_integer(kind) else str(kind)
