"""What this machine can do at best, whatever the engine. ``python -m benchmarks.limits <folder of people>``

The floor of a run from Parquet to Parquet is what it must read, put together by family, and write: decode + scatter + encode.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from os import sched_getaffinity
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.clock import report
from benchmarks.people import Files

CORES = len(sched_getaffinity(0))
BYTES = 1 << 30


def best(what: Callable[[], Any], times: int = 4) -> float:
    """Seconds of the fastest of some calls."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        what()
        taken.append(time.perf_counter() - begun)
    return min(taken)


def read_memory() -> float:
    """GB a second that all cores read together."""
    parts = [np.ones(BYTES // 8 // CORES, np.int64) for _ in range(CORES)]
    with ThreadPoolExecutor(CORES) as pool:
        return BYTES / best(lambda: list(pool.map(np.sum, parts))) / 1e9


def copy_memory() -> float:
    """GB a second read and written by one core."""
    source = np.ones(BYTES // 16, np.int64)
    target = np.empty_like(source)
    return 2 * source.nbytes / best(lambda: np.copyto(target, source)) / 1e9


def scatter(people: int, families: int) -> float:
    """Seconds of one core to write a value of each person to the place of a family in any order."""
    place = np.random.default_rng(1).integers(0, families, people, dtype=np.int32)
    sums, values = np.zeros(families, np.int64), np.ones(people, np.int64)

    def write() -> None:
        sums[place] = values

    return best(write)


def measure(folder: Path) -> dict[str, Any]:
    """Limits for files of this size, in seconds, and the memory's speed in GB a second."""
    files = Files(folder)
    about = files.manifest
    persons, out = files.persons("shuffled"), folder / "limits.parquet"
    decode = best(lambda: (pq.read_table(persons), pq.read_table(files.families)))
    columns = {f"c{i}": np.random.default_rng(i).integers(0, 5_000_000, about["families"]) for i in range(7)}
    narrow = {f"n{i}": np.random.default_rng(i).integers(0, 7, about["families"]).astype(np.int32) for i in range(12)}
    table = pa.table({"family_id": np.arange(about["families"], dtype=np.int32), **columns, **narrow})
    encode = best(lambda: pq.write_table(table, out, compression="snappy"), 2)
    out.unlink()
    scattered = scatter(about["people"], about["families"])
    return {
        "people": about["people"],
        "read_gb_s": round(read_memory(), 1),
        "copy_gb_s": round(copy_memory(), 1),
        "decode_s": round(decode, 3),
        "scatter_one_core_s": round(scattered, 3),
        "encode_one_core_s": round(encode, 3),
        "floor_s": round(decode + scattered / CORES + encode / CORES, 3),
    }


if __name__ == "__main__":
    report(measure(Path(sys.argv[1])))
