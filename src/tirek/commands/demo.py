"""``tirek demo``: a synthetic Almaty, every programme and level, one family explained, a reform priced, figures checked."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import polars as pl
import typer

from tirek.commands.city_report import margins_as_text
from tirek.commands.demo_family import explain_one_family
from tirek.commands.demo_figures import check_published
from tirek.commands.demo_methods import methods_table
from tirek.commands.demo_office import APPLICATIONS, run_office
from tirek.commands.demo_office import PEOPLE as OFFICE_PEOPLE
from tirek.commands.demo_reform import price_reform
from tirek.commands.options import DEFAULT_TERRITORY, print_text
from tirek.commands.population import check_people
from tirek.commands.progress import Report, bars
from tirek.commands.tables import programme_table, simple_table
from tirek.population.charts.rendering import to_svg, write_chart
from tirek.population.charts.specifications import (
    districts_chart,
    holders_chart,
    levels_chart,
    programmes_chart,
    say,
    without_subtitle,
)
from tirek.population.city import make_city
from tirek.population.folders import refuse_used_folder
from tirek.population.page import render_page
from tirek.population.reporting import TARGETED, absent_note, level_names, poverty, programme_rows
from tirek.population.run import RunResult, run_population
from tirek.population.snapshot import SnapshotError, check_snapshot
from tirek.population.totals import ALL, DISTRICT
from tirek.rulebook.engine.assumptions import find_assumption
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.engine.wording import date_text, number_text

PEOPLE, QUICK_PEOPLE, SEED = 2_341_900, 200_000, 2026
ON = date(2026, 1, 15)
ASSUMPTION = "almaty-demo"
LANGUAGES = ("kk", "ru")
MADE = (
    "city",
    "polars",
    "duckdb",
    ".city.partial",
    "polars.unfinished",
    "duckdb.unfinished",
    "reform",
    "reform.unfinished",
    "charts",
    "exported",
    "office",
    "figures_kk.txt",
    "figures_ru.txt",
    "almaty_kk.html",
    "almaty_ru.html",
)
"""What a demo leaves in its folder, finished or not."""


@dataclass
class Stages:
    """Prints each stage with the time it took."""

    started: float

    @contextmanager
    def stage(self, name: str) -> Iterator[Report]:
        """One stage of the demo, with its progress bar."""
        begun = time.monotonic()
        print_text(f"\n── {name}")
        with bars() as progress:
            yield progress
        print_text(f"   {time.monotonic() - begun:.1f} s")


def run_demo(
    out: Annotated[str, typer.Option("--out", help="folder of the demo", metavar="DIR")] = "var/demo",
    quick: Annotated[bool, typer.Option("--quick", help="a city of 200,000")] = False,
    people: Annotated[int, typer.Option(help="how many people; 0 is the default of the demo")] = 0,
    applications: Annotated[int, typer.Option(help="how many go along the road; 0 is none")] = APPLICATIONS,
) -> None:
    """Compute the programmes of a synthetic Almaty and show what the city receives."""
    folder, size = Path(out), people or (QUICK_PEOPLE if quick else PEOPLE)
    check_people(size)
    _clear(folder)
    stages = Stages(time.monotonic())
    with stages.stage(f"city of {size:,} people") as progress:
        make_city(size, SEED, folder / "city", progress)
    with stages.stage("check of the snapshot, margins"):
        findings = check_snapshot(folder / "city")
        print_text(f"   problems: {findings.total}")
        if findings.total:
            raise SnapshotError(folder / "city", "broken", count=findings.total, first=findings.problems[0])
    print_text(margins_as_text(folder / "city", "ru"))
    moment = Moment(on=ON, territory=DEFAULT_TERRITORY, assumption=find_assumption(ASSUMPTION))
    results = {}
    for engine in ("polars", "duckdb"):
        with stages.stage(f"all programmes and levels, {engine}") as progress:
            results[engine] = run_population(
                folder / "city", moment, folder / engine, engine=engine, progress=progress, checked=True
            )
    result = results["polars"]
    same = result.programmes.equals(results["duckdb"].programmes) and result.levels.equals(results["duckdb"].levels)
    print_text(f"   totals of both engines identical: {'yes' if same else 'NO'}")
    _print_result(result)
    with stages.stage("one family"):
        explained = {language: explain_one_family(folder / "city", result, language) for language in LANGUAGES}
    for text in explained.values():
        print_text("\n" + text)
    with stages.stage("price of the reform, three models of income") as progress:
        priced = price_reform(folder / "city", moment, folder / "reform", progress)
    for text in priced.values():
        print_text("\n" + text)
    with stages.stage("published figures of three reports"):
        lines, texts, foreseen = check_published(folder)
    print_text("\n".join(lines))
    with stages.stage(
        "the office: PostgreSQL, registers that fail, the road of applications, the snapshot of the registry"
    ):
        office = run_office(folder, min(OFFICE_PEOPLE, size), applications)
    print_text("\n".join(office.lines()))
    with stages.stage("charts and pages"):
        paths = [*texts, *_write_pages(result, explained, folder)]
    print_text(f"\n── files, {time.monotonic() - stages.started:.0f} s in all")
    print_text(
        "\n".join(
            f"   {path}"
            for path in [*paths, folder / "city", *sorted((folder / "polars").iterdir()), *_reform_files(folder)]
        )
    )
    if not (same and foreseen and office.kept):
        raise typer.Exit(1)


def _reform_files(folder: Path) -> list[Path]:
    """The pages of the price, and the folder that holds its tables and charts."""
    return [*sorted((folder / "reform").glob("*.html")), folder / "reform"]


def _clear(folder: Path) -> None:
    """Remove what an earlier demo left, and nothing else."""
    if not folder.is_dir() or any(path.name not in MADE for path in folder.iterdir()):
        refuse_used_folder(folder)
    for name in MADE:
        if (folder / name).is_dir():
            shutil.rmtree(folder / name)
        else:
            (folder / name).unlink(missing_ok=True)


def _notes(result: RunResult, language: str) -> list[str]:
    below = poverty(result)
    line = say("below_line", language).format(
        persons=number_text(below.people, language), share=number_text(below.percent, language, 1)
    )
    assumption = result.questions.program.moment.assumption
    assert assumption is not None
    day = say("as_of", language).format(day=date_text(ON, language))
    warning = f"{assumption.title[language]}. {assumption.warning[language]}"
    return [
        say("synthetic", language),
        day,
        warning,
        line,
        *_take_up(result, language),
        *absent_note(result, language),
    ]


def _take_up(result: RunResult, language: str) -> list[str]:
    """What part of those entitled to targeted assistance the published recipients are; under 30 % a doubt."""
    row = next((row for row in programme_rows(result) if row.programme == TARGETED), None)
    if row is None or row.published is None or row.take_up is None:
        return []
    published = number_text(row.published.persons or 0, language)
    if row.scale != 1:
        count = number_text(round((row.published.persons or 0) * row.scale), language)
        published += f" ({say('for_this_size', language).format(count=count)})"
    said = say("targeted_take_up", language).format(
        year=row.published.year,
        published=published,
        entitled=number_text(row.persons, language),
        share=number_text(round(row.take_up * 100), language),
        below=number_text(round(row.take_up * 100 * row.persons / max(poverty(result).people, 1)), language),
    )
    return [said + (f" {say('doubt', language)}." if row.doubtful else "")]


def _print_result(result: RunResult) -> None:
    rows = programme_rows(result)
    for language in LANGUAGES:
        print_text("\n".join(["", *_notes(result, language)]))
        print_text(programme_table(rows, language))
        print_text(_level_table(result, language))
        print_text(methods_table(result, language))


def _level_table(result: RunResult, language: str) -> str:
    names = level_names(language)
    rows = result.levels.filter((pl.col(DISTRICT) == ALL) & (pl.col("method") == "six_levels")).sort("level")
    cells = [
        [
            names.get(row["level"], say("undetermined", language)),
            number_text(row["families"], language),
            number_text(row["people"], language),
        ]
        for row in rows.iter_rows(named=True)
    ]
    headings = [say("level", language), say("families", language), say("people", language)]
    return simple_table(say("levels_title", language), headings, cells)


def _write_pages(result: RunResult, explained: dict[str, str], folder: Path) -> list[Path]:
    paths: list[Path] = []
    rows = programme_rows(result)
    for language in LANGUAGES:
        notes = _notes(result, language)
        subtitle = f"{notes[0]} {notes[1]}. {notes[2]}"
        names = level_names(language)
        charts = {
            "programmes": programmes_chart(result.programmes, language, subtitle),
            "holders": holders_chart(result.programmes, language, subtitle),
            "levels": levels_chart(result.levels, names, language, subtitle),
            "districts": districts_chart(result.levels, names, language, subtitle),
        }
        for name, chart in charts.items():
            paths += write_chart(chart, language, folder / "charts" / f"{name}_{language}.svg")
        page = folder / f"almaty_{language}.html"
        # The page says at its head what every chart alone must say itself.
        svgs = [to_svg(without_subtitle(chart), language) for chart in charts.values()]
        page.write_text(render_page(rows, svgs, notes, explained[language], language), encoding="utf-8")
        paths.append(page)
    return paths
