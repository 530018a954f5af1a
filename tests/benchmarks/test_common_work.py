"""The common work of the benchmark is the same work on every back end, and its numbers are worked out by hand once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks.common_work.columns import INDEX, MONTH, OUTPUTS, SUBSISTENCE_MINIMUM
from benchmarks.common_work.family import FAMILY_FACTS, PERSONS
from benchmarks.common_work.law import bind_law, outputs_of, own_register
from benchmarks.common_work.population import ENGINES, measure
from benchmarks.people import ORDERS, Files, make_files
from tirek.rulebook.engine.facts import fact_register, find_fact
from tirek.rulebook.engine.parameters import find_parameter
from tirek.rulebook.engine.program import Program
from tirek.rulebook.engine.scalar import compile_scalar

PEOPLE = 2_000


@dataclass(frozen=True)
class Made:
    files: Files
    out: Path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("people")
    return Made(make_files(PEOPLE, folder), folder / "families_out.parquet")


@pytest.fixture
def law() -> Iterator[Program]:
    with own_register():
        yield bind_law()


def test_every_back_end_gives_the_same_values_for_every_family(made: Made) -> None:
    found = {
        (engine, order): measure(engine, made.files.folder, order, made.out) for engine in ENGINES for order in ORDERS
    }
    assert {result["fingerprint"] for result in found.values()} == {found["tirek-scalar", "shuffled"]["fingerprint"]}
    sums = found["tirek-polars", "clustered"]["sums"]
    assert sums["members"] == PEOPLE
    assert all(sums[name] > 0 for name in OUTPUTS)


def test_one_changed_income_changes_the_fingerprint(made: Made, tmp_path: Path) -> None:
    other = make_files(PEOPLE, tmp_path, seed=7)
    out = tmp_path / "out.parquet"
    changed = measure("tirek-polars", other.folder, "shuffled", out)["fingerprint"]
    assert changed != measure("tirek-polars", made.files.folder, "shuffled", out)["fingerprint"]


def test_the_family_by_hand(law: Program) -> None:
    values = compile_scalar(law, outputs_of(law)).from_rows({"family": FAMILY_FACTS, "persons": PERSONS})
    # Income 120,000 + 20,000 of four: 35,000 a head. Gap: 7 x 50,851 x 4 - 10 x 140,000 = 23,828 tenths: 2,382 whole.
    # Two adults can work: conditional (2). Housing: min(31,000, 15,000 + 4 x 7,000) - 140,000 / 20 = 24,000.
    # Level: income below every line, 48 m2 < 72 m2 and a debt take one off, at least 1. Child of 3: 14 x 4,325 / 10 = 6,055.
    paid = {"assistance": 2_382, "housing": 24_000, "aid_toddler": 6_055}
    shown = {
        "district": 1,
        "members": 4,
        "income": 140_000,
        "per_capita_income": 35_000,
        "assistance_kind": 2,
        "level": 1,
    }
    assert values == dict.fromkeys(values, 0) | paid | shown


def test_the_peers_count_with_the_values_of_the_rulebook(law: Program) -> None:
    day = f"{MONTH}-01"
    amounts = {name: law.values[name, "on", "social"] for name in ("subsistence_minimum", "mci")}
    assert {name: value and value.amount for name, value in amounts.items()} == {
        "subsistence_minimum": SUBSISTENCE_MINIMUM[day],
        "mci": INDEX[day],
    }
    assert find_parameter("mci").values


def test_the_register_of_facts_is_put_back() -> None:
    before = dict(fact_register())
    with own_register():
        assert find_fact("family", "utilities").high == 10_000_000
    assert dict(fact_register()) == before
    with pytest.raises(KeyError):
        find_fact("family", "utilities")
