"""Which family of the last snapshot each family of this one is: by number, or by the families' own keys."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from tirek.population.importing.keys import KEY
from tirek.population.importing.sources import ROW, headings_of, read_table
from tirek.population.run_folder import RunFolderError
from tirek.population.snapshot.schema import FAMILY_ID

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]


def same_numbers(families: int, families_was: int) -> Numbers:
    """Number of each family in the last snapshot, -1 where it is new: a number means the same family in both."""
    numbers = np.arange(families, dtype=np.int64)
    return np.where(numbers < families_was, numbers, -1)


def numbers_by_key(keys: pl.DataFrame, keys_was: pl.DataFrame) -> Numbers:
    """Number of each family in the last snapshot, -1 where it is new: a key means the same family in both."""
    was = keys_was.select(KEY, was=FAMILY_ID)
    found = keys.join(was, on=KEY, how="left", maintain_order="left").sort(FAMILY_ID)["was"].fill_null(-1)
    numbers: Any = found.to_numpy()
    return np.asarray(numbers, dtype=np.int64)


def read_numbers(path: Path, families: int) -> Numbers:
    """Family numbers of a list: a table with the column ``family_id``.

    Raises
    ------
    ImportProblem
        If the file cannot be read.
    RunFolderError
        If it has no such column, or something else than a family's number stands in it.
    """
    table = read_table(path)
    if FAMILY_ID not in headings_of(table):
        raise RunFolderError(path, "bad_list", row=1, most=families - 1)
    numbers = table.select(ROW, number=pl.col(FAMILY_ID).cast(pl.Int64, strict=False))
    wrong = numbers.filter(~pl.col("number").is_between(0, families - 1).fill_null(value=False))
    if wrong.height:
        raise RunFolderError(path, "bad_list", row=wrong[ROW][0], most=families - 1)
    found: Any = numbers["number"].unique().sort().to_numpy()
    return np.asarray(found, dtype=np.int64)
