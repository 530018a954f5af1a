"""The common work bound for its month, with the benchmark's register of facts in place of the rulebook's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.common_work.columns import MONTH, OUTPUTS
from tirek.rulebook.engine import facts
from tirek.rulebook.engine.documents import read_document
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.engine.program import Program, bind_program
from tirek.rulebook.engine.tree import Node, fact_node
from tirek.rulebook.engine.units import NONE, named_unit

ID = "common_work"


def _fact(entity: str, name: str, entry: Mapping[str, Any]) -> facts.Fact:
    kind, values = entry["type"], tuple(entry.get("values", ()))
    low, high = {"boolean": (0, 1), "enum": (0, len(values) - 1)}.get(kind) or entry["range"]
    return facts.Fact(
        entity=entity,
        name=name,
        type=kind,
        unit=named_unit(entry["unit"]) if "unit" in entry else NONE,
        scale=1,
        low=low,
        high=high,
        values=values,
        never=False,
        source=entry["source"],
        confidential=False,
        correctable=False,
        advised=True,
        title=entry["title"],
        advice={},
    )


@contextmanager
def own_register() -> Iterator[None]:
    """Within it, the only facts are the columns of the benchmark's files."""
    document = read_document(Path(__file__).with_name("facts.yaml"))
    own = {
        entity: {name: _fact(entity, name, entry) for name, entry in document[entity]["facts"].items()}
        for entity in facts.ENTITIES
    }
    register: Any = (
        facts.fact_register()
    )  # one dictionary for the whole process: the only way in that the engine leaves
    kept = dict(register)
    register.update(own)
    facts.find_fact.cache_clear()
    try:
        yield
    finally:
        register.update(kept)
        facts.find_fact.cache_clear()


def bind_law() -> Program:
    """The program of the common work; call it, and use what it gives, within ``own_register``."""
    from benchmarks.common_work.rule import benefit

    return bind_program([benefit], Moment(on=date.fromisoformat(f"{MONTH}-01")))


def outputs_of(program: Program) -> dict[str, Node]:
    """The outputs by name, and the district, which the table of districts groups by."""
    extras = program.benefits[ID].extras
    return {"district": fact_node("family", "district", "int"), **{name: extras[name].node for name in OUTPUTS}}
