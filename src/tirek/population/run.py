"""A population run: every programme and level for every family of a snapshot, into Parquet, a chunk at a time."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from tirek.population.engines import ENGINES, open_engine
from tirek.population.folders import refuse_used_folder
from tirek.population.questions import Questions, ask_all
from tirek.population.snapshot.problems import SnapshotError
from tirek.population.snapshot.reading import Manifest, read_manifest
from tirek.population.snapshot.schema import FAMILY_ID, FILES, load_schema
from tirek.population.snapshot.validation import check_snapshot
from tirek.population.spreadsheets import write_spreadsheets
from tirek.population.totals import DISTRICT, level_totals, merge, programme_totals, with_months
from tirek.rulebook.digest import rulebook_digest
from tirek.rulebook.engine.errors import FactError
from tirek.rulebook.engine.moment import Moment

Progress = Callable[[str, int, int], None]

FAMILIES_A_CHUNK = 250_000
"""Families answered at once: bounds memory, and gives the progress bar its steps."""


@dataclass(frozen=True)
class RunResult:
    """What a run made.

    Attributes
    ----------
    programmes : DataFrame
        territory (0 is the whole), programme, kind, families, persons, holders, tenge_period, tenge_month, tenge_year,
        bound (what the sums are: exact, at_least, at_most, partial), undetermined, conflicts.
    levels : DataFrame
        territory, method, level, families, people.
    folder : Path
        families.parquet, programmes and levels as .parquet and .csv, run.json.
    """

    questions: Questions
    programmes: pl.DataFrame
    levels: pl.DataFrame
    families: int
    people: int
    folder: Path


def run_population(
    snapshot: Path,
    moment: Moment,
    out: Path,
    *,
    engine: str = "polars",
    progress: Progress = lambda *_: None,
    checked: bool = False,
) -> RunResult:
    """Answer every programme for every family of a snapshot.

    Parameters
    ----------
    snapshot : Path
    moment : Moment
    out : Path
        Folder to write; new or empty.
    engine : str
        One of ``ENGINES``.
    progress : callable
        Called as ``progress("families", done, total)``.
    checked : bool
        The snapshot has just passed ``check_snapshot``. The proof against overflow holds for facts in their ranges only, and
        head-counts are packed by the manifest's largest family, so a snapshot is never run unchecked.

    Raises
    ------
    FactError
        If the engine is unknown or the folder to write is not empty; nothing is written then.
    SnapshotError
        If the snapshot cannot be read, or the validator finds something wrong with it.
    """
    if engine not in ENGINES:
        raise FactError("--engine", "unknown_choice", value=engine, allowed=", ".join(ENGINES))
    refuse_used_folder(out)
    manifest = read_manifest(snapshot)
    if not checked:
        refuse_broken(snapshot)
    questions = ask_all(moment)
    unfinished = out.resolve().with_name(out.resolve().name + ".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    try:
        result = _answer_all(snapshot, manifest, questions, unfinished, out, engine, progress)
        _write_totals(result, unfinished, manifest, engine)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    put_in_place(unfinished, out)
    return result


def put_in_place(unfinished: Path, out: Path) -> None:
    """Give a finished folder its name. An empty folder is filled, not replaced: somebody may stand in it."""
    if not out.exists():
        unfinished.rename(out)
        return
    for path in unfinished.iterdir():
        path.rename(out / path.name)
    unfinished.rmdir()


def refuse_broken(snapshot: Path) -> None:
    """Refuse a snapshot in which the validator finds something wrong.

    Raises
    ------
    SnapshotError
        With the first of the problems, and how many there are.
    """
    findings = check_snapshot(snapshot)
    if findings.total:
        raise SnapshotError(snapshot, "broken", count=findings.total, first=findings.problems[0])


def _answer_all(
    snapshot: Path,
    manifest: Manifest,
    questions: Questions,
    unfinished: Path,
    out: Path,
    engine: str,
    progress: Progress,
) -> RunResult:
    opened = open_engine(engine, snapshot, questions, nullable_facts(snapshot), manifest.max_rows)
    programmes, levels = [], []
    writer: pq.ParquetWriter | None = None
    with ExitStack() as files:
        for first, last in family_chunks(manifest):
            progress("families", first, manifest.families)
            answers = opened.answer(first, last).join(_places(snapshot, first, last), on=FAMILY_ID, how="left")
            programmes.append(programme_totals(questions, answers))
            levels.append(level_totals(questions, answers))
            table = _plain(answers.sort(FAMILY_ID).to_arrow())
            if writer is None:
                path = unfinished / "families.parquet"
                writer = files.enter_context(pq.ParquetWriter(path, table.schema, compression="zstd"))
            writer.write_table(table)
    progress("families", manifest.families, manifest.families)
    return RunResult(
        questions=questions,
        programmes=with_months(questions, merge(programmes, [DISTRICT, "programme"])),
        levels=merge(levels, [DISTRICT, "method", "level"]),
        families=manifest.families,
        people=manifest.people,
        folder=out,
    )


def _plain(table: pa.Table) -> pa.Table:
    return table.replace_schema_metadata(None)


def family_chunks(manifest: Manifest) -> list[tuple[int, int]]:
    """First and last family of each chunk."""
    starts = range(0, manifest.families, FAMILIES_A_CHUNK)
    return [(first, min(first + FAMILIES_A_CHUNK, manifest.families) - 1) for first in starts]


def _places(snapshot: Path, first: int, last: int) -> pl.DataFrame:
    """District and head-count of each family of a chunk."""
    inside = pl.col(FAMILY_ID).is_between(first, last)
    people = pl.scan_parquet(snapshot / FILES["person"]).filter(inside).group_by(FAMILY_ID).agg(people=pl.len())
    families = pl.scan_parquet(snapshot / FILES["family"]).filter(inside).select(FAMILY_ID, DISTRICT)
    return families.join(people, on=FAMILY_ID, how="left").collect(engine="streaming")


def nullable_facts(snapshot: Path) -> frozenset[tuple[str, str]]:
    """Facts that are unknown for somebody, read off the statistics of the files."""
    found = set()
    for entity in load_schema().entities.values():
        metadata = pq.read_metadata(snapshot / entity.file)
        for group in range(metadata.num_row_groups):
            for index in range(metadata.num_columns):
                column = metadata.row_group(group).column(index)
                statistics = column.statistics
                if statistics is None or not statistics.has_null_count or statistics.null_count:
                    found.add((entity.name, column.path_in_schema))
    return frozenset(found)


def _write_totals(result: RunResult, folder: Path, manifest: Manifest, engine: str) -> None:
    result.programmes.write_parquet(folder / "programmes.parquet")
    result.levels.write_parquet(folder / "levels.parquet")
    write_spreadsheets(result.programmes, result.levels, folder)
    moment = result.questions.program.moment
    assumption = moment.assumption
    about = {
        "on": moment.on.isoformat(),
        "known_on": moment.known_on and moment.known_on.isoformat(),
        "territory": moment.territory,
        "assumption": assumption and assumption.name,
        "warning": dict(assumption.warning) if assumption else None,
        "reform": moment.reform and {**moment.reform.as_json(), "applied": moment.reform in moment.reforms},
        "overlays": [reform.as_json() for reform in moment.reforms if reform is not moment.reform],
        "engine": engine,
        "families": result.families,
        "people": result.people,
        "rulebook": rulebook_digest(),
        "snapshot": manifest.digests,
        "absent": result.questions.program.absent,
    }
    (folder / "run.json").write_text(json.dumps(about, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
