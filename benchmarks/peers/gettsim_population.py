"""GETTSIM's engine over the same files. ``python -m benchmarks.peers.gettsim_population <engine> <folder> <order> <out>``"""

import os

os.environ.setdefault("TTSIM_BEARTYPE_CLAW", "0")

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from ttsim import InputData, MainTarget, TTTargets, main

from benchmarks.clock import Clock, report
from benchmarks.common_work.columns import FAMILY, MONTH, OUTPUTS, PERSON
from benchmarks.fingerprint import fingerprint
from benchmarks.peers.districts import district_table, read_columns
from benchmarks.peers.gettsim_model import UNITS, environment


def frame_of(persons: dict[str, Any], families: dict[str, Any]) -> pd.DataFrame:
    """One row a person, with the family's columns repeated: the engine knows no other shape."""
    own = {name: _wide(persons[name]) for name in PERSON}
    place = persons["family_id"]
    shared = {name: _wide(families[name])[place] for name in FAMILY}
    return pd.DataFrame({"p_id": np.arange(len(place)), "fam_id": place.astype(np.int64), **own, **shared})


def _wide(column: Any) -> Any:
    return column if column.dtype == bool else column.astype(np.int64)


def answer(frame: pd.DataFrame, law: dict[str, Any]) -> Any:
    """All outputs of every person."""
    return main(
        main_target=MainTarget.results.df_with_qname_columns,
        policy_date_str=f"{MONTH}-01",
        evaluation_date_str=f"{MONTH}-01",
        policy_environment=law,
        input_data=InputData.df_with_qname_columns(frame),
        tt_targets=TTTargets.qname([f"{name}_fam" for name in OUTPUTS]),
        backend="numpy",
        unit_system=UNITS,
    )


def measure(folder: Path, order: str, out: Path) -> dict[str, Any]:
    """One run: what it took and what it computed."""
    law = environment()
    clock = Clock()
    persons, families = read_columns(folder / f"persons_{order}.parquet"), read_columns(folder / "families.parquet")
    clock.lap("read")
    frame = frame_of(persons, families)
    clock.lap("ingest")
    found = answer(frame, law)
    _, first = np.unique(persons["family_id"], return_index=True)
    made = {name: families[name] for name in ("family_id", "district")}
    made |= {name: found[f"{name}_fam"].to_numpy()[first] for name in OUTPUTS}
    clock.lap("families")
    districts = district_table(made)
    clock.lap("districts")
    pq.write_table(pa.table(made), out, compression="snappy")
    clock.lap("write")
    return {**clock.stop(), **fingerprint(out, districts)}


if __name__ == "__main__":
    _, folder, order, out = sys.argv[1:]
    report(measure(Path(folder), order, Path(out)))
