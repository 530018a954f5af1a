"""``tirek population``: make, validate, run, compare."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from tirek.commands.compare import compare
from tirek.commands.exporting import export_population
from tirek.commands.importing import import_population, map_population
from tirek.commands.nightly import nightly
from tirek.commands.options import (
    DEFAULT_TERRITORY,
    Assume,
    Format,
    KnownOn,
    Language,
    On,
    Territory,
    WithOverlay,
    WithReform,
    print_json,
    print_text,
    read_moment,
)
from tirek.commands.progress import bars
from tirek.commands.takeup import takeup
from tirek.rulebook.engine.errors import FactError

commands = typer.Typer(
    help="A population: make a synthetic city, check a snapshot, answer every programme.", no_args_is_help=True
)

commands.command()(compare)

FEWEST_PEOPLE, MOST_PEOPLE = 1_000, 25_000_000

Folder = Annotated[str, typer.Option("--in", help="folder of a snapshot", metavar="DIR")]
SparkMaster = Annotated[
    str,
    typer.Option(
        "--spark-master", help="address of a Spark cluster; without one, two workers are started here", metavar="URL"
    ),
]
Snapshot = Annotated[
    str, typer.Option("--in", help="folder of a snapshot: only what it leaves unknown is allowed for", metavar="DIR")
]
Out = Annotated[str, typer.Option("--out", help="folder to write; must be new or empty", metavar="DIR")]


def check_people(people: int) -> None:
    """Check the size of a city.

    Raises
    ------
    FactError
        If it is too small for its margins to mean anything, or larger than any country it is a model of.
    """
    if not FEWEST_PEOPLE <= people <= MOST_PEOPLE:
        raise FactError("--people", "bad_number", value=people, low=FEWEST_PEOPLE, high=MOST_PEOPLE)


@commands.command()
def make(
    out: Out,
    people: Annotated[int, typer.Option(help="how many people")] = 2_341_900,
    seed: Annotated[int, typer.Option(help="the same seed makes the same city")] = 2026,
    lang: Language = "ru",
    format: Format = "text",
) -> None:
    """Make a synthetic city, and say which published margins it met and missed."""
    from tirek.commands.city_report import margins_as_json, margins_as_text
    from tirek.population.city import make_city
    from tirek.population.folders import refuse_used_folder

    check_people(people)
    folder = Path(out)
    refuse_used_folder(folder)
    with bars(format == "text") as progress:
        make_city(people, seed, folder, progress)
    if format == "json":
        print_json(margins_as_json(folder))
    else:
        print_text(margins_as_text(folder, lang))


@commands.command()
def validate(
    folder: Annotated[str, typer.Argument(metavar="DIR")], lang: Language = "ru", format: Format = "text"
) -> None:
    """Check a snapshot; every problem names file, row, column and why."""
    from tirek.population.charts.specifications import say
    from tirek.population.snapshot import check_snapshot

    if not Path(folder).is_dir():
        raise FactError(folder, "no_file")
    findings = check_snapshot(Path(folder))
    if format == "json":
        listed = [{**asdict(problem), "message": problem.message(lang)} for problem in findings.problems]
        print_json({"total": findings.total, "counts": dict(findings.counts), "problems": listed})
    else:
        head = say("snapshot_problems" if findings.total else "snapshot_sound", lang).format(count=findings.total)
        print_text("\n".join([head, *(problem.message(lang) for problem in findings.problems)]))
    if findings.total:
        raise typer.Exit(1)


@commands.command()
def run(
    folder: Folder,
    on: On,
    out: Out,
    engine: Annotated[str, typer.Option(help="polars, duckdb or spark")] = "polars",
    spark_master: SparkMaster = "",
    known_on: KnownOn = "",
    assume: Assume = "",
    reform: WithReform = "",
    overlay: WithOverlay = "",
    territory: Territory = DEFAULT_TERRITORY,
    lang: Language = "ru",
    format: Format = "text",
) -> None:
    """Answer every programme and welfare level for every family of a snapshot."""
    from tirek.commands.run_report import run_as_text
    from tirek.population.run import run_population

    if not Path(folder).is_dir():
        raise FactError(f"--in {folder}", "no_file")
    moment = read_moment(on, "", known_on, assume, territory, reform=reform, overlay=overlay)
    with bars(format == "text") as progress:
        result = run_population(
            Path(folder), moment, Path(out), engine=engine, spark_master=spark_master, progress=progress
        )
    if format == "json":
        about = json.loads((Path(out) / "run.json").read_text(encoding="utf-8"))
        print_json({**about, "programmes": result.programmes.to_dicts(), "levels": result.levels.to_dicts()})
    else:
        print_text(run_as_text(result, lang))


@commands.command()
def sql(
    on: On,
    dialect: Annotated[str, typer.Option(help="duckdb, postgres or spark")] = "postgres",
    folder: Snapshot = "",
    tables: Annotated[bool, typer.Option("--tables", help="the definitions of the tables instead")] = False,
    known_on: KnownOn = "",
    assume: Assume = "",
    territory: Territory = DEFAULT_TERRITORY,
    lang: Language = "ru",
) -> None:
    """Print the query that answers every programme and level for every family of a database."""
    from tirek.population.sql_text import population_query, table_definitions

    if folder and not Path(folder).is_dir():
        raise FactError(f"--in {folder}", "no_file")
    moment = read_moment(on, "", known_on, assume, territory)
    snapshot = Path(folder) if folder else None
    text = table_definitions(dialect) if tables else population_query(moment, dialect, snapshot)
    print_text(text.removesuffix("\n"))


commands.command("export")(export_population)
commands.command("import")(import_population)
commands.command("map")(map_population)
commands.command()(nightly)
commands.command()(takeup)
