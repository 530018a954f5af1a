"""What an engine makes of four sums that are easy on paper. ``python -m benchmarks.peers.exactness <engine>``

Each probe gives the text of what came out; the right answers stand in ``RIGHT``. Nothing is timed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from benchmarks.clock import report

RIGHT = {
    "keep 68212205": "68212205",
    "10 x (150 million + 150 million)": "3000000000",
    "floor of -7 / 2": "-4",
    "(2^53 + 1) / 1": "9007199254740993",
}
KEEP, SUM, FLOOR, WIDE = RIGHT


def probe_tirek() -> dict[str, Callable[[], Any]]:
    """Tirek's tree, through the compiled function, Polars and DuckDB, which must agree."""
    import duckdb
    import polars as pl

    from tirek.rulebook.engine.polars_columns import plan_polars
    from tirek.rulebook.engine.scalar import compile_scalar
    from tirek.rulebook.engine.sql import plan_sql
    from tirek.rulebook.engine.tree import TRUE, aggregate, build, fact_node, literal

    def all_engines(node: Any, wage: int) -> str:
        persons = pl.DataFrame({"family_id": [0, 0], "wage": [wage, wage]}, schema_overrides={"family_id": pl.Int32})
        families = pl.DataFrame({"family_id": [0]}, schema_overrides={"family_id": pl.Int32})
        outputs = {"x": node}
        compiled = compile_scalar(outputs).from_rows({"family": {}, "persons": [{"wage": wage}] * 2})["x"]
        frames = {"families": families.lazy(), "persons": persons.lazy()}
        columns = plan_polars(outputs, frames, largest={"persons": 2}).collect()["x"][0]
        text = plan_sql(outputs, {"families": "families", "persons": "persons"}, largest={"persons": 2})
        found = {compiled, columns, duckdb.sql(f"SELECT x FROM ({text})").to_arrow_table()["x"][0].as_py()}
        return " or ".join(map(str, sorted(found)))

    wages = aggregate("sum", "person", fact_node("person", "wage", "int"), TRUE)
    return {
        KEEP: lambda: all_engines(build("floordiv", wages, literal(2)), 68212205),
        SUM: lambda: all_engines(build("mul", literal(10), wages), 150_000_000),
        FLOOR: lambda: all_engines(build("floordiv", build("sub", wages, literal(9)), literal(2)), 1),
        WIDE: lambda: all_engines(
            build("floordiv", build("add", wages, literal(2**53 + 1)), build("add", literal(1), wages)), 0
        ),
    }


def probe_core() -> dict[str, Callable[[], Any]]:
    """openfisca-core or policyengine-core, with variables of money as their packages write them."""
    import numpy as np

    from benchmarks.common_work.columns import MONTH
    from benchmarks.peers.core_api import SimulationBuilder
    from benchmarks.peers.core_model import Family, Person, build_system, make_variable

    system = build_system()
    system.add_variable(make_variable("money", Person, float))
    system.add_variable(make_variable("whole", Person, int))
    system.add_variable(make_variable("tenfold", Family, int, lambda f, t: 10 * f.sum(f.members("whole", t))))
    system.add_variable(make_variable("halved", Person, int, lambda p, t: p("whole", t) // 2))

    def simulate(name: str, values: list[float], asked: str) -> str:
        builder = SimulationBuilder()
        builder.create_entities(system)
        builder.declare_person_entity("person", np.arange(len(values)))
        family = builder.declare_entity("family", np.arange(1))
        builder.join_with_persons(family, np.zeros(len(values), dtype=int), np.zeros(len(values), dtype=int))
        simulation = builder.build(system)
        simulation.set_input(name, MONTH, np.array(values))
        return f"{float(simulation.calculate(asked, MONTH)[0]):.0f}"

    return {
        KEEP: lambda: simulate("money", [68212205.0], "money"),
        SUM: lambda: simulate("whole", [150_000_000, 150_000_000], "tenfold"),
        FLOOR: lambda: simulate("whole", [-7], "halved"),
        WIDE: lambda: simulate("money", [float(2**53) + 1], "money"),
    }


def probe_ibis(engine: str) -> dict[str, Callable[[], Any]]:
    """Ibis: one expression, and what its back end makes of it."""
    import ibis
    import pyarrow as pa

    from benchmarks.peers.ibis_population import connect

    back_end = connect(engine)

    def ask(values: list[int], width: Any, expression: Callable[[Any], Any]) -> str:
        table = ibis.memtable(pa.table({"x": pa.array(values, width)}))
        return str(back_end.to_pyarrow(table.aggregate(y=expression(table.x)))["y"][0].as_py())

    return {
        KEEP: lambda: ask([68212205], pa.int32(), lambda x: x.max()),
        SUM: lambda: ask([150_000_000] * 2, pa.int32(), lambda x: (x * 10).sum()),
        FLOOR: lambda: ask([-7], pa.int64(), lambda x: (x // 2).max()),
        WIDE: lambda: ask([2**53 + 1], pa.int64(), lambda x: (x // 1).max()),
    }


def _probes(engine: str) -> dict[str, Callable[[], Any]]:
    if engine == "tirek":
        return probe_tirek()
    return probe_ibis(engine) if engine.startswith("ibis") else probe_core()


def measure(engine: str) -> dict[str, Any]:
    """Right answers and what came out, by probe; an error is an answer too."""
    probes = _probes(engine)
    found = {}
    for name, probe in probes.items():
        try:
            found[name] = probe()
        except Exception as error:  # whatever a peer raises is its answer
            found[name] = f"{type(error).__name__}: {str(error)[:80]}"
    return {"engine": engine, "answers": found, "right": RIGHT}


if __name__ == "__main__":
    report(measure(sys.argv[1]))
