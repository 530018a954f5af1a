"""The answers of a run, computed again for one family at a time by the tracing interpreter."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from tirek.population.families import read_family
from tirek.population.questions import BELOW_LINE, Questions
from tirek.rulebook.engine.case import Case
from tirek.rulebook.engine.facts import RECEIVES
from tirek.rulebook.engine.interpreter import Interpreter
from tirek.rulebook.engine.intervals import Interval

Answers = dict[str, Interval]


def answered(questions: Questions, case: Case) -> Answers:
    """Bounds of every output; what a family receives is answered by the programmes, in their order."""
    found: Answers = {}
    interpreter = Interpreter(case, questions.program.ranges)
    for name, bound in questions.program.benefits.items():
        if bound.benefit.document.get("receives"):
            interpreter = Interpreter(_receiving(case, found), questions.program.ranges)
        found[f"{name}.holders"] = interpreter.value(bound.holders)
        if bound.amount_step is not None:
            found[f"{name}.{bound.benefit.measure}"] = interpreter.value(bound.total)
        for extra, step in bound.extras.items():
            found[f"{name}.{extra}"] = interpreter.value(step.node)
        if name in questions.conflicts:
            found[f"{name}.conflict"] = interpreter.value(bound.conflict)
    found[BELOW_LINE] = interpreter.value(questions.outputs[BELOW_LINE])
    return found


def _receiving(case: Case, found: Answers) -> Case:
    """The case with the answers to what it receives; one that is open stays unknown, one not asked stays as it is."""
    family = dict(case.family)
    for key, (low, high) in found.items():
        name, _, output = key.rpartition(".")
        if output == "holders":
            family.pop(RECEIVES + name, None)
            if low > 0 or high == 0:
                family[RECEIVES + name] = low > 0
    return Case(family, case.rows)


def answers_of(table: pl.DataFrame, family_id: int) -> Answers:
    """The same out of a run's table."""
    row: Mapping[str, Any] = table.row(family_id, named=True)
    assert row["family_id"] == family_id
    found: Answers = {}
    for name, value in row.items():
        if name.endswith(".low"):
            found[name.removesuffix(".low")] = (value, row[name.removesuffix("low") + "high"])
        elif not name.endswith(".high") and name not in ("family_id", "territory", "people"):
            found[name] = (value, value)
    return found


def differences(questions: Questions, snapshot: Path, table: pl.DataFrame, family_ids: list[int]) -> list[str]:
    """Where the run and the interpreter disagree; empty when they agree."""
    told = []
    for family_id in family_ids:
        made, expected = answers_of(table, family_id), answered(questions, read_family(snapshot, family_id))
        assert made.keys() == expected.keys()
        told += [f"family {family_id}, {k}: {made[k]}, not {expected[k]}" for k in made if made[k] != expected[k]]
    return told
