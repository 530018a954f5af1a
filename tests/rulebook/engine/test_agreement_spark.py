"""Spark gives the same integers too: every pair of operations, random trees, the whole catalogue, the written cases."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.rulebook.engine.drawn import Nullable, facts_read, programs, random_families, reference
from tests.rulebook.engine.snapshots import as_bounds, largest, snapshot
from tests.rulebook.engine.test_agreement import SEEDS, nested_operations
from tests.rulebook.engine.test_agreement_law import (
    CASES,
    as_tables,
    bounds_of,
    random_cases,
    whole_program,
    written_groups,
)
from tests.spark import WITH_SPARK, await_none
from tirek.population.engines.problems import EngineError
from tirek.population.engines.spark_engine import run_queries
from tirek.rulebook.engine.case import Case
from tirek.rulebook.engine.fact_limits import TABLES
from tirek.rulebook.engine.intervals import Interval
from tirek.rulebook.engine.program import Program
from tirek.rulebook.engine.sql import plan_sql
from tirek.rulebook.engine.tree import Node

GROUPS_A_QUERY = 12
IN_PROOF = os.environ.get("HYPOTHESIS_PROFILE") == "proof"
SHARE, PROGRAMS, PAIRS, MOMENTS = (1, 16, 8, 2) if IN_PROOF else (10, 8, 16, 1)
"""PostgreSQL answers every written case in `make test`; Spark parses slowly, so it has them all in `make proof`. Of the pairs of
operations it has every so many: two databases with the same precedence parse them all."""


@dataclass
class Trial:
    """One query of Spark, and what it must answer: by family, the outputs that are of interest."""

    outputs: dict[str, Node]
    families: list[dict[str, Any]]
    nullable: Nullable
    expected: list[dict[str, Interval]]

    def query(self, folder: Path) -> dict[str, Any]:
        """The query, its tables written into the folder."""
        folder.mkdir()
        tables = {}
        for name, table in snapshot(self.families, facts_read(self.outputs), shuffle=1).items():
            tables[name] = str(folder / f"{name}.parquet")
            table.write_parquet(tables[name])
        sizes = largest(self.families)
        text = plan_sql(self.outputs, {t: t for t in tables}, nullable=self.nullable, largest=sizes, dialect="spark")
        text = f"SELECT *, family_id div 1000 AS part FROM ({text})"
        return {"tables": tables, "sql": text, "out": str(folder / "out"), "split_by": "part"}

    def check(self, folder: Path) -> None:
        """The answers in the folder are those expected."""
        made = pl.read_parquet(folder / "out/part=0/*.parquet", hive_partitioning=False).sort("family_id")
        assert set(made.drop("family_id").dtypes) <= {pl.Int64(), pl.Boolean()}
        assert made["family_id"].to_list() == list(range(len(self.families)))
        for row, expected in zip(made.to_dicts(), self.expected, strict=True):
            assert as_bounds(row, {name: self.outputs[name] for name in expected}) == expected


def known(outputs: dict[str, Node], families: list[dict[str, Any]], nullable: Nullable = frozenset()) -> Trial:
    return Trial(outputs, families, nullable, [reference(outputs, family) for family in families])


def random_trials() -> list[Trial]:
    """Random programs in two queries, with half of the facts unknown in one."""
    drawn: list[tuple[dict[str, Node], int]] = []

    @settings(max_examples=PROGRAMS, phases=[Phase.generate], database=None)
    @given(programs(gaps=True), SEEDS, st.data())
    def draw(outputs: dict[str, Node], seed: int, _: st.DataObject) -> None:
        drawn.append((outputs, seed))

    draw()
    trials = []
    for number in range(2):
        group = drawn[number::2]
        outputs = {f"{i}.{name}": node for i, (made, _) in enumerate(group) for name, node in made.items()}
        facts = facts_read(outputs)
        nullable = frozenset(facts[::2]) if number else frozenset()
        trials.append(known(outputs, random_families(group[-1][1], facts, nullable, families=40), nullable))
    return trials


def written_trials() -> list[Trial]:
    """Written cases, many moments and benefits to a query: all programs answer all families, each is checked on its own."""
    groups = [group for benefit in sorted({case.benefit.id for case in CASES}) for group in written_groups(benefit)]
    groups = groups[::SHARE]
    return [_together(groups[start : start + GROUPS_A_QUERY]) for start in range(0, len(groups), GROUPS_A_QUERY)]


def whole_catalogue() -> list[Trial]:
    """Every programme and method on random families, at a day of the new norms and, in the long proof, one of the old."""
    groups = []
    for seed, (on, unknown) in enumerate([(date(2026, 1, 15), 0.3), (date(2020, 10, 15), 0.02)][:MOMENTS]):
        program = whole_program(on)
        outputs = program.outputs() | program.conflicts()
        groups.append((program, outputs, random_cases(seed, facts_read(outputs), unknown)))
    return [_together([group]) for group in groups]


def _together(groups: list[tuple[Program, dict[str, Node], list[Case]]]) -> Trial:
    outputs = {f"{i}.{name}": node for i, (_, own, _) in enumerate(groups) for name, node in own.items()}
    facts, families, expected = facts_read(outputs), [], []
    for number, (program, own, cases) in enumerate(groups):
        for case in cases:
            families.append(as_tables(case, facts))
            found = bounds_of(program, own, case)
            expected.append({f"{number}.{name}": bounds for name, bounds in found.items()})
    return Trial(outputs, families, _unknown(families, facts), expected)


def _unknown(families: list[dict[str, Any]], facts: list[tuple[str, str]]) -> Nullable:
    return frozenset(
        (entity, name)
        for entity, name in facts
        for family in families
        for row in ([family["family"]] if entity == "family" else family[TABLES[entity]])
        if row[name] is None
    )


def overflowing(folder: Path) -> dict[str, Any]:
    folder.mkdir()
    pl.DataFrame({"family_id": [0, 0], "wage": [2**62, 2**62]}).write_parquet(folder / "persons.parquet")
    text = "SELECT family_id, CAST(sum(wage) AS BIGINT) AS wages FROM persons GROUP BY family_id"
    tables = {"persons": str(folder / "persons.parquet")}
    return {"tables": tables, "sql": text, "out": str(folder / "out"), "split_by": "family_id"}


@WITH_SPARK
@pytest.mark.usefixtures("quick_java")
def test_spark_agrees_and_refuses_what_leaves_64_bits(tmp_path: Path) -> None:
    """All in one session, since Java is slow to start: the last query overflows, after the others were answered."""
    nested = dict(list(nested_operations().items())[::PAIRS])
    trials = [known(nested, random_families(11, facts_read(nested), most=1, families=30))]
    trials += [*random_trials(), *whole_catalogue(), *written_trials()]
    folders = [tmp_path / str(number) for number in range(len(trials))]
    queries = [trial.query(folder) for trial, folder in zip(trials, folders, strict=True)]
    with pytest.raises(EngineError, match=r"failed: .*ARITHMETIC_OVERFLOW.*Details: \S+driver\.log") as caught:
        run_queries([*queries, overflowing(tmp_path / "overflow")], "local[2]")
    log = Path(str(caught.value.details["log"]))
    assert "ARITHMETIC_OVERFLOW" in log.read_text(encoding="utf-8")
    await_none(log.parent)
    shutil.rmtree(log.parent)
    for trial, folder in zip(trials, folders, strict=True):
        trial.check(folder)
    assert sum(len(trial.expected) for trial in trials) > len(CASES) // 2 // SHARE
