"""Every programme and method for one family of a synthetic city: compiled, decided and traced, and from a cold shell.

``python -m benchmarks.catalogue.one_family <city> <calls> <file of facts to write>``
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.catalogue.moment import MOMENT
from benchmarks.clock import repeat, report
from tirek.population.families import read_family
from tirek.population.questions import ask_all
from tirek.rulebook.decisions import decide_family
from tirek.rulebook.engine.case import PARTS, Case, shown_value
from tirek.rulebook.engine.facts import RECEIVES, find_fact
from tirek.rulebook.engine.interpreter import interpret
from tirek.rulebook.engine.outcomes import decide
from tirek.rulebook.engine.scalar import compile_scalar
from tirek.rulebook.engine.trace import trace_benefit

FAMILY_SIZE = 4
LANGUAGE = "ru"


def measure(city: Path, calls: int, facts: Path) -> dict[str, Any]:
    """Microseconds of each way to all answers for one family whose facts are all known."""
    case = find_family(city)
    facts.write_text(json.dumps(as_document(case), ensure_ascii=False, indent=1), encoding="utf-8")
    begun = time.perf_counter()
    questions = ask_all(MOMENT)
    bound = time.perf_counter()
    compiled = compile_scalar(questions.program, questions.outputs)
    done = time.perf_counter()
    columns = compiled.columns
    family = tuple(case.family[name] for name in columns["family"])
    rows = [[tuple(row[name] for name in columns[entity]) for row in case.rows.get(entity) or ()] for entity in PARTS]
    program = questions.program
    asked = list(program.benefits)

    def traced() -> list[str]:
        texts, interpreter = [], interpret(program, case)
        for name in asked:
            decide(program, name, case, interpreter)
            texts += [step.sentence(LANGUAGE) for step in trace_benefit(program, name, interpreter)]
        return texts

    def with_advice() -> list[str]:
        return [decide_family(name, MOMENT, case).text(LANGUAGE) for name in asked]

    return {
        "programmes": len(questions.programmes),
        "methods": len(questions.methods),
        "persons": len(case.rows["person"] or ()),
        "binding_ms": round((bound - begun) * 1000, 1),
        "compiling_ms": round((done - bound) * 1000, 1),
        "lines_of_source": compiled.source.count("\n"),
        "compiled": repeat(lambda: compiled.run(family, *rows), calls * 20),
        "decided_and_traced_ru": repeat(traced, calls),
        "sentences": len(traced()),
        "bound_anew_decided_traced_advised_ru": repeat(with_advice, max(calls // 10, 3)),
        "programme_slowest_to_trace": slowest(program, asked, case),
    }


def find_family(city: Path) -> Case:
    """The first family of an ordinary size."""
    family_id = 0
    while len((case := read_family(city, family_id)).rows["person"] or ()) != FAMILY_SIZE:
        family_id += 1
    return case


def slowest(program: Any, asked: list[str], case: Case) -> dict[str, float]:
    """The programme whose decision with trace takes longest, and its median in microseconds."""

    def traced(name: str) -> None:
        _, interpreter = decide(program, name, case)
        for step in trace_benefit(program, name, interpreter):
            step.sentence(LANGUAGE)

    taken = {name: repeat(lambda name=name: traced(name), 30)["median"] for name in asked}
    name = max(taken, key=lambda name: taken[name])
    return {name: taken[name]}


def as_document(case: Case) -> dict[str, Any]:
    """The family as the JSON that ``tirek law decide --facts`` reads."""
    family = {name: value for name, value in case.family.items() if not name.startswith(RECEIVES)}
    received = {name.removeprefix(RECEIVES): value for name, value in case.family.items() if name.startswith(RECEIVES)}

    def shown(entity: str, row: Any) -> dict[str, Any]:
        return {name: shown_value(find_fact(entity, name), value) for name, value in row.items()}

    rows = {part: [shown(entity, row) for row in case.rows.get(entity) or ()] for entity, part in PARTS.items()}
    return {"family": shown("family", family), "receives": received, **rows}


if __name__ == "__main__":
    city, calls, facts = sys.argv[1:]
    report(measure(Path(city), int(calls), Path(facts)))
