"""The folder of a take-up: its table as CSV, Parquet and JSON, and a chart in Kazakh and Russian."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from tirek.population.charts.rendering import write_chart
from tirek.population.charts.specifications import district_title
from tirek.population.comparison.exporting import MARK
from tirek.population.folders import refuse_used_folder
from tirek.population.run import put_in_place
from tirek.population.run_folder import RunFolder
from tirek.population.spreadsheets import LANGUAGES, with_programme_titles
from tirek.population.takeup.charts import takeup_chart
from tirek.population.takeup.exporting import HIDDEN, TakeUp
from tirek.population.takeup.received import Received, programmes_of
from tirek.population.takeup.tallies import COUNTS, MONEY
from tirek.population.takeup.wording import SHARES, cell_text, notes, tell
from tirek.population.totals import DISTRICT
from tirek.rulebook.engine.wording import date_text, number_text

_ASKED = (
    "on",
    "known_on",
    "territory",
    "assumption",
    "warning",
    "reform",
    "overlays",
    "local_law",
    "rulebook",
    "snapshot",
)


def write_takeup(found: TakeUp, run: RunFolder, received: Received, out: Path) -> dict[str, Any]:
    """Write the folder, whole or not at all.

    Returns
    -------
    dict
        ``takeup.json`` as it was written.

    Raises
    ------
    FactError, SnapshotError
        If the folder is in use.
    """
    refuse_used_folder(out)
    unfinished = out.resolve().with_name(out.resolve().name + ".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    try:
        document = takeup_document(found, run, received)
        text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
        (unfinished / "takeup.json").write_text(text, encoding="utf-8")
        found.table.write_parquet(unfinished / "takeup.parquet")
        _spreadsheet(found.table).write_csv(unfinished / "takeup.csv", include_bom=True)
        for language in LANGUAGES:
            subtitle = " ".join([*head_notes(run, received, language), *notes(found, language)])
            chart = takeup_chart(found.table, language, subtitle)
            if chart is not None:
                write_chart(chart, language, unfinished / "charts" / f"takeup_{language}.svg")
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    put_in_place(unfinished, out)
    return document


def unlisted(found: TakeUp, run: RunFolder) -> list[str]:
    """Programmes of the run of which the list has no row: it may be a list of others only, so nothing is said of them."""
    listed = set(found.table["programme"])
    return [name for name in programmes_of(run) if name not in listed]


def takeup_document(found: TakeUp, run: RunFolder, received: Received) -> dict[str, Any]:
    """All that may leave the house, for programs; a hidden number is null and named under ``hidden``; shares are exact."""
    rows = []
    for row in found.table.iter_rows(named=True):
        shares = {name: share(row) for name, share in SHARES.items()}
        rows.append({**row, **{name: None if share is None else str(share) for name, share in shares.items()}})
    return {
        "run": {key: run.about.get(key) for key in _ASKED},
        "k": found.k,
        "hidden": found.hidden,
        "list": {"rows": received.read, "left_out": received.left_out, "has_tenge": received.has_tenge},
        "unlisted": unlisted(found, run),
        "table": rows,
    }


def head_notes(run: RunFolder, received: Received, language: str) -> list[str]:
    """The day, the list, and what the run warns of."""
    counts = {
        name: number_text(getattr(received, at), language) for name, at in (("rows", "read"), ("left_out", "left_out"))
    }
    said = [tell("asked", language, day=date_text(date.fromisoformat(run.about["on"]), language), **counts)]
    warned = [run.about.get("warning"), (run.about.get("reform") or {}).get("warning")]
    return said + [str(warning[language]) for warning in warned if warning]


def _spreadsheet(table: pl.DataFrame) -> pl.DataFrame:
    """Names beside codes, shares as per cent, the mark where a number is hidden; empty where there is none."""
    names = [
        pl.Series(f"district_{language}", [district_title(code, language) for code in table[DISTRICT]], pl.String)
        for language in LANGUAGES
    ]
    rows = list(table.iter_rows(named=True))
    shares = [pl.Series(name, [cell_text(row, name, "ru") for row in rows], pl.String) for name in SHARES]
    marked = [
        pl.when(pl.col(HIDDEN).list.contains(name))
        .then(pl.lit(MARK))
        .otherwise(pl.col(name).cast(pl.String))
        .alias(name)
        for name in (*COUNTS, *MONEY)
    ]
    titled = with_programme_titles(table).with_columns(*names, *marked, *shares)
    texts = [f"{kind}_{language}" for kind in ("title", "district") for language in LANGUAGES]
    return titled.select("programme", "kind", DISTRICT, *texts, *COUNTS, *MONEY, *SHARES)
