"""Gainers, losers and cost, worked out by hand; the same on both engines, however cut, and equal to a run of either side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tests.population.comparison.villages import (
    ALATAU,
    ALMALY,
    HALF_YEARLY,
    REPUBLICAN,
    TODAY,
    VILLAGE,
    child,
    pensioner,
    settle,
    worker,
)
from tests.population.conftest import ASSUMED, BARE
from tirek.population import run as running
from tirek.population.comparison.compare import tally_models
from tirek.population.comparison.family_types import type_codes
from tirek.population.comparison.incomes import find_income_models
from tirek.population.comparison.pairing import pair_moments
from tirek.population.comparison.tallies import Tables
from tirek.population.engines import ENGINES
from tirek.population.run import run_population
from tirek.population.snapshot import read_manifest
from tirek.population.totals import ALL, DISTRICT
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.reforms import find_reform

MODELS = ("low", "middle", "high")


def tallied(
    snapshot: Path, before: Moment, after: Moment, engine: str = "polars", models: tuple[str, ...] = MODELS
) -> dict[str, Tables]:
    pair = pair_moments(before, after)
    return tally_models(snapshot, read_manifest(snapshot), pair, find_income_models(models), engine)


def row(table: pl.DataFrame, key: str) -> Mapping[str, int]:
    return table.row(by_predicate=pl.col("key") == key, named=True)


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return settle(tmp_path_factory.mktemp("village") / "snapshot", VILLAGE)


@pytest.fixture(scope="module")
def told(village: Path) -> dict[str, Tables]:
    return tallied(village, TODAY, REPUBLICAN)


@pytest.mark.parametrize(
    ("model", "families", "people", "before", "after"),
    [("middle", 3, 4, 5, 1), ("low", 2, 3, 5, 2), ("high", 2, 3, 4, 1)],
)
def test_losers_and_cost_by_hand(
    told: dict[str, Tables], model: str, families: int, people: int, before: int, after: int
) -> None:
    whole = row(told[model]["whole"], "all")
    assert (whole["all.families"], whole["all.persons"]) == (6, 7)
    assert (whole["gain.families"], whole["unsure.families"]) == (0, 0)
    assert (whole["lose.families"], whole["lose.persons"]) == (families, people)
    assert (whole["same.families"], whole["same.persons"]) == (6 - families, 7 - people)
    assert (whole["ends.families"], whole["ends.persons"]) == (families, people)
    assert (whole["before_low"], whole["after_low"]) == (before * HALF_YEARLY, after * HALF_YEARLY)
    assert whole["change_low"] == whole["change_high"] == whole["lose_low"] == (after - before) * HALF_YEARLY
    programme = row(told[model]["programme"], "half_yearly_aid")
    assert (programme["held_before.persons"], programme["held_after.persons"]) == (before, after)
    assert programme["change_low"] == (after - before) * HALF_YEARLY
    assert row(told[model]["fund"], "local")["change_low"] == (after - before) * HALF_YEARLY
    assert row(told[model]["fund"], "republican")["before_high"] == 0


def test_divisions_by_hand(told: dict[str, Tables]) -> None:
    middle, codes = told["middle"], type_codes()
    assert row(middle["district"], str(ALMALY))["lose.families"] == 1
    assert row(middle["district"], str(ALATAU))["lose.persons"] == 3
    alone = row(middle["family_type"], str(codes["pensioner_alone"]))
    assert (alone["all.families"], alone["lose.families"]) == (4, 2)
    pair = row(middle["family_type"], str(codes["pensioners"]))
    assert (pair["lose.families"], pair["lose.persons"], pair["change_low"]) == (1, 2, -2 * HALF_YEARLY)
    assert row(middle["family_type"], str(codes["adult_alone"]))["same.families"] == 1
    assert row(middle["disability"], "2")["all.families"] == 1
    # 60,550 a year is 5,046 a month, 121,100 is 10,092: the third and fourth bands below nothing.
    assert dict(middle["band"].select("key", "all.families").iter_rows()) == {"-4": 1, "-3": 2, "0": 3}


def test_the_other_way_round_losers_are_gainers(village: Path, told: dict[str, Tables]) -> None:
    there = row(told["middle"]["whole"], "all")
    back = row(tallied(village, REPUBLICAN, TODAY, models=("middle",))["middle"]["whole"], "all")
    assert back["gain.families"] == there["lose.families"] == back["starts.families"] == there["ends.families"]
    assert back["gain_low"] == back["change_low"] == -there["change_low"]
    assert back["lose.families"] == back["ends.families"] == 0


def test_types_of_family(tmp_path: Path) -> None:
    wanted = {
        "pensioner_alone": [pensioner(1)],
        "pensioners": [pensioner(1), pensioner(1)],
        "large_family": [worker(), worker(), *[child()] * 4],
        "one_adult_with_children": [worker(), child(), child(2009)],
        "some_children": [worker(), worker(), child(), child(), child()],
        "adult_alone": [worker()],
        "adults": [worker(), pensioner(1)],
    }
    # Born 15 January 2008: eighteen on the day, no child any more.
    grown = [worker(), {**child(), "birth_date": 20080115}]
    folder = settle(tmp_path / "types", [(ALMALY, people) for people in [*wanted.values(), grown]])
    table = tallied(folder, TODAY, TODAY, models=("middle",))["middle"]["family_type"]
    counted = dict(table.select("key", "all.families").iter_rows())
    expected = {str(code): 1 for code in type_codes().values()}
    assert counted == {**expected, str(type_codes()["adults"]): 2}


def test_what_is_unknown_is_counted_apart_and_bounded(tmp_path: Path) -> None:
    unknown_age = {**worker(), "birth_date": None}
    folder = settle(tmp_path / "unknown", [(ALMALY, [pensioner(None)]), (ALMALY, [unknown_age])])
    tables = tallied(folder, TODAY, REPUBLICAN, models=("middle",))["middle"]
    whole = row(tables["whole"], "all")
    assert (whole["unsure.families"], whole["unsure.persons"]) == (1, 1)
    assert (whole["gain.families"], whole["lose.families"], whole["same.families"]) == (0, 0, 1)
    assert whole["change_low"] <= -HALF_YEARLY < 0 <= whole["change_high"]
    assert (whole["before_low"], whole["held_before.families"]) == (0, 0)
    assert whole["before_high"] >= HALF_YEARLY
    assert row(tables["family_type"], "0")["all.families"] == 1


@pytest.mark.parametrize("moment", [ASSUMED, BARE], ids=["assumed", "bare"])
def test_nothing_changes_where_nothing_is_changed(gappy: Path, moment: Moment) -> None:
    pair = pair_moments(moment, moment)
    assert not [name for name in pair.outputs if name.startswith("after.")]
    for tables in tallied(gappy, moment, moment).values():
        whole = row(tables["whole"], "all")
        assert whole["same.families"] == whole["all.families"] == 80
        assert (whole["before_low"], whole["before_high"]) == (whole["after_low"], whole["after_high"])
        for table in (tables["programme"], tables["fund"], tables["whole"]):
            changes = [name for name in table.columns if name.startswith(("change", "gain", "lose", "starts", "ends"))]
            assert table.select(pl.col(changes).abs().sum()).row(0) == (0,) * len(changes)


DRAFT = find_reform("local_aid_2026")


@pytest.mark.parametrize("moment", [ASSUMED, BARE], ids=["assumed", "bare"])
def test_both_engines_say_the_same_however_cut(gappy: Path, monkeypatch: pytest.MonkeyPatch, moment: Moment) -> None:
    under = replace(moment, reform=DRAFT)
    whole = tallied(gappy, moment, under, models=("high",))["high"]
    monkeypatch.setattr(running, "FAMILIES_A_CHUNK", 50)
    for engine in ENGINES:
        for name, table in tallied(gappy, moment, under, engine, models=("high",))["high"].items():
            assert table.equals(whole[name]), (engine, name)


@pytest.mark.parametrize("moment", [ASSUMED, BARE], ids=["assumed", "bare"])
def test_each_side_is_what_a_run_of_it_says(tmp_path: Path, gappy: Path, moment: Moment) -> None:
    other = replace(moment, on=date(2025, 3, 3), reform=DRAFT)
    tables = tallied(gappy, moment, other, models=("middle",))["middle"]
    for side, asked in (("before", moment), ("after", other)):
        run = run_population(gappy, asked, tmp_path / side)
        for found in run.programmes.filter(pl.col(DISTRICT) == ALL).iter_rows(named=True):
            mine = row(tables["programme"], found["programme"])
            assert mine[f"held_{side}.families"] == found["families"], found["programme"]
            assert mine[f"held_{side}.persons"] == found["persons"], found["programme"]
            assert mine[f"{side}_low"] == found["tenge_year"], found["programme"]
            assert mine[f"conflicts_{side}"] == found["conflicts"], found["programme"]
        money = run.programmes.filter((pl.col(DISTRICT) == ALL) & pl.col("kind").is_in(["fixed", "cost_up_to"]))
        assert row(tables["whole"], "all")[f"{side}_low"] == money["tenge_year"].sum()
    levels = run_population(gappy, moment, tmp_path / "levels").levels
    kept = levels.filter((pl.col(DISTRICT) == ALL) & (pl.col("method") == "six_levels"))
    mine = dict(tables["level"].select("key", "all.families").iter_rows())
    assert mine == {str(level): families for level, families in kept.select("level", "families").iter_rows()}
