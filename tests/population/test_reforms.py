"""A population under a reform: both engines give the same bytes, and what the interpreter gives one family at a time."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from tests.population.conftest import ASSUMED, BARE
from tests.population.one_by_one import differences
from tirek.population.engines import ENGINES
from tirek.population.run import RunResult, run_population
from tirek.rulebook.reforms import find_reform

REFORM = find_reform("local_aid_2026")
MOMENTS = {"assumed": replace(ASSUMED, reform=REFORM), "bare": replace(BARE, reform=REFORM)}
TABLES = ("families.parquet", "programmes.parquet", "levels.parquet")
LOCAL = ("victory_day_aid", "half_yearly_aid", "one_off_hardship_aid", "fire_disaster_aid", "meter_refund")


@pytest.fixture(scope="module", params=[("dealt", "assumed"), ("gappy", "bare")], ids="-".join)
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[RunResult]]:
    """One snapshot run by each engine under the reform."""
    snapshot, moment = request.param
    folder: Path = request.getfixturevalue(snapshot)
    out = tmp_path_factory.mktemp("reformed")
    runs = [run_population(folder, MOMENTS[moment], out / name, engine=name, checked=True) for name in ENGINES]
    return folder, runs


def test_the_engines_and_the_interpreter_agree(both: tuple[Path, list[RunResult]]) -> None:
    folder, runs = both
    first, *others = ([(run.folder / name).read_bytes() for name in TABLES] for run in runs)
    assert all(other == first for other in others)
    table = pl.read_parquet(runs[0].folder / "families.parquet")
    assert differences(runs[0].questions, folder, table, table["family_id"].to_list()) == []


def test_nobody_of_level_six_receives_local_aid(city_folder: Path, tmp_path: Path, assumed: RunResult) -> None:
    reformed = run_population(city_folder, MOMENTS["assumed"], tmp_path / "reformed", checked=True)
    before, after = (pl.read_parquet(run.folder / "families.parquet") for run in (assumed, reformed))
    rich = before.select(pl.col("six_levels.total") == 6).to_series()
    assert rich.sum() > 100
    held = [f"{name}.holders" for name in LOCAL if f"{name}.holders" in before.columns]
    assert before.filter(rich).select(pl.sum_horizontal(held)).to_series().sum() > 0
    assert after.filter(rich).select(pl.sum_horizontal(held)).to_series().sum() == 0
    for name in ("targeted_assistance_unconditional", "housing_aid", "child_supplement"):
        columns = [column for column in before.columns if column.startswith(f"{name}.")]
        assert before.select(columns).equals(after.select(columns))


def test_the_run_says_what_it_was_run_under(both: tuple[Path, list[RunResult]]) -> None:
    about = json.loads((both[1][0].folder / "run.json").read_text(encoding="utf-8"))
    assert (about["reform"]["name"], about["reform"]["status"]) == ("local_aid_2026", "draft")
    assert (about["reform"]["number"], about["reform"]["decides"], about["reform"]["applied"]) == (None, False, True)
    assert about["reform"]["digest"] == REFORM.digest
    assert set(about["reform"]["warning"]) == {"kk", "ru", "en"}
    assert about["overlays"] == []
