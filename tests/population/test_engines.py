"""Both engines give the same bytes, and the same as one family at a time, with known facts and with unknown ones."""

from __future__ import annotations

from pathlib import Path
from random import Random

import duckdb
import polars as pl
import pytest

from tests.population.conftest import BARE, MOMENTS, Runs
from tests.population.handmade import MOST_PERSONS, deal_families, shuffled_inside
from tests.population.one_by_one import differences
from tirek.population.engines import ENGINES, open_engine
from tirek.population.engines.duckdb_engine import DuckdbEngine
from tirek.population.questions import ask_all
from tirek.population.run import RunResult, nullable_facts, run_population
from tirek.population.snapshot import check_snapshot, read_manifest
from tirek.rulebook.decisions import decide_family

TABLES = ("families.parquet", "programmes.parquet", "levels.parquet", "programmes.csv", "levels.csv")


def bytes_of(result: RunResult) -> dict[str, bytes]:
    return {name: (result.folder / name).read_bytes() for name in TABLES}


def families_of(result: RunResult) -> pl.DataFrame:
    return pl.read_parquet(result.folder / "families.parquet")


def holders_of_everything(table: pl.DataFrame, each: int = 12) -> set[int]:
    """Some families that hold each programme, so that a sample meets the rare ones too."""
    found: set[int] = set()
    for name in table.columns:
        if name.endswith((".holders", ".holders.high")):
            found |= set(table.filter(pl.col(name) > 0)["family_id"].head(each))
    return found


@pytest.mark.parametrize("moment", MOMENTS)
def test_both_engines_give_the_same_bytes_for_a_city(runs: Runs, moment: str) -> None:
    assert bytes_of(runs(moment, "polars")) == bytes_of(runs(moment, "duckdb"))


@pytest.mark.parametrize(
    ("gaps", "moment"),
    [(0.0, "assumed"), (0.02, "assumed"), (0.02, "bare"), (0.02, "before"), (0.3, "bare"), (0.3, "before")],
)
def test_both_engines_agree_with_the_interpreter_on_any_family(
    tmp_path: Path, city_folder: Path, moment: str, gaps: float
) -> None:
    folder = deal_families(city_folder, tmp_path / "dealt", MOST_PERSONS, seed=int(gaps * 100), gaps=gaps)
    assert check_snapshot(folder).problems == []
    made = [run_population(folder, MOMENTS[moment], tmp_path / e, engine=e, checked=True) for e in ENGINES]
    assert bytes_of(made[0]) == bytes_of(made[1])
    table = families_of(made[0])
    assert set(table["people"]) == set(range(1, MOST_PERSONS + 1))
    assert differences(made[0].questions, folder, table, table["family_id"].to_list()) == []


def test_the_city_one_by_one(assumed: RunResult, city_folder: Path) -> None:
    table = families_of(assumed)
    chosen = holders_of_everything(table)
    others = [number for number in range(table.height) if number not in chosen]
    chosen |= set(Random(1).sample(others, 300 - len(chosen)))
    assert len(chosen) == 300
    assert differences(assumed.questions, city_folder, table, sorted(chosen)) == []


def test_a_decision_says_what_the_run_says(assumed: RunResult, city_folder: Path) -> None:
    """The public road: the case with what the family receives, the programme decided anew."""
    from tirek.population.families import read_family

    table, questions = families_of(assumed), assumed.questions
    for family_id in sorted(holders_of_everything(table, each=1))[:4]:
        row = table.row(family_id, named=True)
        received = frozenset(b.id for b in questions.programmes if row[f"{b.id}.holders"])
        case = read_family(city_folder, family_id, received)
        for benefit in [*questions.programmes, *questions.methods]:
            outcome = decide_family(benefit.id, questions.program.moment, case).outcome
            assert outcome.holders == (row[f"{benefit.id}.holders"],) * 2
            assert outcome.total == (row.get(f"{benefit.id}.{benefit.measure}", 0),) * 2


@pytest.mark.parametrize("engine", ENGINES)
def test_the_order_of_rows_inside_a_family_does_not_matter(
    tmp_path: Path, gappy: Path, city_folder: Path, engine: str
) -> None:
    shuffled = shuffled_inside(gappy, tmp_path / "shuffled", seed=3)
    assert (shuffled / "persons.parquet").read_bytes() != (gappy / "persons.parquet").read_bytes()
    made = [
        run_population(folder, BARE, tmp_path / f"run-{number}", engine=engine)
        for number, folder in enumerate((gappy, shuffled))
    ]
    assert bytes_of(made[0]) == bytes_of(made[1])


@pytest.mark.parametrize("engine", ENGINES)
def test_a_snapshot_without_a_single_claim(tmp_path: Path, city_folder: Path, engine: str) -> None:
    folder = deal_families(city_folder, tmp_path / "dealt", 7, seed=5, claims=False)
    result = run_population(folder, BARE, tmp_path / "run", engine=engine)
    assert families_of(result).height == 7
    meters = result.programmes.filter(programme="meter_refund")
    assert meters.select("holders", "undetermined").sum().row(0) == (0, 0)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_path_with_a_quote_and_a_space(tmp_path: Path, city_folder: Path, engine: str) -> None:
    folder = deal_families(city_folder, tmp_path / "D'Artagnan's city", 5, seed=6)
    assert run_population(folder, BARE, tmp_path / "run", engine=engine).families == 5


def test_the_sql_is_a_text_that_an_auditor_can_run(dealt: Path) -> None:
    questions = ask_all(BARE)
    arguments = (dealt, questions, nullable_facts(dealt), read_manifest(dealt).max_rows)
    engine = open_engine("duckdb", *arguments)
    assert isinstance(engine, DuckdbEngine)
    text = engine.text(0, 19)
    assert text.count("persons.parquet") == 1
    assert duckdb.sql(f"SELECT count(*) FROM ({text})").fetchall() == [(20,)]
    answers = engine.answer(10, 19)
    assert answers["family_id"].to_list() == list(range(10, 20))
    assert answers.equals(open_engine("polars", *arguments).answer(10, 19))


def test_unknown_facts_are_read_off_the_files(dealt: Path, gappy: Path) -> None:
    assert nullable_facts(dealt) == frozenset()
    found = nullable_facts(gappy)
    assert {entity for entity, _ in found} == {"family", "person", "dwelling", "vehicle", "claim"}
    assert ("person", "wage") in found
    assert not {name for _, name in found if name == "family_id"}
