"""The folder of a comparison: a document for programs, tables, charts and a page in Kazakh and in Russian."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

from tirek.population.charts.rendering import to_svg, write_chart
from tirek.population.comparison.charts import all_charts
from tirek.population.comparison.compare import Comparison
from tirek.population.comparison.exporting import HIDDEN, INCOME, KEY, MARK
from tirek.population.comparison.figures import SUMMARY, Figure, Figures
from tirek.population.comparison.notes import foot_notes, head_notes, heading, how_made
from tirek.population.comparison.page import render_comparison
from tirek.population.comparison.wording import answer, key_title
from tirek.population.folders import refuse_used_folder
from tirek.population.run import put_in_place
from tirek.rulebook.digest import rulebook_digest
from tirek.rulebook.engine.moment import Moment

LANGUAGES = ("kk", "ru")

Progress = Callable[[str, int, int], None]


def write_comparison(
    comparison: Comparison, out: Path, command: str, progress: Progress = lambda *_: None
) -> dict[str, Any]:
    """Write everything into a folder, whole or not at all.

    Parameters
    ----------
    out : Path
        New or empty.
    command : str
        What repeats it.

    Returns
    -------
    dict
        ``comparison.json`` as it was written.

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
        document = comparison_document(comparison, command)
        text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
        (unfinished / "comparison.json").write_text(text, encoding="utf-8")
        _write_tables(comparison, unfinished / "tables")
        for done, language in enumerate(LANGUAGES):
            progress("pages", done, len(LANGUAGES))
            _write_page(comparison, unfinished, command, language)
        progress("pages", len(LANGUAGES), len(LANGUAGES))
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    put_in_place(unfinished, out)
    return document


def comparison_document(comparison: Comparison, command: str) -> dict[str, Any]:
    """All that may leave the house, for programs; a hidden number is null, and named under ``hidden`` of its row."""
    figures, pair = Figures(comparison), comparison.pair
    return {
        "before": _moment(pair.before.program.moment),
        "after": _moment(pair.after.program.moment),
        "answer": {language: answer(figures, language) for language in (*LANGUAGES, "en")},
        "k": comparison.k,
        "hidden": comparison.exported.hidden,
        "engine": comparison.engine,
        "families": comparison.manifest.families,
        "people": comparison.manifest.people,
        "rulebook": rulebook_digest(),
        "snapshot": comparison.manifest.digests,
        "absent": {"before": pair.before.program.absent, "after": pair.after.program.absent},
        "incomes": {
            m.name: {"title": m.title, "ratios": {n: str(r) for n, r in m.ratios.items()}} for m in comparison.models
        },
        "command": command,
        "summary": {name: _figure(figures.whole(name)) for name in SUMMARY},
        "tables": {name: table.to_dicts() for name, table in comparison.exported.tables.items()},
    }


def _moment(moment: Moment) -> dict[str, Any]:
    reform, assumption = moment.reform, moment.assumption
    return {
        "on": moment.on.isoformat(),
        "known_on": moment.known_on and moment.known_on.isoformat(),
        "territory": moment.territory,
        "assumption": assumption and assumption.name,
        "local_law": moment.local.as_json() if moment.local else None,
        "reform": reform
        and {"name": reform.name, "title": dict(reform.title), "status": reform.status, "digest": reform.digest},
    }


def _figure(figure: Figure) -> dict[str, Any]:
    bounds = {model: value and {"low": value[0], "high": value[1]} for model, value in figure.values.items()}
    return {"by_income": bounds, "least": figure.least, "greatest": figure.greatest}


def _write_tables(comparison: Comparison, folder: Path) -> None:
    """Parquet with null where a number is hidden, and CSV for spreadsheets with the mark and the names of rows."""
    folder.mkdir()
    for name, table in comparison.exported.tables.items():
        if table.height:
            table.write_parquet(folder / f"{name}.parquet")
            _spreadsheet(name, table).write_csv(folder / f"{name}.csv", include_bom=True)


def _spreadsheet(name: str, table: pl.DataFrame) -> pl.DataFrame:
    titles = [
        pl.Series(f"title_{language}", [key_title(name, key, language) for key in table[KEY]], pl.String)
        for language in LANGUAGES
    ]
    numbers = [column for column in table.columns if table.schema[column] == pl.Int64]
    marked = [pl.col(column).cast(pl.String).fill_null(MARK) for column in numbers]
    others = [column for column in table.columns if column not in (INCOME, KEY, HIDDEN, *numbers)]
    return table.with_columns(*marked, *titles).select(
        INCOME, KEY, *(title.name for title in titles), *others, *numbers
    )


def _write_page(comparison: Comparison, folder: Path, command: str, language: str) -> None:
    figures = Figures(comparison)
    title, notes = heading(comparison, language), head_notes(comparison, language)
    # A chart is looked at alone, so it carries what the page says at its head.
    charts = all_charts(figures, language, " ".join([title + ".", *notes]))
    for name, chart in charts.items():
        write_chart(chart, language, folder / "charts" / f"{name}_{language}.svg")
    # On the page the title is text of the page, which a narrow screen can break.
    drawn = {
        name: (" ".join(chart["title"]["text"]), to_svg(_untitled(chart), language)) for name, chart in charts.items()
    }
    text = render_comparison(
        figures,
        drawn,
        title,
        notes,
        foot_notes(comparison, figures, language),
        comparison.models,
        how_made(comparison, command, language),
        language,
    )
    (folder / f"comparison_{language}.html").write_text(text, encoding="utf-8")


def _untitled(chart: dict[str, Any]) -> dict[str, Any]:
    return {name: part for name, part in chart.items() if name != "title"}
