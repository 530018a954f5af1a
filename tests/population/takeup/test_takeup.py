"""Take-up and leakage by hand, what is hidden, what is refused, and what is written."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.population.conftest import Runs
from tests.population.takeup.lists import PERIOD, numbers, settle_village, write_list
from tirek.population.comparison.suppression import exposed_cells
from tirek.population.importing import ImportProblem
from tirek.population.run_folder import RunFolder, open_run
from tirek.population.snapshot.schema import FAMILY_ID
from tirek.population.takeup import exporting, writing
from tirek.population.takeup.charts import takeup_chart
from tirek.population.takeup.exporting import HIDDEN, Cell, export_takeup, leakage_share, take_up
from tirek.population.takeup.received import programme_words, read_received
from tirek.population.takeup.tallies import COUNTS, LEAKAGE_TENGE, MONEY, NOT_TAKEN_UP_TENGE, tally_takeup
from tirek.population.takeup.wording import cell_text
from tirek.population.takeup.writing import unlisted, write_takeup
from tirek.population.totals import ALL, DISTRICT
from tirek.rulebook.catalogue import find_benefit

ALMALY, ALATAU = 751110000, 751210000
BY_HAND = {
    # entitled, receiving, both, not taken up, leakage, undetermined, of them receiving, of them not
    ALL: (50, 53, 30, 20, 11, 15, 12, 3),
    ALMALY: (30, 18, 18, 12, 0, 0, 0, 0),
    ALATAU: (20, 35, 12, 8, 11, 15, 12, 3),
}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    return settle_village(tmp_path_factory.mktemp("takeup"))


def test_every_number_by_hand(tmp_path: Path, run: RunFolder) -> None:
    received = read_received(write_list(tmp_path / "list.csv"), run)
    assert (received.problems, received.read, received.left_out) == ((), 54, 0)
    table = tally_takeup(run, received)
    assert {row[DISTRICT]: tuple(row[name] for name in COUNTS) for row in table.iter_rows(named=True)} == BY_HAND
    assert set(table["programme"]) == {"half_yearly_aid"}
    tenge = {row[DISTRICT]: tuple(row[name] for name in MONEY) for row in table.iter_rows(named=True)}
    year = 2 * PERIOD
    assert tenge == {
        ALL: (20 * year, 20 * year, 11 * year),
        ALMALY: (12 * year, 12 * year, 0),
        ALATAU: (8 * year, 8 * year, 11 * year),
    }
    whole = table.row(by_predicate=pl.col(DISTRICT) == ALL, named=True)
    assert (take_up(whole), leakage_share(whole)) == (Fraction(3, 5), Fraction(11, 53))


def test_small_counts_are_hidden_with_what_would_tell_them(tmp_path: Path, run: RunFolder) -> None:
    found = export_takeup(tally_takeup(run, read_received(write_list(tmp_path / "list.csv"), run)), 10)
    rows = {row[DISTRICT]: row for row in found.table.iter_rows(named=True)}
    # 8 families of Alatau do not take it up: hidden, and the 12 of Almaly with them, and their tenge; the whole is printed.
    for district in (ALMALY, ALATAU):
        assert {"not_taken_up", *NOT_TAKEN_UP_TENGE} <= set(rows[district][HIDDEN])
        assert rows[district]["not_taken_up"] is rows[district][NOT_TAKEN_UP_TENGE[0]] is None
        assert (
            cell_text(rows[district], "take_up", "en") == cell_text(rows[district], "not_taken_up_tenge", "en") == "×"
        )
    assert rows[ALL]["not_taken_up"] == 20
    assert cell_text(rows[ALL], "take_up", "ru").replace("\u00a0", " ") == "60 %"
    # 3 undetermined families do not receive, all in Alatau.
    assert rows[ALATAU]["undetermined_not_receiving"] is rows[ALL]["undetermined_not_receiving"] is None
    assert found.hidden == sum(len(row[HIDDEN]) for row in rows.values()) > 0
    assert export_takeup(tally_takeup(run, read_received(tmp_path / "list.csv", run)), 1).hidden == 0


@given(st.lists(st.lists(st.integers(0, 30), min_size=5, max_size=5), min_size=1, max_size=4), st.integers(2, 12))
@settings(deadline=None)
def test_no_hidden_count_follows_from_what_is_printed(districts: list[list[int]], k: int) -> None:
    rows = []
    for place, (both, not_taken, leakage, unsure, unsure_not) in enumerate(districts, start=1):
        counts = (
            both + not_taken,
            both + leakage + unsure,
            both,
            not_taken,
            leakage,
            unsure + unsure_not,
            unsure,
            unsure_not,
        )
        rows.append({DISTRICT: place, **dict(zip(COUNTS, counts, strict=True))})
    rows.append({DISTRICT: ALL, **{name: sum(row[name] for row in rows) for name in COUNTS}})
    money = {NOT_TAKEN_UP_TENGE[0]: 5, NOT_TAKEN_UP_TENGE[1]: 6, LEAKAGE_TENGE: 7}
    table = pl.DataFrame([{"programme": "half_yearly_aid", "kind": "fixed", **row, **money} for row in rows])
    found = export_takeup(table, k)
    hidden = {
        Cell(row[DISTRICT], name) for row in found.table.iter_rows(named=True) for name in COUNTS if row[name] is None
    }
    small = {Cell(row[DISTRICT], name) for row in rows for name in COUNTS if 0 < row[name] < k}
    assert small <= hidden
    assert exposed_cells(exporting._lines([row[DISTRICT] for row in rows]), hidden) == set()
    for row in found.table.iter_rows(named=True):
        assert all((row[name] is None) == (row["leakage"] is None) for name in (LEAKAGE_TENGE,))
        assert all((row[name] is None) == (row["not_taken_up"] is None) for name in NOT_TAKEN_UP_TENGE)


def test_every_row_that_is_not_understood_is_named(tmp_path: Path, run: RunFolder) -> None:
    more = (
        ";half_yearly_aid;1",
        "105;half_yearly_aid;1",
        "-1;half_yearly_aid;1",
        "Сейткали;half_yearly_aid;1",
        "0;;1",
        "0;Күміс көмек;1",
        "0;six_levels;1",
        "0;guaranteed_package_in_kind;1",
        "0;victory_day_aid;",
        "0;victory_day_aid;много",
        "0;victory_day_aid;1;2",
    )
    received = read_received(write_list(tmp_path / "list.csv", *more), run)
    first = 54 + 2
    assert [(problem.row - first, problem.kind) for problem in received.problems] == [
        (0, "no_family_key"),
        (1, "family_not_in_run"),
        (2, "family_not_in_run"),
        (3, "family_not_in_run"),
        (4, "no_programme"),
        (5, "unknown_programme"),
        (6, "unknown_programme"),
        (7, "programme_not_in_run"),
        (8, "no_tenge"),
        (9, "not_number"),
        (10, "beyond"),
    ]
    assert (received.read, received.left_out, received.rows.height) == (65, 11, 54)
    assert not any(
        "Сейткали" in problem.message(language) for problem in received.problems for language in ("kk", "ru", "en")
    )
    with pytest.raises(
        ImportProblem, match=r"Problems in the tables: 11; nothing was written\. The first: list\.csv, row 56"
    ):
        received.refuse_problems()


def test_families_may_be_named_by_their_own_keys(tmp_path: Path, run: RunFolder) -> None:
    names = [f"Ә-{number}" for number in range(105)]
    keys = pl.DataFrame({FAMILY_ID: range(105), "key": names}, schema_overrides={FAMILY_ID: pl.Int32})
    keys.sample(fraction=1, shuffle=True, seed=1).write_parquet(tmp_path / "keys.parquet")
    text = f"Отбасы,Бағдарлама\nӘ-{numbers('worker')[0]},half_yearly_aid\n0,half_yearly_aid\n"
    (tmp_path / "list.csv").write_text(text, encoding="utf-8")
    received = read_received(tmp_path / "list.csv", run, tmp_path / "keys.parquet")
    assert received.rows.rows() == [(numbers("worker")[0], "half_yearly_aid", None)]
    assert [(problem.row, problem.kind) for problem in received.problems] == [(3, "family_not_in_run")]
    whole = tally_takeup(run, received).row(by_predicate=pl.col(DISTRICT) == ALL, named=True)
    assert (whole["leakage"], whole["leakage_tenge"], whole["entitled"]) == (1, None, 50)
    keys.head(104).write_parquet(tmp_path / "few.parquet")
    with pytest.raises(ImportProblem, match="these are not the --keys"):
        read_received(tmp_path / "list.csv", run, tmp_path / "few.parquet")


@pytest.mark.parametrize(("head", "asked"), [("number;Программа", "family_id"), ("family_id;what", "programme")])
def test_a_column_that_is_not_there(tmp_path: Path, run: RunFolder, head: str, asked: str) -> None:
    with pytest.raises(
        ImportProblem, match=rf"list\.csv: there is no column {asked}\. There are: {head.replace(';', ', ')}"
    ):
        read_received(write_list(tmp_path / "list.csv", head=head + ";tenge"), run)


def test_what_is_given_in_kind_counts_families_and_no_tenge(tmp_path: Path, runs: Runs) -> None:
    """The package in kind was in force in October 2020."""
    before = open_run(runs("before", "polars").folder)
    assert find_benefit("guaranteed_package_in_kind").outcome == "in_kind"
    (tmp_path / "list.csv").write_text("family,programme,tenge\n0,guaranteed_package_in_kind,\n", encoding="utf-8")
    received = read_received(tmp_path / "list.csv", before)
    assert received.problems == ()
    found = export_takeup(tally_takeup(before, received), 1)
    whole = found.table.row(by_predicate=pl.col(DISTRICT) == ALL, named=True)
    programmes = pl.read_parquet(before.folder / "programmes.parquet")
    total = programmes.row(
        by_predicate=(pl.col(DISTRICT) == ALL) & (pl.col("programme") == "guaranteed_package_in_kind"), named=True
    )
    assert (whole["entitled"], whole["receiving"]) == (total["families"], 1)
    assert [whole[name] for name in MONEY] == [None, None, None]
    assert cell_text(whole, "not_taken_up_tenge", "kk") == cell_text(whole, "leakage_tenge", "kk") == "—"


def test_names_of_two_programmes_mean_neither() -> None:
    words = programme_words()
    assert words["housing_aid"] == words["housing aid"] == words["тұрғын үй көмегі"] == "housing_aid"
    assert set(words.values()) >= {"hiv_children_aid", "tuberculosis_aid"}


def test_the_folder(tmp_path: Path, run: RunFolder) -> None:
    received = read_received(write_list(tmp_path / "list.csv"), run)
    found = export_takeup(tally_takeup(run, received), 10)
    document = write_takeup(found, run, received, tmp_path / "out")
    names = {str(path.relative_to(tmp_path / "out")) for path in (tmp_path / "out").rglob("*") if path.is_file()}
    drawn = {f"charts/takeup_{language}.{kind}" for language in ("kk", "ru") for kind in ("svg", "png")}
    assert names == {"takeup.json", "takeup.parquet", "takeup.csv", *drawn}
    assert json.loads((tmp_path / "out" / "takeup.json").read_text(encoding="utf-8")) == document
    whole = next(row for row in document["table"] if row[DISTRICT] == ALL)
    assert (whole["take_up"], whole["leakage_share"]) == ("3/5", "11/53")
    assert (document["k"], document["hidden"], document["list"]) == (
        10,
        found.hidden,
        {"rows": 54, "left_out": 0, "has_tenge": True},
    )
    assert document["run"]["rulebook"] == run.about["rulebook"]
    assert "housing_aid" in document["unlisted"] == unlisted(found, run)
    assert pl.read_parquet(tmp_path / "out" / "takeup.parquet").equals(found.table)
    sheet = pl.read_csv(tmp_path / "out" / "takeup.csv", infer_schema=False)
    almaly = sheet.row(by_predicate=pl.col("district_ru") == "Алмалинский район", named=True)
    assert (almaly["entitled"], almaly["not_taken_up"], almaly["take_up"]) == ("30", "×", "×")
    assert sheet.filter(territory="0")["title_kk"].to_list() == [
        find_benefit("half_yearly_aid").document["title"]["kk"]
    ]
    svg = (tmp_path / "out" / "charts" / "takeup_kk.svg").read_text(encoding="utf-8")
    assert "Құқығы бар және алады" in svg


def test_hidden_numbers_are_not_drawn(tmp_path: Path, run: RunFolder) -> None:
    (tmp_path / "list.csv").write_text("family,programme\n0,half_yearly_aid\n", encoding="utf-8")
    table = tally_takeup(run, read_received(tmp_path / "list.csv", run))
    chart = takeup_chart(export_takeup(table, 10).table, "en", "")
    assert chart is not None
    assert "Receive" not in {value["series"] for value in chart["data"]["values"]}
    assert takeup_chart(table.clear(), "en", "") is None


def test_what_cannot_be_written_leaves_nothing(tmp_path: Path, run: RunFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    received = read_received(write_list(tmp_path / "list.csv"), run)
    found = export_takeup(tally_takeup(run, received), 10)

    def full(*_: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr(writing, "write_chart", full)
    with pytest.raises(OSError, match="no room"):
        write_takeup(found, run, received, tmp_path / "out")
    assert {path.name for path in tmp_path.iterdir()} == {"list.csv"}


def test_a_list_of_nothing_is_a_table_of_nothing(tmp_path: Path, run: RunFolder) -> None:
    (tmp_path / "list.csv").write_text("family,programme\n", encoding="utf-8")
    received = read_received(tmp_path / "list.csv", run)
    found = export_takeup(tally_takeup(run, received), 10)
    assert (found.table.height, found.hidden, received.read) == (0, 0, 0)
    write_takeup(found, run, received, tmp_path / "out")
