"""``tirek population compare``: what a reform costs and who gains or loses, as a range over models of income."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from tirek.commands.options import (
    DEFAULT_TERRITORY,
    Assume,
    Format,
    KnownOn,
    Language,
    On,
    Territory,
    print_json,
    print_text,
    read_moment,
)
from tirek.commands.progress import bars
from tirek.rulebook.engine.errors import FactError
from tirek.rulebook.engine.moment import Moment

TODAY = "today"
"""The law as it stands, where a reform may be named."""


def compare(
    folder: Annotated[str, typer.Option("--in", help="folder of a snapshot", metavar="DIR")],
    on: On,
    reform: Annotated[
        str, typer.Option(help="a reform by name or file; today is the law as it stands", metavar="FILE")
    ],
    out: Annotated[str, typer.Option("--out", help="folder to write; must be new or empty", metavar="DIR")],
    against: Annotated[str, typer.Option(help="what to compare with, as --reform", metavar="FILE")] = TODAY,
    incomes: Annotated[
        str, typer.Option(help="models of income, separated by commas", metavar="NAMES")
    ] = "low,middle,high",
    k: Annotated[int, typer.Option("--k", help="counts from 1 to one less are hidden; 1 hides nothing")] = 10,
    engine: Annotated[str, typer.Option(help="polars or duckdb")] = "polars",
    known_on: KnownOn = "",
    assume: Assume = "",
    territory: Territory = DEFAULT_TERRITORY,
    lang: Language = "ru",
    format: Format = "text",
) -> None:
    """Compare a reform with the law as it stands, or with another reform: gainers, losers, cost, small counts hidden."""
    from tirek.commands.compare_report import comparison_as_text
    from tirek.population.comparison.compare import compare_population
    from tirek.population.comparison.incomes import find_income_models
    from tirek.population.comparison.suppression import LARGEST_K
    from tirek.population.comparison.writing import write_comparison
    from tirek.population.folders import refuse_used_folder

    if not Path(folder).is_dir():
        raise FactError(f"--in {folder}", "no_file")
    if not 1 <= k <= LARGEST_K:
        raise FactError("--k", "bad_number", value=k, low=1, high=LARGEST_K)
    moment = read_moment(on, "", known_on, assume, territory)
    before, after = (_with_reform(moment, name) for name in (against, reform))
    models = find_income_models(filter(None, (name.strip() for name in incomes.split(","))))
    refuse_used_folder(Path(out))
    given = {
        "--in": folder,
        "--on": on,
        "--reform": reform,
        "--against": against,
        "--incomes": ",".join(model.name for model in models),
        "--k": str(k),
        "--engine": engine,
        "--known-on": known_on,
        "--assume": assume,
        "--territory": territory,
        "--out": out,
    }
    command = shlex.join(
        ["tirek", "population", "compare", *(word for pair in given.items() if pair[1] for word in pair)]
    )
    with bars(format == "text") as progress:
        found = compare_population(Path(folder), before, after, models, k=k, engine=engine, progress=progress)
        document = write_comparison(found, Path(out), command, progress)
    if format == "json":
        print_json(document)
    else:
        print_text(comparison_as_text(found, Path(out), lang))


def _with_reform(moment: Moment, name: str) -> Moment:
    from tirek.rulebook.reforms import find_reform

    return moment if name == TODAY else replace(moment, reform=find_reform(name))
