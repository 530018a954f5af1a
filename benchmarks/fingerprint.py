"""What a run computed, in a few letters: equal for two engines only if every value of every family is equal."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from benchmarks.common_work.columns import DISTRICT, RESULT


def fingerprint(families: Path, districts: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    """Digests of the written families and of the table of districts, and sums by column for people to read.

    Outside the clock, a column at a time. Whatever width a peer wrote, values are compared as 64-bit integers, families in the
    order of their numbers.
    """
    ids = pq.read_table(families, columns=["family_id"])["family_id"].to_numpy()
    order = np.argsort(ids)
    sums, digest = {}, hashlib.sha256()
    for name in RESULT:
        column = pq.read_table(families, columns=[name])[name].to_numpy().astype(np.int64)[order]
        sums[name] = int(column.sum())
        digest.update(np.ascontiguousarray(column))
    table = np.array([[int(value) for value in districts[name]] for name in DISTRICT], dtype=np.int64)
    table = np.ascontiguousarray(table[:, np.argsort(table[0])])
    by_district = hashlib.sha256(table).hexdigest()[:12]
    digest.update(table)
    return {"families": len(ids), "sums": sums, "districts": by_district, "fingerprint": digest.hexdigest()[:12]}
