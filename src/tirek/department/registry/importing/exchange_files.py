"""Read and check a folder of the exchange form, some row groups at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from tirek.department.registry.importing.checking import check_rows, check_table, check_territories
from tirek.department.registry.importing.exchange import TABLES, Table
from tirek.department.registry.importing.problems import ImportFault, found, joined

Tell = Callable[[str, int, int], None]
"""Called with a stage, how many of its rows are done, and how many there are."""
ROWS_A_PART = 500_000


@dataclass(frozen=True)
class World:
    """What the database knows, and the checks need."""

    today: date
    with_synthetic: bool
    territories: frozenset[str] = frozenset()
    iins: pl.Series = field(default_factory=lambda: pl.Series("iin", [], pl.String))


def read_parts(folder: Path, table: Table) -> Iterator[pl.DataFrame]:
    """Rows of a table with ``row`` (from 1), at most half a million at a time.

    Raises
    ------
    ImportFault
        If the file is missing, is no Parquet file, or has other columns.
    """
    file = _open(folder, table)
    done = 1
    for batch in file.iter_batches(batch_size=ROWS_A_PART):
        frame = pl.DataFrame(pl.from_arrow(batch))
        yield frame.with_row_index("row", offset=done).with_columns(pl.col("row").cast(pl.Int64))
        done += frame.height


def count_rows(folder: Path, table: Table) -> int:
    """Rows of a table, as its file says."""
    return int(_open(folder, table).metadata.num_rows)


def _open(folder: Path, table: Table) -> pq.ParquetFile:
    path = folder / table.file
    if not path.is_file():
        raise ImportFault("no_folder", folder=folder.name, file=table.file)
    try:
        file = pq.ParquetFile(path)
        names = set(file.schema_arrow.names)
    except (pa.ArrowException, OSError) as error:
        raise ImportFault("unreadable", file=table.file) from error
    if names != set(table.schema):
        raise ImportFault("wrong_columns", file=table.file, columns=", ".join(sorted(names ^ set(table.schema))))
    return file


def check_exchange(folder: Path, world: World, tell: Tell = lambda _stage, _done, _total: None) -> pl.DataFrame:
    """All problems of a folder, by table, row and column.

    Parameters
    ----------
    folder
        Of the exchange form.
    world
        What the database knows.
    tell
        See ``Tell``.
    """
    known: dict[str, pl.Series] = {}
    problems = []
    for table in TABLES.values():
        kept, done, total = [], 0, count_rows(folder, table)
        tell(table.name, done, total)
        for part in read_parts(folder, table):
            rows, wrong = check_rows(part, table, world.today, with_synthetic=world.with_synthetic)
            problems += [wrong, check_territories(rows, table, world.territories, world.territories)]
            kept.append(rows.select("row", *_looked_at(table)))
            done += part.height
            tell(table.name, done, total)
        whole = pl.concat(kept) if kept else pl.DataFrame(schema={"row": pl.Int64, **table.schema})
        if table.key:
            known[table.name] = whole[table.key].drop_nulls()
        problems.append(check_table(whole, table, known))
        if table.name == "persons" and world.iins.len():
            again = found(whole, pl.col("iin").is_in(world.iins.implode()), "known_iin", "iin")
            problems.append(again.with_columns(table=pl.lit(table.name)))
    return joined(problems)


def _looked_at(table: Table) -> list[str]:
    """The columns that the checks of a whole table read."""
    names = {table.key, *table.apart, *(name for once in table.once for name in once)} - {""}
    names |= {column.name for column in table.columns if column.refers}
    if table.apart:
        names |= {"valid_from", "valid_to"}
    if table.name == "memberships":
        names |= {"role"}
    return [column.name for column in table.columns if column.name in names]
