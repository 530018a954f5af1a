"""Every benefit and method: the back ends give what the interpreter gives, on random families and on every written case."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import groupby
from typing import Any

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rulebook.engine.drawn import Nullable, facts_read
from tests.rulebook.engine.snapshots import as_bounds, by_duckdb, by_polars, by_postgres, largest, snapshot
from tirek.rulebook.cases import all_cases, all_reform_cases
from tirek.rulebook.catalogue import benefit_ids, list_benefits, list_methods, method_ids
from tirek.rulebook.engine.assumptions import find_assumption
from tirek.rulebook.engine.case import Case
from tirek.rulebook.engine.fact_limits import TABLES
from tirek.rulebook.engine.facts import Fact, find_fact
from tirek.rulebook.engine.interpreter import Interpreter
from tirek.rulebook.engine.layers import facts_read as entities_read
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.engine.program import Program, bind_program
from tirek.rulebook.engine.scalar import compile_scalar
from tirek.rulebook.engine.tree import Node
from tirek.rulebook.reforms import find_reform

ROWS = tuple(TABLES)[1:]


def agree(program: Program, cases: Sequence[Case], nullable: Nullable, postgres: psycopg.Connection[Any]) -> None:
    """All back ends give what the interpreter gives for every output."""
    outputs = {**program.outputs(), **{f"{name}.conflict": node for name, node in program.conflicts().items()}}
    expected = [bounds_of(program, outputs, case) for case in cases]
    facts = facts_read(outputs)
    families = [as_tables(case, facts) for case in cases]
    compiled = compile_scalar(program, outputs, nullable=nullable)
    assert [compiled.bounds(family) for family in families] == expected
    tables, sizes = snapshot(families, facts, shuffle=1), largest(families)
    for columnar in (by_polars, by_duckdb, by_postgres(postgres)):
        made = [as_bounds(row, outputs) for row in columnar(outputs, tables, sizes, nullable)]
        assert made == expected, columnar


def bounds_of(program: Program, outputs: Mapping[str, Node], case: Case) -> dict[str, Any]:
    interpreter = Interpreter(case, program.ranges)
    return {name: interpreter.value(node) for name, node in outputs.items()}


def as_tables(case: Case, facts: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """A case with every fact read written out, None where it is unknown."""

    def written(entity: str, row: Mapping[str, Any]) -> dict[str, Any]:
        return {name: row.get(name) for owner, name in facts if owner == entity}

    rows = {TABLES[entity]: [written(entity, row) for row in case.rows[entity] or ()] for entity in ROWS}
    return {"family": written("family", case.family), **rows}


def plausible(chance: random.Random, fact: Fact) -> int | bool:
    """A value that often fulfils a condition: poor, mostly ordinary, of any age."""
    if fact.type == "boolean":
        return chance.random() < 0.4
    if fact.type == "enum":
        return chance.choice((0, 0, chance.randrange(len(fact.values))))
    if fact.type == "date":
        day = chance.randint(1925, 2026) * 10000 + chance.randint(1, 12) * 100 + chance.randint(1, 28)
        return 0 if fact.never and chance.random() < 0.8 else day
    most = chance.choice((0, 10, 1000, 100_000, 1_000_000))
    return chance.randint(fact.low, max(fact.low, min(fact.high, most)))


def random_cases(seed: int, facts: Sequence[tuple[str, str]], unknown: float) -> list[Case]:
    chance = random.Random(seed)

    def row(entity: str) -> dict[str, int | bool]:
        named = [name for owner, name in facts if owner == entity and chance.random() >= unknown]
        return {name: plausible(chance, find_fact(entity, name)) for name in named}

    def size(entity: str) -> int:
        return chance.randint(1, 20) if entity == "person" else chance.randint(0, 3)

    return [
        Case(row("family"), {entity: tuple(row(entity) for _ in range(size(entity))) for entity in ROWS})
        for _ in range(6)
    ]


@cache
def whole_program(on: date) -> Program:
    return bind_program([*list_benefits(), *list_methods()], Moment(on), drafts=True)


@settings(max_examples=max(5, settings().max_examples // 12))
@given(st.dates(date(2016, 1, 1), date(2026, 12, 31)), st.integers(0, 2**32 - 1), st.sampled_from((0.0, 0.02, 0.3)))
def test_the_whole_catalogue_on_random_families(
    postgres: psycopg.Connection[Any], on: date, seed: int, unknown: float
) -> None:
    program = whole_program(on)
    facts = facts_read(program.outputs() | program.conflicts())
    agree(program, random_cases(seed, facts, unknown), frozenset(facts) if unknown else frozenset(), postgres)


@cache
def reformed_program(on: date) -> Program:
    reform = find_reform("local_aid_2026")
    return bind_program(
        list_benefits(), Moment(on, assumption=find_assumption("almaty-demo"), reform=reform), drafts=True
    )


@settings(max_examples=max(3, settings().max_examples // 25))
@given(
    st.sampled_from((date(2026, 5, 9), date(2026, 12, 16))),
    st.integers(0, 2**32 - 1),
    st.sampled_from((0.0, 0.02, 0.3)),
)
def test_the_whole_catalogue_under_a_reform(
    postgres: psycopg.Connection[Any], on: date, seed: int, unknown: float
) -> None:
    program = reformed_program(on)
    facts = facts_read(program.outputs() | program.conflicts())
    agree(program, random_cases(seed, facts, unknown), frozenset(facts) if unknown else frozenset(), postgres)


CASES = [*all_cases([*benefit_ids(), *method_ids()]), *all_reform_cases()]


@pytest.mark.parametrize("benefit", sorted({case.benefit.id for case in CASES}))
def test_every_written_case(postgres: psycopg.Connection[Any], benefit: str) -> None:
    for program, outputs, cases in written_groups(benefit):
        agree(program, cases, unknown_facts(cases, facts_read(outputs)), postgres)


def written_groups(benefit: str) -> Iterator[tuple[Program, dict[str, Node], list[Case]]]:
    """A benefit's written cases by moment, with the program of that moment and what it answers."""
    mine = sorted((case for case in CASES if case.benefit.id == benefit), key=lambda case: str(case.moment))
    for _, group in groupby(mine, key=lambda case: str(case.moment)):
        written = list(group)
        program = bind_program([written[0].benefit], written[0].moment, drafts=True)
        outputs = program.outputs() | program.conflicts()
        read = [entity for entity in entities_read(outputs) if entity != "family"]
        cases = [case.case for case in written if all(case.case.rows[entity] is not None for entity in read)]
        if outputs and cases:
            yield program, outputs, cases


def unknown_facts(cases: Sequence[Case], facts: Sequence[tuple[str, str]]) -> Nullable:
    """Facts that some case leaves out."""
    return frozenset(
        (entity, name)
        for case in cases
        for entity, name in facts
        for row in ([case.family] if entity == "family" else case.rows[entity] or ())
        if name not in row
    )
