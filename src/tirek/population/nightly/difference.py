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
    wrong = np.zeros(pairs.new.size, dtype=bool)
    for name in entity.facts:
        before, after = _taken(old, name, pairs.old), _taken(new, name, pairs.new)
        unequal = before.ne_missing(after).to_numpy()
        np.logical_or(wrong, unequal, out=wrong)
    suspects = np.unique(pairs.family[wrong])
    differs[_unequal_bags(entity, old, new, pairs, suspects)] = True
    return differs


def _paired(ids_new: Numbers, count_old: Numbers, count_new: Numbers, was: Numbers, alike: Flags) -> _Pairs:
    rows = np.flatnonzero(alike[ids_new])
    family = ids_new[rows]
    start_old, start_new = np.cumsum(count_old) - count_old, np.cumsum(count_new) - count_new
    return _Pairs(start_old[was[family]] + rows - start_new[family], rows, family)


def _column(path: Path, name: str) -> pl.Series:
    return pl.read_parquet(path, columns=[name])[name]


def _taken(path: Path, name: str, rows: Numbers) -> pl.Series:
    """A column's values in some rows; a column is read alone, so that memory is that of one."""
    column = _column(path, name)
    whole = rows.size == len(column) and (not rows.size or bool((rows[1:] > rows[:-1]).all()))
    return column if whole else column.gather(rows)


def _unequal_bags(entity: Entity, old: Path, new: Path, pairs: _Pairs, suspects: Numbers) -> Numbers:
    """Of families with an unequal row somewhere, those whose rows differ in whatever order."""
    if entity.rows == 1 or not suspects.size:
        return suspects
    inside = np.isin(pairs.family, suspects)
    bags = []
    for path, rows in ((old, pairs.old[inside]), (new, pairs.new[inside])):
        facts = pl.read_parquet(path, columns=list(entity.facts))[rows]
        bag = facts.with_columns(pl.Series(FAMILY_ID, pairs.family[inside]))
        bags.append(bag.group_by(bag.columns).len())
    lost = bags[0].join(bags[1], on=bags[0].columns, how="anti", nulls_equal=True)
    found = bags[1].join(bags[0], on=bags[0].columns, how="anti", nulls_equal=True)
    return np.union1d(lost[FAMILY_ID].to_numpy(), found[FAMILY_ID].to_numpy()).astype(np.int64)
