"""Families whose rows differ between two snapshots: compared value by value, a column at a time; nothing is left to a hash."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from tirek.population.snapshot.schema import FAMILY_ID, Entity, load_schema

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]
    Flags = NDArray[np.bool_]


COLUMNS_AT_ONCE = 6
"""Columns of both snapshots that are in memory together."""

AFTER = "\x00after "
FAMILY, FAMILY_NOW = "\x00family", "\x00now"


@dataclass(frozen=True)
class _Pairs:
    """Rows of one entity of families that have as many rows in both snapshots: row numbers, and the family of this one."""

    old: Numbers
    new: Numbers
    family: Numbers


def changed_families(old: Path, new: Path, was: Numbers, families_was: int) -> Numbers:
    """Families of the new snapshot whose rows differ, or that are new; by their new numbers, sorted.

    The order of the rows inside a family does not matter: a family whose rows differ where they stand is compared once more as
    a bag of rows.

    Parameters
    ----------
    was : array of int
        Number of each family in the old snapshot, -1 where it is new.
    families_was : int
        Families of the old snapshot.
    """
    changed = was < 0
    for entity in load_schema().entities.values():
        changed |= _differing(entity, old / entity.file, new / entity.file, was, families_was)
    return np.flatnonzero(changed)


def _differing(entity: Entity, old: Path, new: Path, was: Numbers, families_was: int) -> Flags:
    ids_old, ids_new = (_column(path, FAMILY_ID).to_numpy().astype(np.int64) for path in (old, new))
    count_old = np.bincount(ids_old, minlength=families_was)
    count_new = np.bincount(ids_new, minlength=was.size)
    known = was >= 0
    differs = np.zeros(was.size, dtype=bool)
    differs[known] = count_new[known] != count_old[was[known]]
    pairs = _paired(ids_new, count_old, count_new, was, known & ~differs)
    rows_old = None if _is_whole(pairs.old, ids_old.size) else pl.Series(pairs.old)
    rows_new = None if _is_whole(pairs.new, ids_new.size) else pl.Series(pairs.new)
    wrong = np.zeros(pairs.new.size, dtype=bool)
    names = list(entity.facts)
    for first in range(0, len(names), COLUMNS_AT_ONCE):
        columns = names[first : first + COLUMNS_AT_ONCE]
        wrong |= _unequal_rows(_taken(old, columns, rows_old), _taken(new, columns, rows_new))
    suspects, times = np.unique(pairs.family[wrong], return_counts=True)
    # One row that differs where it stands cannot be the same rows in another order.
    differs[suspects[times == 1]] = True
    differs[_unequal_bags(entity, old, new, was, suspects[times > 1])] = True
    return differs


def _paired(ids_new: Numbers, count_old: Numbers, count_new: Numbers, was: Numbers, alike: Flags) -> _Pairs:
    rows = np.flatnonzero(alike[ids_new])
    family = ids_new[rows]
    start_old, start_new = np.cumsum(count_old) - count_old, np.cumsum(count_new) - count_new
    return _Pairs(start_old[was[family]] + rows - start_new[family], rows, family)


def _column(path: Path, name: str) -> pl.Series:
    return pl.read_parquet(path, columns=[name])[name]


def _is_whole(rows: Numbers, height: int) -> bool:
    """Whether these are all rows of a table in their order."""
    return rows.size == height and bool((rows[1:] > rows[:-1]).all())


def _taken(path: Path, columns: list[str], rows: pl.Series | None) -> pl.DataFrame:
    table = pl.read_parquet(path, columns=columns)
    return table if rows is None else table.select(pl.all().gather(rows))


def _unequal_rows(old: pl.DataFrame, new: pl.DataFrame) -> Flags:
    pairs = pl.concat([old, new.rename(lambda name: f"{AFTER}{name}")], how="horizontal")
    unequal = [pl.col(name).ne_missing(pl.col(f"{AFTER}{name}")) for name in old.columns]
    flags: Flags = pairs.select(pl.any_horizontal(unequal)).to_series().to_numpy()
    return flags


def _unequal_bags(entity: Entity, old: Path, new: Path, was: Numbers, suspects: Numbers) -> Numbers:
    """Of families with unequal rows, those whose rows differ in whatever order."""
    if not suspects.size:
        return suspects
    numbers = pl.DataFrame({FAMILY: suspects, "was": was[suspects]}, schema=dict.fromkeys((FAMILY, "was"), pl.Int32))
    bags = []
    for path, number in ((old, "was"), (new, FAMILY)):
        wanted = pl.col(FAMILY_ID).is_in(numbers[number].sort().implode())
        rows = pl.scan_parquet(path).filter(wanted).collect()
        named = numbers.select(pl.col(number).alias(FAMILY_ID), pl.col(FAMILY).alias(FAMILY_NOW))
        bag = rows.join(named, on=FAMILY_ID).select(FAMILY_NOW, *entity.facts)
        bags.append(bag.group_by(bag.columns).len())
    lost = bags[0].join(bags[1], on=bags[0].columns, how="anti", nulls_equal=True)
    found = bags[1].join(bags[0], on=bags[0].columns, how="anti", nulls_equal=True)
    return np.union1d(lost[FAMILY_NOW].to_numpy(), found[FAMILY_NOW].to_numpy()).astype(np.int64)
