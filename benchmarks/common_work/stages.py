"""Where the time of the Polars plan goes: the same plan with more and more of its outputs. Best of the calls, in seconds.

``python -m benchmarks.common_work.stages <folder> <order> <calls>``
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.clock import report
from benchmarks.common_work.law import bind_law, outputs_of, own_register
from benchmarks.people import Files
from tirek.rulebook.engine.polars_columns import plan_polars
from tirek.rulebook.engine.scheduling import plan_layers
from tirek.rulebook.engine.snapshot_limits import largest_families
from tirek.rulebook.engine.tree import AGGREGATES, Node, walk


def measure(files: Files, order: str, calls: int) -> dict[str, float]:
    """Seconds of each stage; every stage holds the ones before it, apart from the first three."""
    tables = {"families": pl.scan_parquet(files.families), "persons": pl.scan_parquet(files.persons(order))}
    return {name: best(what, calls) for name, what in stages(files, tables)}


def stages(files: Files, tables: dict[str, pl.LazyFrame]) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Each stage and how to do it."""
    outputs = outputs_of(bind_law())
    aggregates = {f"value{i}": node for i, node in enumerate(walk(*outputs.values())) if node.op in AGGREGATES}
    largest = {"persons": files.manifest["largest_family"]}

    def collect(asked: dict[str, Node]) -> Callable[[], Any]:
        return lambda: plan_polars(asked, tables, largest=largest).collect(engine="streaming")

    out = files.folder / "stages.parquet"
    yield "schedule of the tree, alone", lambda: plan_layers(outputs)
    yield "plan built, alone", lambda: plan_polars(outputs, tables, largest=largest)
    yield "largest family, from the rows, alone", lambda: largest_families({"persons": tables["persons"]})
    yield "both files decoded", lambda: [decode(table) for table in tables.values()]
    yield "one count by family, joined", collect({"members": outputs["members"]})
    yield "13 aggregates, packed and unpacked", collect(aggregates)
    yield "all outputs", collect(outputs)
    yield "all outputs into a file", lambda: plan_polars(outputs, tables, largest=largest).sink_parquet(out)
    out.unlink(missing_ok=True)


def decode(table: pl.LazyFrame) -> pl.DataFrame:
    """Every column read, nothing kept."""
    return table.select(pl.all().max()).collect(engine="streaming")


def best(what: Callable[[], Any], calls: int) -> float:
    """Seconds of the quickest call."""
    taken = []
    for _ in range(calls):
        begun = time.perf_counter()
        what()
        taken.append(time.perf_counter() - begun)
    return round(min(taken), 4)


if __name__ == "__main__":
    folder, order, calls = sys.argv[1:]
    with own_register():
        report(measure(Files(Path(folder)), order, int(calls)))
