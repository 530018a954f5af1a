"""A run: complete or absent, the same however it is cut, a lower bound where something is unknown."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.population.conftest import ASSUMED, BARE, ON, absent_at
from tests.population.handmade import deal_families, rewritten
from tirek.population import run as running
from tirek.population.engines import ENGINES, open_engine
from tirek.population.questions import BELOW_LINE
from tirek.population.run import RunResult, nullable_facts, run_population
from tirek.population.snapshot import SnapshotError, read_manifest
from tirek.population.snapshot.writing import digest_of_file
from tirek.population.totals import ALL
from tirek.rulebook.digest import rulebook_digest
from tirek.rulebook.engine.errors import FactError

FILES = {"families.parquet", "programmes.parquet", "programmes.csv", "levels.parquet", "levels.csv", "run.json"}


def families_of(result: RunResult) -> pl.DataFrame:
    return pl.read_parquet(result.folder / "families.parquet")


def test_a_run_leaves_its_files_and_no_other(assumed: RunResult) -> None:
    assert {path.name for path in assumed.folder.iterdir()} == FILES
    assert not [path for path in assumed.folder.parent.iterdir() if path.name.endswith(".unfinished")]
    assert pl.read_parquet(assumed.folder / "programmes.parquet").equals(assumed.programmes)
    assert pl.read_parquet(assumed.folder / "levels.parquet").equals(assumed.levels)


def test_every_family_has_its_row(assumed: RunResult, city_folder: Path) -> None:
    table, manifest = families_of(assumed), read_manifest(city_folder)
    assert table["family_id"].to_list() == list(range(manifest.families))
    assert (table["people"].sum(), assumed.people, assumed.families) == (20_000, 20_000, manifest.families)
    assert table["territory"].to_list() == pl.read_parquet(city_folder / "families.parquet")["territory"].to_list()
    assert BELOW_LINE in table.columns


def test_run_json_says_what_was_asked_of_what(assumed: RunResult, bare: RunResult, city_folder: Path) -> None:
    about = json.loads((assumed.folder / "run.json").read_text(encoding="utf-8"))
    assert about["on"] == ON.isoformat()
    assert (about["territory"], about["known_on"], about["engine"]) == ("750000000", None, "polars")
    assert about["rulebook"] == rulebook_digest()
    assert about["snapshot"] == read_manifest(city_folder).digests
    assert about["absent"] == absent_at(ASSUMED)
    assert ASSUMED.assumption is not None
    assert about["assumption"] == "almaty-demo"
    assert about["warning"] == dict(ASSUMED.assumption.warning)
    without = json.loads((bare.folder / "run.json").read_text(encoding="utf-8"))
    assert (without["assumption"], without["warning"]) == (None, None)


def test_without_an_assumption_sums_are_lower_bounds(assumed: RunResult, bare: RunResult) -> None:
    keys = ["territory", "programme"]
    both = bare.programmes.join(assumed.programmes, on=keys, suffix="_assumed")
    assert both.height == bare.programmes.height == assumed.programmes.height
    for column in ("families", "persons", "holders", "tenge_period", "tenge_year"):
        assert (both[column] <= both[f"{column}_assumed"]).all(), column
    assert assumed.programmes["undetermined"].sum() == 0
    assert set(assumed.programmes["bound"]) == {"exact", "at_most"}
    unsure = bare.programmes.filter((pl.col("territory") == ALL) & (pl.col("undetermined") > 0))
    assert {"half_yearly_aid", "targeted_assistance_unconditional"} <= set(unsure["programme"])
    assert set(unsure["bound"]) == {"at_least"}
    # What needs no unpublished value is as certain without the assumption as with it.
    sure = both.filter(programme="tuberculosis_aid")
    assert sure["tenge_year"].to_list() == sure["tenge_year_assumed"].to_list()
    assert set(sure["bound"]) == {"exact"}


def test_undetermined_families_are_those_whose_bounds_differ(bare: RunResult) -> None:
    table = families_of(bare)
    low, high = table["half_yearly_aid.total.low"], table["half_yearly_aid.total.high"]
    assert (low <= high).all()
    row = bare.programmes.row(
        by_predicate=(pl.col("territory") == ALL) & (pl.col("programme") == "half_yearly_aid"), named=True
    )
    assert row["undetermined"] == (low != high).sum() > 0
    assert row["tenge_period"] == low.sum()


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("chunk", "families"), [(1, 3), (7, 15), (1000, 15)])
def test_the_size_of_a_chunk_changes_nothing(
    tmp_path: Path, city_folder: Path, monkeypatch: pytest.MonkeyPatch, engine: str, chunk: int, families: int
) -> None:
    folder = deal_families(city_folder, tmp_path / "dealt", families, seed=7, gaps=0.05)
    whole = run_population(folder, ASSUMED, tmp_path / "whole")
    monkeypatch.setattr(running, "FAMILIES_A_CHUNK", chunk)
    seen: list[tuple[str, int, int]] = []
    cut = run_population(folder, ASSUMED, tmp_path / "cut", engine=engine, progress=lambda *step: seen.append(step))
    assert families_of(cut).equals(families_of(whole))
    assert cut.programmes.equals(whole.programmes)
    assert cut.levels.equals(whole.levels)
    assert seen == [("families", done, families) for done in [*range(0, families, chunk), families]]


class Failing:
    """An engine that fails at the family given."""

    def __init__(self, at: int, error: BaseException, *arguments: object, **options: object) -> None:
        self.at, self.error = at, error
        self.good = open_engine("polars", *arguments, **options)  # type: ignore[arg-type]

    def answer(self, first: int, last: int) -> pl.DataFrame:
        if first >= self.at:
            raise self.error
        return self.good.answer(first, last)

    def close(self) -> None:
        self.good.close()


@pytest.mark.parametrize(("at", "error"), [(20, RuntimeError("no room")), (20, KeyboardInterrupt()), (0, OSError("x"))])
def test_an_engine_that_fails_midway_leaves_nothing(
    tmp_path: Path, dealt: Path, monkeypatch: pytest.MonkeyPatch, at: int, error: BaseException
) -> None:
    monkeypatch.setattr(running, "FAMILIES_A_CHUNK", 20)
    monkeypatch.setattr(running, "open_engine", lambda _, *rest, **more: Failing(at, error, *rest, **more))
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(type(error)):
        run_population(dealt, BARE, out / "run")
    assert not any(out.iterdir())


def test_answers_that_cannot_be_written_leave_nothing(
    tmp_path: Path, dealt: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are written beside the next chunk's computation; a full disk must be noticed all the same."""

    def full(*_: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr(pq.ParquetWriter, "write_table", full)
    for chunk in (20, 40):
        monkeypatch.setattr(running, "FAMILIES_A_CHUNK", chunk)
        with pytest.raises(OSError, match="no room"):
            run_population(dealt, BARE, tmp_path / "run")
        assert not any(tmp_path.iterdir())


def test_totals_that_cannot_be_written_leave_nothing(
    tmp_path: Path, dealt: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr(running, "write_spreadsheets", full)
    with pytest.raises(OSError, match="no room"):
        run_population(dealt, BARE, tmp_path / "run")
    assert not any(tmp_path.iterdir())


def test_what_an_interrupted_run_left_is_cleared(tmp_path: Path, dealt: Path) -> None:
    (tmp_path / "run.unfinished").mkdir()
    (tmp_path / "run.unfinished" / "families.parquet").write_bytes(b"half")
    (tmp_path / "run").mkdir()
    result = run_population(dealt, BARE, tmp_path / "run")
    assert {path.name for path in tmp_path.iterdir()} == {"run"}
    assert {path.name for path in result.folder.iterdir()} == FILES


def test_the_current_folder_may_be_written(tmp_path: Path, dealt: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    run_population(dealt, BARE, Path())
    assert {path.name for path in Path().iterdir()} == FILES
    assert [path.name for path in tmp_path.iterdir()] == ["here"]


def test_a_folder_in_use_is_left_alone(tmp_path: Path, dealt: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "a.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(FactError, match="The folder is not empty"):
        run_population(dealt, BARE, tmp_path / "letters")
    for out in (tmp_path / "letters" / "a.txt", tmp_path / "letters" / "a.txt" / "run"):
        with pytest.raises(SnapshotError, match="is a file; name a folder"):
            run_population(dealt, BARE, out)
    assert [path.name for path in tmp_path.rglob("*")] == ["letters", "a.txt"]


def test_an_unknown_engine_is_refused(tmp_path: Path, dealt: Path) -> None:
    with pytest.raises(FactError, match="abacus: choose one of polars, duckdb, spark"):
        run_population(dealt, BARE, tmp_path / "run", engine="abacus")
    assert not any(tmp_path.iterdir())


def keep_the_digest(snapshot: Path, file: str) -> None:
    path = snapshot / "manifest.json"
    fields = json.loads(path.read_text(encoding="utf-8"))
    fields["digests"][file] = digest_of_file(snapshot / file)
    path.write_text(json.dumps(fields), encoding="utf-8")


def rewrite_persons(snapshot: Path, change: Callable[[pa.Table], pa.Table]) -> None:
    path = snapshot / "persons.parquet"
    pq.write_table(change(pq.read_table(path)), path)
    keep_the_digest(snapshot, path.name)


def spoil_manifest(field: str, value: object) -> Callable[[Path], None]:
    def spoil(snapshot: Path) -> None:
        path = snapshot / "manifest.json"
        fields = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps({**fields, field: value}), encoding="utf-8")

    return spoil


def huge_wages(table: pa.Table) -> pa.Table:
    place = table.column_names.index("wage")
    return table.set_column(place, table.schema.field("wage"), pa.array([2**62] * table.num_rows))


BROKEN: dict[str, tuple[Callable[[Path], None], str]] = {
    "no manifest": (lambda folder: (folder / "manifest.json").unlink(), "there is no manifest"),
    "manifest of words": (
        lambda folder: (folder / "manifest.json").write_bytes(b"dear"),
        "the manifest cannot be read",
    ),
    "no file": (lambda folder: (folder / "claims.parquet").unlink(), "the file claims.parquet is missing"),
    "not Parquet": (lambda folder: (folder / "persons.parquet").write_bytes(b"dear" * 99), "persons.parquet"),
    "a column is gone": (
        lambda folder: rewrite_persons(folder, lambda table: table.drop_columns(["wage"])),
        "the column wage is missing",
    ),
    # Beyond the register's range the proof against overflow does not hold.
    "beyond the range": (lambda folder: rewrite_persons(folder, huge_wages), "wage: 4611686018427387904 is outside"),
    # Head-counts are packed by the largest family: a smaller number would let one count run into the next.
    "a false size": (spoil_manifest("max_rows", {"family": 1, "person": 1}), "max_rows.person says 1, counted 20"),
    "another register": (spoil_manifest("register_digest", "0"), "another edition of the register"),
    "another version": (spoil_manifest("version", 2), "format version 2"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_snapshot_is_refused(tmp_path: Path, city_folder: Path, name: str) -> None:
    folder = deal_families(city_folder, tmp_path / "city", 20, seed=8)
    spoil, said = BROKEN[name]
    spoil(folder)
    with pytest.raises(SnapshotError, match=said) as caught:
        run_population(folder, BARE, tmp_path / "run")
    assert str(folder) in str(caught.value)
    assert {path.name for path in tmp_path.iterdir()} == {"city"}


def test_a_file_is_no_snapshot(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(SnapshotError, match="there is no manifest"):
        run_population(tmp_path / "a.txt", BARE, tmp_path / "run")


def test_without_statistics_a_fact_may_be_unknown(tmp_path: Path, city_folder: Path) -> None:
    folder = deal_families(city_folder, tmp_path / "city", 20, seed=8)
    path = folder / "persons.parquet"
    pq.write_table(pq.read_table(path), path, write_statistics=False)
    keep_the_digest(folder, path.name)
    assert {entity for entity, _ in nullable_facts(folder)} == {"person"}


@pytest.fixture
def without_districts(tmp_path: Path, dealt: Path) -> Path:
    def forget(name: str, table: pa.Table) -> pa.Table:
        if name != "family":
            return table
        place = table.column_names.index("territory")
        known = [code if number % 2 else None for number, code in enumerate(table["territory"].to_pylist())]
        return table.set_column(place, table.schema.field("territory"), pa.array(known, pa.int32()))

    return rewritten(dealt, tmp_path / "without", forget)


def test_families_of_an_unknown_district_count_in_the_whole(tmp_path: Path, without_districts: Path) -> None:
    result = run_population(without_districts, ASSUMED, tmp_path / "run")
    level = result.levels.filter(method="six_levels")
    unknown, whole = level.filter(pl.col("territory").is_null()), level.filter(territory=ALL)
    assert (unknown["families"].sum(), whole["families"].sum()) == (20, 40)
    assert "район неизвестен" in (result.folder / "levels.csv").read_text(encoding="utf-8")
