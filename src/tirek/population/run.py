"""A population run: every programme and level for every family of a snapshot, into Parquet, a chunk at a time."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from tirek.population.engines import SPARK, Engine, check_engine, open_engine
from tirek.population.folders import refuse_used_folder
from tirek.population.questions import Questions, ask_all
from tirek.population.snapshot import writing
from tirek.population.snapshot.problems import SnapshotError
from tirek.population.snapshot.reading import Manifest, read_manifest
from tirek.population.snapshot.schema import FILES, load_schema
from tirek.population.snapshot.validation import check_snapshot
from tirek.population.spreadsheets import write_spreadsheets
from tirek.population.totals import DISTRICT, level_totals, merge, programme_totals, with_months
from tirek.rulebook.digest import rulebook_digest
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.engine.tree import TRUE, aggregate

Progress = Callable[[str, int, int], None]

Opening = Callable[[Manifest, Path, Callable[[], None]], tuple[Questions, Engine]]
"""Called with the manifest, a folder for what is needed for the time, and a function that waits for the verdict of the check."""

FAMILIES_A_CHUNK = writing.FAMILIES_A_CHUNK
"""Families answered at once: bounds memory, and gives the progress bar its steps. That of the files' row groups, so that no
row group is read twice."""

PEOPLE = "people"
"""Column with the persons of a family."""


@dataclass(frozen=True)
class RunResult:
    """What a run made.

    Attributes
    ----------
    programmes : DataFrame
        territory (0 is the whole), programme, kind, payer, families, persons, holders, quantity with its unit (hours a day,
        journeys; null where nothing is counted), tenge_period, tenge_month, tenge_year,
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
    spark_master: str = "",
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
        One of ``ENGINES``, or ``SPARK``.
    spark_master : str
        Address of the cluster for ``SPARK``; without one a cluster is started on this machine and stopped after its job.
    progress : callable
        Called as ``progress("families", done, total)``.
    checked : bool
        The snapshot has just passed ``check_snapshot``. The proof against overflow holds for facts in their ranges only, and
        head-counts are packed by the manifest's largest family, so nothing computed from an unchecked snapshot is ever given out.

    Raises
    ------
    FactError
        If the engine is unknown or the folder to write is not empty; nothing is written then.
    EngineError
        If Spark is asked for and cannot be started, or its job fails; or if it has an address and is not asked for.
    SnapshotError
        If the snapshot cannot be read, or the validator finds something wrong with it.
    """
    check_engine(engine, spark_master)
    refuse_used_folder(out)

    def open_it(manifest: Manifest, work: Path, check: Callable[[], None]) -> tuple[Questions, Engine]:
        questions = ask_all(moment)
        if engine == SPARK:  # a cluster is not troubled with what may be refused
            check()
        nullable, wanted = nullable_facts(snapshot), with_people(questions)
        opened = open_engine(engine, snapshot, wanted, nullable, manifest.max_rows, master=spark_master, work=work)
        return questions, opened

    return write_run(snapshot, out, open_it, engine=engine, progress=progress, checked=checked)


def write_run(
    snapshot: Path,
    out: Path,
    open_it: Opening,
    *,
    engine: str,
    progress: Progress = lambda *_: None,
    checked: bool = False,
    write_more: Callable[[RunResult, Path], None] = lambda *_: None,
) -> RunResult:
    """Ask an engine for every family while the snapshot is checked, and write the folder of a run, whole or not at all.

    Parameters
    ----------
    out : Path
        New or empty.
    open_it : Opening
        Binds the questions and opens an engine that is asked them ``with_people``.
    engine : str
        What ``run.json`` says of it.
    checked : bool
        The snapshot has just passed ``check_snapshot``.
    write_more : callable
        Writes further files: called with the result and the unfinished folder.
    """
    manifest = read_manifest(snapshot)
    unfinished = out.resolve().with_name(out.resolve().name + ".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    try:
        with _checked_beside(snapshot, checked=checked) as check:
            questions, opened = open_it(manifest, unfinished.parent, check)
            with closing(opened):
                result = _answer_all(snapshot, manifest, questions, opened, unfinished, out, progress)
        _write_totals(result, unfinished, manifest, engine)
        write_more(result, unfinished)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    put_in_place(unfinished, out)
    return result


@contextmanager
def _checked_beside(snapshot: Path, *, checked: bool) -> Iterator[Callable[[], None]]:
    """Check a snapshot while the block computes with it; what was computed leaves the block only if it is sound.

    The check keeps one core busy and the engines do not fill all of theirs. Yields a function that waits for the verdict. Where
    the block fails, a broken snapshot is the reason to be told, and its consequences are not.
    """
    with ThreadPoolExecutor(1) as beside:
        checking = None if checked else beside.submit(refuse_broken, snapshot)

        def verdict() -> None:
            if checking is not None:
                checking.result()

        try:
            yield verdict
        except Exception:
            verdict()
            raise
        verdict()


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


def with_people(questions: Questions) -> Questions:
    """The questions, and the number of persons of each family."""
    people = aggregate("count", "person", TRUE)
    return replace(questions, outputs={**questions.outputs, PEOPLE: people})


def _answer_all(
    snapshot: Path,
    manifest: Manifest,
    questions: Questions,
    opened: Engine,
    unfinished: Path,
    out: Path,
    progress: Progress,
) -> RunResult:
    programmes, levels = [], []
    # The families stand in the order of their numbers, which the validator has proven.
    districts = pl.read_parquet(snapshot / FILES["family"], columns=[DISTRICT])
    with _writer(unfinished / "families.parquet") as write:
        for first, last in family_chunks(manifest):
            progress("families", first, manifest.families)
            answers = _with_places(opened.answer(first, last), districts.slice(first, last - first + 1))
            write(answers)
            programmes.append(programme_totals(questions, answers))
            levels.append(level_totals(questions, answers))
    progress("families", manifest.families, manifest.families)
    return RunResult(
        questions=questions,
        programmes=with_months(questions, merge(programmes, [DISTRICT, "programme"])),
        levels=merge(levels, [DISTRICT, "method", "level"]),
        families=manifest.families,
        people=manifest.people,
        folder=out,
    )


@contextmanager
def _writer(path: Path) -> Iterator[Callable[[pl.DataFrame], None]]:
    """A Parquet file that takes frames one after another; one is written while the next is computed."""
    # The thread ends before the file is closed.
    with ExitStack() as opened, ThreadPoolExecutor(1) as beside:
        files: list[pq.ParquetWriter] = []
        last: list[Future[None]] = []

        def put(table: pa.Table) -> None:
            if not files:
                files.append(opened.enter_context(pq.ParquetWriter(path, table.schema, compression="zstd")))
            files[0].write_table(table)

        def write(frame: pl.DataFrame) -> None:
            if last:
                last.pop().result()
            last.append(beside.submit(put, frame.to_arrow().replace_schema_metadata(None)))

        yield write
        for each in last:
            each.result()


def family_chunks(manifest: Manifest) -> list[tuple[int, int]]:
    """First and last family of each chunk."""
    starts = range(0, manifest.families, FAMILIES_A_CHUNK)
    return [(first, min(first + FAMILIES_A_CHUNK, manifest.families) - 1) for first in starts]


def _with_places(answers: pl.DataFrame, districts: pl.DataFrame) -> pl.DataFrame:
    """The answers, then each family's district and its number of persons."""
    people = answers[PEOPLE].cast(pl.UInt32)
    return answers.drop(PEOPLE).with_columns(districts[DISTRICT], people)


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
    about = {
        **moment_as_json(result.questions.program.moment),
        "engine": engine,
        "families": result.families,
        "people": result.people,
        "rulebook": rulebook_digest(),
        "snapshot": manifest.digests,
        "absent": result.questions.program.absent,
    }
    (folder / "run.json").write_text(json.dumps(about, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def moment_as_json(moment: Moment) -> dict[str, Any]:
    """What was asked, as ``run.json`` holds it: two runs of one rulebook with equal answers here ask the same."""
    assumption = moment.assumption
    return {
        "on": moment.on.isoformat(),
        "known_on": moment.known_on and moment.known_on.isoformat(),
        "territory": moment.territory,
        "assumption": assumption and assumption.name,
        "warning": dict(assumption.warning) if assumption else None,
        "reform": moment.reform and {**moment.reform.as_json(), "applied": moment.reform in moment.reforms},
        "overlays": [reform.as_json() for reform in moment.reforms if reform is not moment.reform],
        "local_law": moment.local.as_json() if moment.local else None,
    }
