"""The common work of Tirek over files: Polars, DuckDB, or the compiled function family by family.

``python -m benchmarks.common_work.population <engine> <folder> <order> <out>``
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from benchmarks.clock import Clock, report
from benchmarks.common_work.columns import DISTRICT, RESULT
from benchmarks.common_work.districts import district_plan, district_sql
from benchmarks.common_work.law import bind_law, outputs_of, own_register
from benchmarks.fingerprint import fingerprint
from benchmarks.people import Files
from tirek.rulebook.engine.layers import facts_read
from tirek.rulebook.engine.polars_columns import plan_polars
from tirek.rulebook.engine.program import Program
from tirek.rulebook.engine.scalar import compile_scalar
from tirek.rulebook.engine.snapshot_limits import range_problems
from tirek.rulebook.engine.sql import plan_sql

Districts = Mapping[str, Sequence[Any]]


def run_polars(law: Program, files: Files, order: str, out: Path, clock: Clock) -> Districts:
    """File to file, streaming; then the table of districts from the written file."""
    families = pl.scan_parquet(files.families)
    tables = {"families": families, "persons": pl.scan_parquet(files.persons(order))}
    plan = plan_polars(outputs_of(law), tables, largest=largest(files))
    clock.lap("plan")
    plan.sink_parquet(out, compression="snappy")
    clock.lap("families")
    made = district_plan(pl.scan_parquet(out)).collect(engine="streaming")
    clock.lap("districts")
    return made.to_dict(as_series=False)


def run_polars_in_memory(law: Program, files: Files, order: str, out: Path, clock: Clock) -> Districts:
    """Files to tables, the work in memory, then the file."""
    tables = {"families": pl.read_parquet(files.families), "persons": pl.read_parquet(files.persons(order))}
    clock.lap("read")
    frames = {name: table.lazy() for name, table in tables.items()}
    plan = plan_polars(outputs_of(law), frames, largest=largest(files))
    clock.lap("plan")
    families = plan.collect()
    clock.lap("families")
    made = district_plan(families.lazy()).collect()
    clock.lap("districts")
    families.write_parquet(out, compression="snappy")
    clock.lap("write")
    return made.to_dict(as_series=False)


def run_duckdb(law: Program, files: Files, order: str, out: Path, clock: Clock) -> Districts:
    """File to file; then the table of districts from the written file."""
    connection = duckdb.connect()
    connection.execute("SET preserve_insertion_order = false")
    clock.lap("open")
    tables = {"families": f"'{files.families}'", "persons": f"'{files.persons(order)}'"}
    text = plan_sql(outputs_of(law), tables, largest=largest(files))
    clock.lap("plan")
    connection.execute(f"COPY ({text}) TO '{out}' (FORMAT parquet, COMPRESSION snappy)")
    clock.lap("families")
    made = connection.execute(district_sql(f"'{out}'")).fetchnumpy()
    clock.lap("districts")
    return made


def run_scalar(law: Program, files: Files, order: str, out: Path, clock: Clock) -> Districts:
    """The function of one family, called for each: what a nightly run over changed families would do."""
    compiled = compile_scalar(law, outputs_of(law))
    clock.lap("plan")
    families = pl.read_parquet(files.families, columns=["family_id", *compiled.columns["family"]])
    persons = pl.read_parquet(files.persons(order), columns=["family_id", *compiled.columns["person"]])
    clock.lap("read")
    rows: list[list[tuple[Any, ...]]] = [[] for _ in range(families.height)]
    for family_id, *row in persons.iter_rows():
        rows[family_id].append(tuple(row))
    clock.lap("group")
    made = [(key, *compiled.run(tuple(facts), rows[key], (), (), (), ())) for key, *facts in families.iter_rows()]
    clock.lap("families")
    schema = dict.fromkeys(("family_id", *compiled.names), pl.Int64)
    table = pl.DataFrame(made, schema=schema, orient="row")
    table.write_parquet(out, compression="snappy")
    districts = district_plan(table.lazy()).collect()
    clock.lap("write")
    return districts.to_dict(as_series=False)


ENGINES: dict[str, Callable[[Program, Files, str, Path, Clock], Districts]] = {
    "tirek-polars": run_polars,
    "tirek-polars-memory": run_polars_in_memory,
    "tirek-duckdb": run_duckdb,
    "tirek-scalar": run_scalar,
}


def largest(files: Files) -> dict[str, int]:
    """Most persons of a family, from the manifest, as a snapshot's manifest states it for every run of Tirek."""
    return {"persons": files.manifest["largest_family"]}


def refuse_broken(law: Program, files: Files, order: str) -> None:
    """Prove from the files' statistics that every fact is in its range: Tirek never computes an unchecked snapshot."""
    read = facts_read(outputs_of(law))
    problems = range_problems({"families": files.families, "persons": files.persons(order)}, read)
    if problems:
        raise SystemExit("\n".join(problems))


def measure(engine: str, folder: Path, order: str, out: Path) -> dict[str, Any]:
    """One run: what it took and what it computed."""
    with own_register():
        law = bind_law()
        clock = Clock()
        refuse_broken(law, Files(folder), order)
        clock.lap("check")
        districts = ENGINES[engine](law, Files(folder), order, out, clock)
        taken = clock.stop()
    assert set(DISTRICT) == set(districts)
    assert set(RESULT) <= set(pl.read_parquet_schema(out))
    return {**taken, **fingerprint(out, districts)}


if __name__ == "__main__":
    name, folder, order, out = sys.argv[1:]
    report(measure(name, Path(folder), order, Path(out)))
