"""openfisca-core or policyengine-core over the same files.

``python -m benchmarks.peers.core_population <way> <folder> <order> <out>``
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.clock import Clock, report
from benchmarks.common_work.columns import MONTH, OUTPUTS
from benchmarks.fingerprint import fingerprint
from benchmarks.peers.core_model import build_system, ingest
from benchmarks.peers.districts import district_table, read_columns


def measure(way: str, folder: Path, order: str, out: Path) -> dict[str, Any]:
    """One run: what it took and what it computed."""
    system = build_system()
    clock = Clock()
    persons, families = read_columns(folder / f"persons_{order}.parquet"), read_columns(folder / "families.parquet")
    clock.lap("read")
    simulation = ingest(system, persons, families, lean=way == "openfisca-lean")
    clock.lap("ingest")
    made = {"family_id": families["family_id"], "district": families["district"]}
    made |= {name: np.asarray(simulation.calculate(name, MONTH)) for name in OUTPUTS}
    clock.lap("families")
    districts = district_table(made)
    clock.lap("districts")
    pq.write_table(pa.table(made), out, compression="snappy")
    clock.lap("write")
    return {**clock.stop(), **fingerprint(out, districts)}


if __name__ == "__main__":
    way, folder, order, out = sys.argv[1:]
    report(measure(way, Path(folder), order, Path(out)))
