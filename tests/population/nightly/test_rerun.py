"""A nightly run is a whole run, to the byte; it decides what changed and nothing else."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tests.population.comparison.villages import ALATAU, ALMALY, pensioner, settle, worker
from tests.population.conftest import ASSUMED, BARE, Runs
from tests.population.handmade import deal_families, shuffled_inside
from tests.population.nightly.neighbours import altered, with_other_rows
from tirek.population import run as running
from tirek.population.nightly import rerun, splicing
from tirek.population.nightly.rerun import Changed, NightlyResult, run_nightly
from tirek.population.run import run_population
from tirek.population.run_folder import RunFolderError, open_run
from tirek.population.snapshot import SnapshotError, read_manifest
from tirek.population.snapshot.schema import FAMILY_ID
from tirek.rulebook.engine.errors import TirekError
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.reforms import find_reform

OWN = {"changes.parquet", "changes.csv", "nightly.json"}


def same_folders(one: Path, other: Path) -> None:
    """Every file of a run, to the byte."""
    names = {path.name for path in one.iterdir()} - OWN
    assert names == {path.name for path in other.iterdir()} - OWN
    for name in names:
        assert (one / name).read_bytes() == (other / name).read_bytes(), name


def both(tmp_path: Path, was: Path, now: Path, moment: Moment, **changed: Path) -> NightlyResult:
    """A run over the old snapshot, a nightly run from it, and a whole run over the new one, which must be equal."""
    before = run_population(was, moment, tmp_path / "before", checked=True)
    made = run_nightly(now, moment, open_run(before.folder), Changed(was=was, **changed), tmp_path / "nightly")
    whole = run_population(now, moment, tmp_path / "whole")
    same_folders(made.result.folder, whole.folder)
    assert {path.name for path in made.result.folder.iterdir()} >= OWN
    return made


def test_a_city_of_which_one_in_a_hundred_families_changed(tmp_path: Path, city_folder: Path, runs: Runs) -> None:
    families = range(50, read_manifest(city_folder).families, 100)
    now = altered(city_folder, tmp_path / "now", with_other_rows(city_folder, families, seed=1))
    before = open_run(runs("assumed", "polars").folder)
    made = run_nightly(now, ASSUMED, before, Changed(was=city_folder), tmp_path / "nightly")
    whole = run_population(now, ASSUMED, tmp_path / "whole")
    same_folders(made.result.folder, whole.folder)
    assert made.report["decided"] == len(families)
    assert (made.report["new"], made.report["gone"]) == (0, 0)
    assert 0 < made.report["families_with_changes"] <= len(families)
    assert set(made.changes[FAMILY_ID]) <= set(families)
    # What the report says moved is what the totals of the two runs differ by.
    old = runs("assumed", "polars").programmes.filter(territory=0)
    moved = whole.programmes.filter(territory=0).join(old, on="programme", suffix="_was")
    by_name = {row["programme"]: row for row in made.report["programmes"]}
    for row in moved.iter_rows(named=True):
        told = by_name.get(row["programme"], {"gained": 0, "lost": 0, "tenge_year_low": 0})
        assert told["gained"] - told["lost"] == row["families"] - row["families_was"], row["programme"]
        assert (told["tenge_year_low"] or 0) == row["tenge_year"] - row["tenge_year_was"], row["programme"]


@pytest.mark.parametrize("moment", [ASSUMED, BARE])
@pytest.mark.parametrize(("gaps_was", "gaps_now"), [(0.0, 0.0), (0.05, 0.05), (0.0, 0.3), (0.3, 0.0)])
def test_unknown_facts_that_come_and_go(
    tmp_path: Path, city_folder: Path, gaps_was: float, gaps_now: float, moment: Moment
) -> None:
    """Where a fact becomes unknown for somebody, every family's answer has two bounds; and back."""
    known = deal_families(city_folder, tmp_path / "known", 60, seed=3)
    few = [7, 8, 31]
    was = altered(known, tmp_path / "was", with_other_rows(known, few, seed=4, gaps=gaps_was))
    now = altered(known, tmp_path / "now", with_other_rows(known, few, seed=5, gaps=gaps_now))
    made = both(tmp_path, was, now, moment)
    assert made.report["decided"] == len(few)


