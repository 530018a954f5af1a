"""Files as arrays and the table of districts, for the peers that work on arrays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from benchmarks.common_work.columns import PAID


def read_columns(path: Path) -> dict[str, Any]:
    """Columns of a file as arrays."""
    table = pq.read_table(path)
    return {name: column.to_numpy() for name, column in zip(table.column_names, table.columns, strict=True)}


def district_table(families: dict[str, Any]) -> dict[str, Any]:
    """The table of districts. Sums travel through 64-bit floats, which are exact below 2 ** 53; a district stays far below."""
    district = families["district"]
    number = int(district.max()) + 1

    def count(chosen: Any) -> Any:
        return np.bincount(district[chosen], minlength=number)

    def total(values: Any) -> Any:
        return np.bincount(district, weights=values, minlength=number).astype(np.int64)

    made = {"district": np.arange(number), "families": np.bincount(district, minlength=number)}
    for kind, code in (("unconditional", 1), ("conditional", 2)):
        of_kind = families["assistance_kind"] == code
        made[f"assistance_{kind}_families"] = count(of_kind)
        made[f"assistance_{kind}_tenge"] = total(np.where(of_kind, families["assistance"], 0))
    for name in PAID:
        made[f"{name}_families"] = count(families[name] > 0)
        made[f"{name}_tenge"] = total(families[name])
    for level in range(1, 7):
        made[f"level_{level}_families"] = count(families["level"] == level)
    present = made["families"] > 0
    return {name: column[present] for name, column in made.items()}
