"""The nightly run: what changed is decided anew, and a whole folder of a run comes out."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from tirek.population.engines import Engine
from tirek.population.folders import refuse_used_folder
from tirek.population.importing.keys import read_keys
from tirek.population.nightly.changes import WAS, changes_of, confidential_among, totals_of
from tirek.population.nightly.difference import changed_families
from tirek.population.nightly.numbering import numbers_by_key, read_numbers, same_numbers
from tirek.population.nightly.splicing import SplicedEngine
from tirek.population.questions import Questions, ask_all
from tirek.population.run import PEOPLE, RunResult, moment_as_json, write_run
from tirek.population.run_folder import RunFolder, RunFolderError
from tirek.population.snapshot.reading import Manifest, read_manifest
from tirek.population.snapshot.schema import FAMILY_ID, FILES
from tirek.population.snapshot.writing import digest_of_file
from tirek.population.spreadsheets import with_programme_titles
from tirek.population.totals import DISTRICT
from tirek.rulebook.engine.moment import Moment

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

Progress = Callable[[str, int, int], None]

MOMENT_KEYS = ("on", "known_on", "territory", "assumption", "reform", "overlays", "local_law")


@dataclass(frozen=True)
class Changed:
    """What says which families changed: the last snapshot, a list of family numbers, or both.

    Attributes
    ----------
    was : Path or None
        The snapshot of the last run.
    listed : Path or None
        A table with the column ``family_id``.
    keys, keys_was : Path or None
        The families' own keys in this snapshot and in the last; without them a number means the same family in both.
    """

    was: Path | None = None
    listed: Path | None = None
    keys: Path | None = None
    keys_was: Path | None = None


@dataclass(frozen=True)
class NightlyResult:
    """What a nightly run made: the folder of a run, with ``changes.parquet``, ``changes.csv`` and ``nightly.json``."""

    result: RunResult
    changes: pl.DataFrame
    report: Mapping[str, Any]


def run_nightly(
    snapshot: Path,
    moment: Moment,
    before: RunFolder,
    changed: Changed,
    out: Path,
    *,
    progress: Progress = lambda *_: None,
) -> NightlyResult:
    """Decide the families that changed since a run, and take the others' answers from it.

    Parameters
    ----------
    snapshot : Path
        The population of now.
    moment : Moment
        What is asked; that of the last run.
    before : RunFolder
        The last run, ``open_run``.
    changed : Changed
    out : Path
        New or empty.

    Raises
    ------
    RunFolderError
        If the last run was asked something else or made over another snapshot, or nothing says what changed.
    SnapshotError
        If a snapshot cannot be read, or the validator finds something wrong with that of now.
    """
    refuse_used_folder(out)
    if changed.was is None and changed.listed is None:
        raise RunFolderError("tirek population nightly", "nothing_to_compare")
    if (changed.keys is None) != (changed.keys_was is None):
        raise RunFolderError("tirek population nightly", "one_keys")
    made: dict[str, Any] = {}

    def open_it(manifest: Manifest, _work: Path, _check: Callable[[], None]) -> tuple[Questions, Engine]:
        questions = ask_all(moment)
        refuse_other_question(before, questions.program.moment)
        progress("difference", 0, 1)
        was = _numbers(changed, manifest, before)
        anew = _to_decide(snapshot, manifest, before, changed, was)
        progress("difference", 1, 1)
        made["engine"] = SplicedEngine(snapshot, manifest, questions, before, was, anew)
        return questions, made["engine"]

    def write_more(result: RunResult, folder: Path) -> None:
        made["changes"], made["report"] = _write_changes(made["engine"], result, folder)

    result = write_run(snapshot, out, open_it, engine="polars", progress=progress, write_more=write_more)
    return NightlyResult(result, made["changes"], made["report"])


def refuse_other_question(before: RunFolder, moment: Moment) -> None:
    """Refuse a run that was asked for another day, territory, assumption or reform, or with other knowledge.

    Raises
    ------
    RunFolderError
        Naming the first that differs.
    """
    now = json.loads(json.dumps(moment_as_json(moment), ensure_ascii=False))
    for key in MOMENT_KEYS:
        if before.about.get(key) != now[key]:
            details = {"was": _said(before.about.get(key)), "now": _said(now[key])}
            raise RunFolderError(before.folder, "other_question", field=key, **details)


def _said(value: Any) -> str:
    """A value of ``run.json`` in a message: a reform by its name and the beginning of its digest."""
    if isinstance(value, list):
        return ", ".join(map(_said, value)) or "-"
    if isinstance(value, dict):
        return f"{value.get('name')} {str(value.get('digest'))[:12]}"
    return "-" if value is None else str(value)


def _numbers(changed: Changed, manifest: Manifest, before: RunFolder) -> Numbers:
    families_was = int(before.about["families"])
    if changed.keys is None or changed.keys_was is None:
        return same_numbers(manifest.families, families_was)
    return numbers_by_key(read_keys(changed.keys, manifest.families), read_keys(changed.keys_was, families_was))


def _to_decide(snapshot: Path, manifest: Manifest, before: RunFolder, changed: Changed, was: Numbers) -> Numbers:
    listed = np.flatnonzero(was < 0)
    if changed.listed is not None:
        listed = np.union1d(listed, read_numbers(changed.listed, manifest.families))
    if changed.was is None:
        _refuse_unlisted(snapshot, manifest, before, was, listed)
        return listed
    _refuse_other_snapshot(changed.was, before)
    found = changed_families(changed.was, snapshot, was, int(before.about["families"]))
    return np.union1d(listed, found)


def _refuse_other_snapshot(was: Path, before: RunFolder) -> None:
    """The run must have been made over these very files: what changed is counted from them."""
    digests = read_manifest(was).digests
    for file in FILES.values():
        asked = before.about["snapshot"].get(file)
        if digests.get(file) != asked or not (was / file).is_file() or digest_of_file(was / file) != asked:
            raise RunFolderError(before.folder, "other_snapshot", snapshot=was)


def _refuse_unlisted(snapshot: Path, manifest: Manifest, before: RunFolder, was: Numbers, listed: Numbers) -> None:
    """A list is trusted, but not where the last run itself shows that a family that is not on it is another now."""
    old = pl.read_parquet(before.families, columns=[DISTRICT, PEOPLE])
    district = pl.read_parquet(snapshot / FILES["family"], columns=[DISTRICT])[DISTRICT]
    ids = pl.read_parquet(snapshot / FILES["person"], columns=[FAMILY_ID])[FAMILY_ID].to_numpy()
    people = np.bincount(ids, minlength=manifest.families)
    trusted = np.ones(was.size, dtype=bool)
    trusted[listed] = False
    kept = np.flatnonzero(trusted)
    rows = old[was[kept]]
    other = rows[DISTRICT].ne_missing(district[kept].cast(rows.schema[DISTRICT])).to_numpy()
    other = other | (rows[PEOPLE].to_numpy() != people[kept])
    if other.any():
        raise RunFolderError(before.folder, "unlisted", count=int(other.sum()))


def _write_changes(engine: SplicedEngine, result: RunResult, folder: Path) -> tuple[pl.DataFrame, dict[str, Any]]:
    questions, was, anew = result.questions, engine.was, engine.changed
    gone = engine.gone()
    before = pl.concat([*(frame for frame, _ in engine.decided), gone])
    after = pl.concat([frame for _, frame in engine.decided])
    before_of = pl.Series(WAS, was[anew], dtype=pl.Int32)
    families = pl.DataFrame({FAMILY_ID: pl.Series(anew, dtype=pl.Int32), WAS: before_of})
    families = families.with_columns(pl.when(pl.col(WAS) >= 0).then(WAS).alias(WAS))
    lost = gone.select(pl.lit(None, pl.Int32).alias(FAMILY_ID), WAS)
    changes = changes_of(questions, before, after, pl.concat([families, lost]))
    secret = confidential_among(changes["programme"].unique())
    new = int((was < 0).sum())
    report = {
        "families": result.families,
        "decided": int(anew.size),
        "new": new,
        "gone": gone.height,
        "families_with_changes": changes.select(FAMILY_ID, WAS).unique().height,
        "changes": changes.height,
        "confidential": changes.filter(pl.col("programme").is_in(secret)).height,
        "programmes": totals_of(questions, changes),
    }
    changes.write_parquet(folder / "changes.parquet")
    # A spreadsheet is passed from hand to hand: it does not say who receives what only named roles may see.
    shown = changes.filter(~pl.col("programme").is_in(secret))
    with_programme_titles(shown).write_csv(folder / "changes.csv", include_bom=True)
    text = json.dumps(report, ensure_ascii=False, indent=2) + "\n"
    (folder / "nightly.json").write_text(text, encoding="utf-8")
    return changes, report
