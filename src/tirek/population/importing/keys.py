"""The families' own numbers or names beside those of a snapshot: the file that an import writes with ``--keys``."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tirek.population.importing.problems import ImportProblem
from tirek.population.snapshot.schema import FAMILY_ID

KEY = "key"


def read_keys(path: Path, families: int) -> pl.DataFrame:
    """``family_id`` and ``key`` of all families of a snapshot.

    Raises
    ------
    ImportProblem
        If it is no such file, or not that of so many families.
    """
    try:
        keys = pl.read_parquet(path, columns=[FAMILY_ID, KEY]).cast({FAMILY_ID: pl.Int64, KEY: pl.String})
    except (OSError, pl.exceptions.PolarsError) as error:
        raise ImportProblem("bad_keys", str(path)) from error
    dense = keys[FAMILY_ID].sort().to_list() == list(range(families))
    if not dense or keys[KEY].n_unique() != families or keys[KEY].null_count():
        raise ImportProblem("bad_keys", str(path))
    return keys
