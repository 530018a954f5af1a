"""Ibis for the one family. ``python -m benchmarks.peers.ibis_family <calls>``"""

from __future__ import annotations

import sys
from typing import Any

import ibis
import pyarrow as pa

from benchmarks.clock import repeat, report
from benchmarks.common_work.columns import OUTPUTS
from benchmarks.common_work.family import FAMILY_FACTS, PERSONS
from benchmarks.peers.ibis_population import families_of


def measure(calls: int) -> dict[str, Any]:
    """Microseconds of an expression built before, and of one built for the family."""
    ibis.set_backend(ibis.duckdb.connect())
    persons = pa.Table.from_pylist([{"family_id": 0, **row} for row in PERSONS])
    family = pa.Table.from_pylist([{"family_id": 0, **FAMILY_FACTS}])

    def build() -> Any:
        return families_of(ibis.memtable(persons), ibis.memtable(family))

    ready = build()
    table = ready.to_pyarrow()
    return {
        "prebuilt_expression": repeat(ready.to_pyarrow, calls // 5),
        "built_for_the_family": repeat(lambda: build().to_pyarrow(), calls // 5),
        "answer": [int(table[name][0].as_py()) for name in OUTPUTS],
    }


if __name__ == "__main__":
    report(measure(int(sys.argv[1])))
