"""The common work for one family: compiled, and traced with sentences. ``python -m benchmarks.common_work.one_family <calls>``"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

from benchmarks.clock import repeat, report
from benchmarks.common_work.columns import OUTPUTS
from benchmarks.common_work.family import FAMILY_FACTS, PERSONS
from benchmarks.common_work.law import ID, bind_law, outputs_of, own_register
from tirek.rulebook.engine.case import Case
from tirek.rulebook.engine.interpreter import Interpreter
from tirek.rulebook.engine.scalar import compile_scalar
from tirek.rulebook.engine.trace import trace_benefit


def measure(calls: int) -> dict[str, Any]:
    """Microseconds of each way to one answer, and the answer."""
    with own_register():
        law, binding = timed(bind_law)
        outputs = outputs_of(law)
        compiled, compiling = timed(lambda: compile_scalar(law, outputs))
        case = Case(FAMILY_FACTS, {"person": tuple(PERSONS), "dwelling": (), "vehicle": (), "claim": ()})
        rows = {"family": FAMILY_FACTS, "persons": PERSONS}
        family = tuple(FAMILY_FACTS[name] for name in compiled.columns["family"])
        persons = [tuple(row[name] for name in compiled.columns["person"]) for row in PERSONS]

        def values() -> list[int]:
            interpreter = Interpreter(case, law.ranges)
            return [interpreter.value(outputs[name])[0] for name in OUTPUTS]

        def sentences(*languages: str) -> list[str]:
            interpreter = Interpreter(case, law.ranges)
            steps = trace_benefit(law, ID, interpreter)
            return [step.sentence(language) for step in steps for language in languages]

        def document() -> list[dict[str, Any]]:
            return [step.as_json() for step in trace_benefit(law, ID, Interpreter(case, law.ranges))]

        named = dict(zip(compiled.names, compiled.run(family, persons, (), (), (), ()), strict=True))
        assert [named[name] for name in OUTPUTS] == [int(value) for value in values()]
        return {
            "binding_ms": binding,
            "compiling_ms": compiling,
            "steps": len(document()),
            "compiled": repeat(lambda: compiled.run(family, persons, (), (), (), ()), calls * 20),
            "compiled_from_mappings": repeat(lambda: compiled.from_rows(rows), calls * 4),
            "interpreter": repeat(values, calls),
            "traced_ru": repeat(lambda: sentences("ru"), calls),
            "traced_json_kk_ru_en": repeat(document, calls),
            "answer": [int(named[name]) for name in OUTPUTS],
            "sentences": sentences("ru")[-3:],
        }


def timed(what: Callable[[], Any]) -> tuple[Any, float]:
    """A value and the milliseconds it took."""
    begun = time.perf_counter()
    made = what()
    return made, round((time.perf_counter() - begun) * 1000, 2)


if __name__ == "__main__":
    report(measure(int(sys.argv[1])))
