"""Totals: districts add up to the whole, a period becomes a month and a year, a bound is called a bound."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import polars as pl
import pyarrow as pa
import pytest

from tests.population.conftest import ASSUMED, Runs
from tests.population.handmade import deal_families, rewritten
from tirek.population.districts import district_names
from tirek.population.questions import PERIODS_A_YEAR, ask_all
from tirek.population.run import RunResult, run_population
from tirek.population.spreadsheets import with_titles
from tirek.population.totals import ALL, bounds_of, level_totals, merge, programme_totals, with_months
from tirek.rulebook.catalogue import find_benefit

COUNTS = ["families", "persons", "holders", "quantity", "tenge_period", "tenge_year", "undetermined", "conflicts"]


def parts_and_whole(table: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    return table.filter(pl.col("territory") != ALL), table.filter(pl.col("territory") == ALL)


@pytest.mark.parametrize("moment", ["assumed", "bare", "before"])
def test_districts_add_up_to_the_whole(runs: Runs, moment: str) -> None:
    parts, whole = parts_and_whole(runs(moment, "polars").programmes)
    assert set(parts["territory"]) == set(district_names("ru"))
    summed = parts.group_by("programme").agg(pl.col(COUNTS).sum()).sort("programme")
    assert summed.equals(whole.select("programme", *COUNTS).sort("programme"))
    # A month is rounded down in every row: never more than the whole's, and less by under a tenge a district.
    months = parts.group_by("programme").agg(pl.col("tenge_month").sum()).sort("programme")["tenge_month"]
    behind = whole.sort("programme")["tenge_month"] - months
    assert behind.is_between(0, len(district_names("ru")) - 1).all()


@pytest.mark.parametrize("moment", ["assumed", "bare"])
def test_every_family_and_person_has_one_level_of_each_method(runs: Runs, moment: str) -> None:
    result = runs(moment, "polars")
    parts, whole = parts_and_whole(result.levels)
    keys = ["method", "level"]
    summed = parts.group_by(keys).agg(pl.col("families", "people").sum()).sort(keys)
    assert summed.equals(whole.select(*keys, "families", "people").sort(keys))
    for method in ("six_levels", "points"):
        mine = whole.filter(method=method)
        assert (mine["families"].sum(), mine["people"].sum()) == (result.families, result.people)


def test_before_the_levels_there_is_none(runs: Runs) -> None:
    result = runs("before", "polars")
    assert result.levels.is_empty()
    assert result.levels.columns == ["territory", "method", "level", "families", "people"]


def test_the_whole_is_the_sum_over_the_families(assumed: RunResult) -> None:
    table = pl.read_parquet(assumed.folder / "families.parquet")
    for row in assumed.programmes.filter(territory=ALL).iter_rows(named=True):
        name, entity = row["programme"], find_benefit(row["programme"]).entity
        holders = table[f"{name}.holders"]
        given, unit = table.get_column(f"{name}.quantity", default=None), find_benefit(name).quantity_unit
        tenge = table.get_column(f"{name}.total", default=pl.Series([0]))
        members = holders if entity == "person" else table.filter(holders > 0)["people"]
        assert row["families"] == (holders > 0).sum()
        assert (row["holders"], row["persons"]) == (holders.sum(), members.sum())
        assert row["tenge_period"] == tenge.sum()
        assert (row["quantity"], row["unit"]) == (0 if given is None else given.sum(), unit)
        assert (given is None) == (unit is None)
        assert row["payer"] == find_benefit(name).payer


def test_a_period_becomes_a_month_and_a_year(assumed: RunResult) -> None:
    seen = set()
    for row in assumed.programmes.filter(pl.col("tenge_period") > 0).iter_rows(named=True):
        period = str(find_benefit(row["programme"]).document["period"])
        times = PERIODS_A_YEAR[period]
        assert row["tenge_year"] == row["tenge_period"] * times
        assert row["tenge_month"] == row["tenge_year"] // 12
        assert period != "month" or row["tenge_month"] == row["tenge_period"]
        seen.add(period)
    assert seen == {"month", "quarter", "half_year", "once", "event"}


def asked_of(*programmes: tuple[str, str, str]) -> Any:
    """Questions as far as totals look at them: programmes by name, outcome kind and period."""
    benefits = [
        SimpleNamespace(
            id=n, outcome=kind, entity="family", payer="department", quantity_unit=None, document={"period": p}
        )
        for n, kind, p in programmes
    ]
    return SimpleNamespace(programmes=benefits, methods=[])


def totals_of(**columns: list[Any]) -> pl.DataFrame:
    size = len(columns["programme"])
    zeros = {name: [0] * size for name in ("families", "persons", "holders", "quantity", "undetermined", "conflicts")}
    return pl.DataFrame({"territory": [ALL] * size, **zeros, **columns})


@pytest.mark.parametrize(
    ("period", "year", "month"),
    [
        ("month", 12_000, 1_000),
        ("quarter", 4_000, 333),
        ("half_year", 2_000, 166),
        ("year", 1_000, 83),
        ("event", 1_000, 83),
        ("once", 1_000, 83),
    ],
)
def test_a_thousand_a_period(period: str, year: int, month: int) -> None:
    made = with_months(asked_of(("a", "fixed", period)), totals_of(programme=["a"], tenge_period=[1_000]))
    assert made.select("tenge_period", "tenge_year", "tenge_month", "bound").row(0) == (1_000, year, month, "exact")


@pytest.mark.parametrize(
    ("kind", "undetermined", "bound"),
    [
        ("fixed", 0, "exact"),
        ("cost_up_to", 0, "exact"),
        ("in_kind", 3, "at_least"),
        ("fixed", 1, "at_least"),
        ("ceiling", 0, "at_most"),
        ("ceiling", 2, "partial"),
    ],
)
def test_what_a_sum_is(kind: str, undetermined: int, bound: str) -> None:
    totals = totals_of(programme=["a"], tenge_period=[5], undetermined=[undetermined])
    assert with_months(asked_of(("a", kind, "month")), totals)["bound"].to_list() == [bound]


def test_ceilings_of_a_run_are_bounds(assumed: RunResult) -> None:
    for row in assumed.programmes.iter_rows(named=True):
        ceiling = find_benefit(row["programme"]).outcome == "ceiling"
        assert (row["bound"] == "at_most") == (row["kind"] == "ceiling") == ceiling


def test_unknown_answers_count_with_their_lower_bound() -> None:
    answers = pl.DataFrame(
        {
            "family_id": [0, 1, 2, 3],
            "territory": pl.Series([751110000] * 4, dtype=pl.Int32),
            "people": [2, 3, 4, 5],
            "a.holders.low": [1, 0, 0, 1],
            "a.holders.high": [1, 1, 0, 1],
            "a.total.low": [10, 0, 0, 5],
            "a.total.high": [10, 9, 0, 8],
            "a.conflict": [False, False, False, True],
        }
    )
    made = programme_totals(asked_of(("a", "fixed", "month")), answers).row(0, named=True)
    assert made == {
        "territory": 751110000,
        "programme": "a",
        "families": 2,
        "persons": 7,
        "holders": 2,
        "quantity": 0,
        "tenge_period": 15,
        "undetermined": 2,
        "conflicts": 1,
    }


def test_a_programme_without_money_has_sums_of_nothing() -> None:
    assert bounds_of(["a.holders"], "a.holders")[0].meta.output_name() == "a.holders"
    low, unsure = bounds_of(["a.holders"], "a.total")
    assert pl.select(low, unsure.alias("unsure")).row(0) == (0, False)


def test_nothing_asked_gives_empty_totals_with_their_columns() -> None:
    empty, answers = asked_of(), pl.DataFrame({"family_id": [0], "territory": [1], "people": [1]})
    programmes = merge([programme_totals(empty, answers)] * 2, ["territory", "programme"])
    assert with_months(empty, programmes).columns[:3] == ["territory", "programme", "kind"]
    assert merge([level_totals(empty, answers)], ["territory", "method", "level"]).is_empty()


def test_a_family_whom_two_norms_pay_is_counted_as_a_conflict(tmp_path: Path, city_folder: Path) -> None:
    def both(name: str, table: pa.Table) -> pa.Table:
        for fact in ("war_participant", "home_front_worker") if name == "person" else ():
            place = table.column_names.index(fact)
            first = [number == 0 for number in range(table.num_rows)]
            table = table.set_column(place, table.schema.field(fact), pa.array(first))
        if name == "person":
            for fact, value in (("residence", 0), ("absence", 0), ("registered_at_address", True)):
                place = table.column_names.index(fact)
                field = table.schema.field(fact)
                table = table.set_column(place, field, pa.array([value] * table.num_rows, field.type))
        return table

    dealt = deal_families(city_folder, tmp_path / "dealt", 5, seed=9)
    made = run_population(rewritten(dealt, tmp_path / "both", both), ASSUMED, tmp_path / "run")
    found = made.programmes.filter(programme="victory_day_aid")
    _, whole = parts_and_whole(found)
    assert whole["conflicts"].to_list() == [1]
    assert found["conflicts"].sum() == 2
    assert made.programmes.filter(pl.col("programme") != "victory_day_aid")["conflicts"].sum() == 0


def test_spreadsheets_have_names_in_both_languages(assumed: RunResult) -> None:
    text = (assumed.folder / "programmes.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    table = pl.read_csv(assumed.folder / "programmes.csv")
    assert table.height == assumed.programmes.height
    row = table.row(
        by_predicate=(pl.col("territory") == 751410000) & (pl.col("programme") == "housing_aid"), named=True
    )
    assert (row["district_kk"], row["district_ru"]) == ("Бостандық ауданы", "Бостандыкский район")
    assert (row["title_kk"], row["title_ru"]) == ("Тұрғын үй көмегі", "Жилищная помощь")
    assert set(table.filter(territory=ALL)["district_ru"]) == {"Всего по городу"}
    assert table.select(assumed.programmes.columns).equals(assumed.programmes)
    levels = pl.read_csv(assumed.folder / "levels.csv")
    assert levels.columns == [*assumed.levels.columns, "district_kk", "title_kk", "district_ru", "title_ru"]


def test_a_district_without_a_name_keeps_its_code() -> None:
    table = pl.DataFrame({"territory": [710000000, None], "programme": ["housing_aid"] * 2})
    assert with_titles(table, "programme")["district_ru"].to_list() == ["710000000", "район неизвестен"]


def test_only_what_is_asked_is_summed() -> None:
    questions = ask_all(ASSUMED, ["housing_aid"])
    answers = pl.DataFrame(
        {"territory": [1, 1], "people": [1, 2], "housing_aid.holders": [1, 0], "housing_aid.total": [7, 0]}
    )
    made = programme_totals(questions, answers)
    assert made.select("programme", "tenge_period", "conflicts").rows() == [("housing_aid", 7, 0)]


def test_what_is_given_in_kind_is_a_total_in_its_own_unit_and_no_money(assumed: RunResult) -> None:
    whole = {row["programme"]: row for row in assumed.programmes.filter(territory=ALL).iter_rows(named=True)}
    for name, each, unit in [
        ("personal_assistant", 8, "hours_day"),
        ("sign_language_specialist", 60, "hours_year"),
        ("invataxi", 2, "journeys_day"),
        ("technical_aid", 1, "item"),
    ]:
        row = whole[name]
        assert row["holders"] > 0
        assert (row["quantity"], row["unit"]) == (each * row["holders"], unit)
        assert (row["tenge_period"], row["tenge_year"]) == (0, 0)
    assert whole["rehabilitation_sanatorium"]["quantity"] > whole["rehabilitation_sanatorium"]["holders"] > 0
    assert {whole[name]["unit"] for name in ("home_care", "housing_aid")} == {None}
    parts, _ = parts_and_whole(assumed.programmes.filter(programme="personal_assistant"))
    assert parts["quantity"].sum() == whole["personal_assistant"]["quantity"]


def test_an_unknown_quantity_is_undetermined_and_counts_with_its_lower_bound() -> None:
    answers = pl.DataFrame(
        {
            "territory": [1, 1, 1],
            "people": [1, 1, 1],
            "invataxi.holders": [1, 1, 0],
            "invataxi.quantity.low": [1, 2, 0],
            "invataxi.quantity.high": [24, 2, 0],
        }
    )
    questions = ask_all(ASSUMED, ["invataxi"])
    made = programme_totals(questions, answers)
    assert made.select("quantity", "tenge_period", "undetermined").rows() == [(3, 0, 1)]
    told = with_months(questions, merge([made], ["territory", "programme"])).row(0, named=True)
    assert (told["payer"], told["unit"], told["bound"]) == ("department", "journeys_day", "at_least")