def test_the_order_inside_a_family_is_no_change(tmp_path: Path, gappy: Path) -> None:
    now = shuffled_inside(gappy, tmp_path / "now", seed=6)
    made = both(tmp_path, gappy, now, ASSUMED)
    assert made.report["decided"] == 0
    assert made.changes.is_empty()


@pytest.mark.parametrize("at_once", [1, 3, 1000])
def test_chunks(tmp_path: Path, gappy: Path, monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    monkeypatch.setattr(running, "FAMILIES_A_CHUNK", 17)
    monkeypatch.setattr(splicing, "FAMILIES_AT_ONCE", at_once)
    now = altered(gappy, tmp_path / "now", with_other_rows(gappy, [0, 16, 17, 79], seed=7, gaps=0.1))
    assert both(tmp_path, gappy, now, ASSUMED).report["decided"] == 4


def village(folder: Path, *pensions: int | None) -> Path:
    """Pensioners by their pension; None is somebody who earns much."""
    people = [[worker()] if pension is None else [pensioner(pension)] for pension in pensions]
    return settle(folder, [(ALMALY if place % 2 else ALATAU, each) for place, each in enumerate(people)])


def test_new_families_and_families_that_are_gone_by_number(tmp_path: Path) -> None:
    was, more = village(tmp_path / "was", 100_000, None), village(tmp_path / "more", 100_000, None, 90_000)
    grown = both(tmp_path, was, more, ASSUMED)
    assert (grown.report["decided"], grown.report["new"], grown.report["gone"]) == (1, 1, 0)
    halves = grown.changes.filter(programme="half_yearly_aid")
    assert halves.rows() == [(2, None, "half_yearly_aid", "no_family", "entitled", 0, 0, 30_275, 30_275)]
    (tmp_path / "back").mkdir()
    shrunk = both(tmp_path / "back", more, was, ASSUMED)
    assert (shrunk.report["decided"], shrunk.report["new"], shrunk.report["gone"]) == (0, 0, 1)
    halves = shrunk.changes.filter(programme="half_yearly_aid")
    assert halves.rows() == [(None, 2, "half_yearly_aid", "entitled", "no_family", 30_275, 30_275, 0, 0)]


def keys(path: Path, *names: str) -> Path:
    pl.DataFrame({FAMILY_ID: range(len(names)), "key": names}, schema_overrides={FAMILY_ID: pl.Int32}).write_parquet(
        path
    )
    return path


def test_families_are_found_again_by_their_own_keys(tmp_path: Path) -> None:
    """B is gone and D new, so that every number but A's means somebody else; C lost the right."""
    was = settle(
        tmp_path / "was", [(ALMALY, [pensioner(100_000)]), (ALATAU, [worker()]), (ALMALY, [pensioner(101_000)])]
    )
    now = settle(
        tmp_path / "now",
        [(ALATAU, [pensioner(99_000)]), (ALMALY, [pensioner(190_000)]), (ALMALY, [pensioner(100_000)])],
    )
    named = {"keys": keys(tmp_path / "now.parquet", "D", "C", "A"), "keys_was": keys(tmp_path / "was.parquet", *"ABC")}
    made = both(tmp_path, was, now, ASSUMED, **named)
    assert (made.report["decided"], made.report["new"], made.report["gone"]) == (2, 1, 1)
    halves = made.changes.filter(programme="half_yearly_aid").select(FAMILY_ID, "was_family_id", "before", "after")
    assert halves.rows() == [(0, None, "no_family", "entitled"), (1, 2, "entitled", "not_entitled")]
    told = next(row for row in made.report["programmes"] if row["programme"] == "half_yearly_aid")
    assert (told["gained"], told["lost"], told["tenge_year_low"], told["tenge_year_high"]) == (1, 1, 0, 0)


def test_a_list_of_families(tmp_path: Path) -> None:
    was, now = village(tmp_path / "was", 100_000, None), village(tmp_path / "now", 100_000, 90_000, 80_000)
    before = open_run(run_population(was, ASSUMED, tmp_path / "before").folder)
    (tmp_path / "list.csv").write_text("family_id,note\n1,x\n1,y\n", encoding="utf-8")
    listed = Changed(listed=tmp_path / "list.csv")
    made = run_nightly(now, ASSUMED, before, listed, tmp_path / "nightly")
    same_folders(made.result.folder, run_population(now, ASSUMED, tmp_path / "whole").folder)
    assert made.report["decided"] == 2


@pytest.mark.parametrize(("text", "row"), [("family\n1\n", 1), ("family_id\n1\nx\n", 3), ("family_id\n2\n", 2)])
def test_what_is_no_list_is_refused(tmp_path: Path, text: str, row: int) -> None:
    was = village(tmp_path / "was", 100_000, None)
    before = open_run(run_population(was, ASSUMED, tmp_path / "before").folder)
    (tmp_path / "list.csv").write_text(text, encoding="utf-8")
    with pytest.raises(RunFolderError, match=rf"no list of family numbers: row {row}\..* from 0 to 1"):
        run_nightly(was, ASSUMED, before, Changed(listed=tmp_path / "list.csv"), tmp_path / "nightly")
    assert not (tmp_path / "nightly").exists()


def test_a_list_that_the_last_run_contradicts_is_refused(tmp_path: Path) -> None:
    was = settle(tmp_path / "was", [(ALMALY, [worker()]), (ALMALY, [worker()]), (ALMALY, [worker()])])
    now = settle(tmp_path / "now", [(ALMALY, [worker()]), (ALATAU, [worker()]), (ALMALY, [worker(), worker()])])
    before = open_run(run_population(was, ASSUMED, tmp_path / "before").folder)
    (tmp_path / "list.csv").write_text("family_id\n0\n", encoding="utf-8")
    with pytest.raises(RunFolderError, match="another number of people or district: 2"):
        run_nightly(now, ASSUMED, before, Changed(listed=tmp_path / "list.csv"), tmp_path / "nightly")


OTHERS = {
    "on": replace(ASSUMED, on=date(2026, 1, 16)),
    "known_on": replace(ASSUMED, known_on=date(2026, 1, 15)),
    "territory": replace(ASSUMED, territory="711110000"),
    "assumption": BARE,
    "reform": replace(ASSUMED, reform=find_reform("local_aid_2026")),
}


@pytest.mark.parametrize("field", OTHERS)
def test_another_question_must_be_run_anew(tmp_path: Path, runs: Runs, city_folder: Path, field: str) -> None:
    before = open_run(runs("assumed", "polars").folder)
    with pytest.raises(RunFolderError, match=rf"asked something else \({field}: .*Run everything anew"):
        run_nightly(city_folder, OTHERS[field], before, Changed(was=city_folder), tmp_path / "nightly")
    assert not any(tmp_path.iterdir())


def test_a_run_under_a_reform_goes_on_under_the_same(tmp_path: Path) -> None:
    was, now = village(tmp_path / "was", 100_000, None), village(tmp_path / "now", 160_000, None)
    both(tmp_path, was, now, OTHERS["reform"])


def test_another_rulebook_must_be_run_anew(tmp_path: Path, runs: Runs) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    for path in runs("assumed", "polars").folder.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    about = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    (folder / "run.json").write_text(json.dumps({**about, "rulebook": "0" * 64}), encoding="utf-8")
    with pytest.raises(RunFolderError, match=r"the rulebook has changed since\. Run everything anew"):
        open_run(folder)
    for text in ("{", "[]", json.dumps({**about, "families": 1}), json.dumps({**about, "snapshot": None})):
        (folder / "run.json").write_text(text, encoding="utf-8")
        with pytest.raises(RunFolderError, match="not the folder of a finished run"):
            open_run(folder)
    (folder / "families.parquet").unlink()
    with pytest.raises(RunFolderError, match="not the folder of a finished run"):
        open_run(folder)


def test_the_last_run_must_be_of_the_last_snapshot(tmp_path: Path) -> None:
    was, now = village(tmp_path / "was", 100_000, None), village(tmp_path / "now", 160_000, None)
    before = open_run(run_population(was, ASSUMED, tmp_path / "before").folder)
    with pytest.raises(RunFolderError, match="was not made over the snapshot"):
        run_nightly(now, ASSUMED, before, Changed(was=now), tmp_path / "nightly")
    (was / "persons.parquet").write_bytes((now / "persons.parquet").read_bytes())
    with pytest.raises(RunFolderError, match="was not made over the snapshot"):
        run_nightly(now, ASSUMED, before, Changed(was=was), tmp_path / "nightly")
    (was / "claims.parquet").unlink()
    with pytest.raises(RunFolderError, match="was not made over the snapshot"):
        run_nightly(now, ASSUMED, before, Changed(was=was), tmp_path / "nightly")


def test_what_is_missing_or_wrong_is_refused(tmp_path: Path) -> None:
    was = village(tmp_path / "was", 100_000, None)
    before = open_run(run_population(was, ASSUMED, tmp_path / "before").folder)

    def refused(said: str, **changed: Path) -> None:
        with pytest.raises(TirekError, match=said):
            run_nightly(was, ASSUMED, before, Changed(**changed), tmp_path / "nightly")
        assert not (tmp_path / "nightly").exists()

    good = keys(tmp_path / "good.parquet", "A", "B")
    refused("nothing says which families changed")
    refused("--keys and --keys-was go together", was=was, keys=good)
    for names in (("A",), ("A", "A"), ("A", "B", "C")):
        refused("these are not the --keys", was=was, keys=good, keys_was=keys(tmp_path / "bad.parquet", *names))
    refused("these are not the --keys", was=was, keys=good, keys_was=tmp_path / "no.parquet")
    (tmp_path / "bad.parquet").write_bytes(b"no")
    refused("these are not the --keys", was=was, keys=tmp_path / "bad.parquet", keys_was=good)


def test_a_broken_snapshot_is_refused(tmp_path: Path) -> None:
    was, now = village(tmp_path / "was", 100_000), village(tmp_path / "now", 160_000)
    before = open_run(run_population(was, ASSUMED, tmp_path / "before").folder)
    (now / "persons.parquet").write_bytes((was / "persons.parquet").read_bytes())
    with pytest.raises(SnapshotError, match="SHA-256"):
        run_nightly(now, ASSUMED, before, Changed(was=was), tmp_path / "nightly")


def test_answers_of_other_columns_are_refused(tmp_path: Path) -> None:
    was, now = village(tmp_path / "was", 100_000), village(tmp_path / "now", 160_000)
    before = run_population(was, ASSUMED, tmp_path / "before").folder
    table = pl.read_parquet(before / "families.parquet")
    table.drop("half_yearly_aid.total").write_parquet(before / "families.parquet")
    with pytest.raises(RunFolderError, match="its answers do not fit this snapshot"):
        run_nightly(now, ASSUMED, open_run(before), Changed(was=was), tmp_path / "nightly")
    assert {path.name for path in tmp_path.iterdir()} == {"was", "now", "before"}


def test_a_spreadsheet_of_changes_keeps_confidential_programmes_to_itself(tmp_path: Path) -> None:
    was = settle(tmp_path / "was", [(ALMALY, [pensioner(100_000)])])
    now = settle(tmp_path / "now", [(ALMALY, [pensioner(100_000, tuberculosis_outpatient=True)])])
    made = both(tmp_path, was, now, ASSUMED)
    assert "tuberculosis_aid" in made.changes["programme"].to_list()
    assert made.report["confidential"] == 1
    text = (made.result.folder / "changes.csv").read_text(encoding="utf-8-sig")
    assert "tuberculosis" not in text
    assert "туберкул" not in text.lower()


def test_changes_that_cannot_be_written_leave_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    was = village(tmp_path / "was", 100_000)
    before = open_run(run_population(was, ASSUMED, tmp_path / "before").folder)

    def full(*_: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr(rerun, "totals_of", full)
    with pytest.raises(OSError, match="no room"):
        run_nightly(was, ASSUMED, before, Changed(was=was), tmp_path / "nightly")
    assert {path.name for path in tmp_path.iterdir()} == {"was", "before"}
