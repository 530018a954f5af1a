"""openfisca-core or policyengine-core for the one family. ``python -m benchmarks.peers.core_family <calls>``"""

from __future__ import annotations

import sys
from typing import Any

from benchmarks.clock import repeat, report
from benchmarks.common_work.columns import MONTH, OUTPUTS
from benchmarks.common_work.family import FAMILY_FACTS, PERSONS
from benchmarks.peers.core_api import SimulationBuilder
from benchmarks.peers.core_model import build_system


def measure(calls: int) -> dict[str, Any]:
    """Microseconds of building the situation, of that and all outputs, and of that with the trace as text."""
    system = build_system()
    persons = {f"person{i}": {name: {MONTH: value} for name, value in row.items()} for i, row in enumerate(PERSONS)}
    family = {"members": list(persons), **{name: {MONTH: value} for name, value in FAMILY_FACTS.items()}}
    situation = {"persons": persons, "families": {"family": family}}

    def build() -> Any:
        return SimulationBuilder().build_from_entities(system, situation)

    def answer(simulation: Any) -> list[int]:
        return [int(simulation.calculate(name, MONTH)[0]) for name in OUTPUTS]

    def traced() -> list[str]:
        simulation = build()
        simulation.trace = True
        answer(simulation)
        lines: list[str] = simulation.tracer.computation_log.lines()
        return lines

    return {
        "build": repeat(build, calls),
        "build_and_outputs": repeat(lambda: answer(build()), calls),
        "build_outputs_and_trace": repeat(traced, calls),
        "trace_lines": len(traced()),
        "answer": answer(build()),
    }


if __name__ == "__main__":
    report(measure(int(sys.argv[1])))
