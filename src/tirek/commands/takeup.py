"""``tirek population takeup``: who is entitled, by a run, beside who receives, by a list of the payer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tirek.commands.options import Format, Language, print_json, print_text
from tirek.rulebook.engine.errors import FactError


def takeup(
    run: Annotated[str, typer.Option("--run", help="folder of tirek population run", metavar="DIR")],
    received: Annotated[
        str, typer.Option("--received", help="CSV, XLSX or Parquet: who receives what", metavar="FILE")
    ],
    out: Annotated[str, typer.Option("--out", help="folder to write; must be new or empty", metavar="DIR")],
    keys: Annotated[str, typer.Option("--keys", help="the families' own keys, from the import", metavar="FILE")] = "",
    skip_bad: Annotated[bool, typer.Option("--skip-bad", help="leave out rows with a problem")] = False,
    errors: Annotated[str, typer.Option("--errors", help="CSV of every problem", metavar="FILE")] = "",
    k: Annotated[int, typer.Option("--k", help="counts from 1 to one less are hidden; 1 hides nothing")] = 10,
    lang: Language = "ru",
    format: Format = "text",
) -> None:
    """Count take-up, what is not taken up, and receipt without entitlement, by programme and district."""
    from tirek.commands.importing import write_problems
    from tirek.commands.takeup_report import takeup_as_text
    from tirek.population.comparison.suppression import LARGEST_K
    from tirek.population.folders import refuse_used_folder
    from tirek.population.run_folder import open_run
    from tirek.population.takeup.exporting import export_takeup
    from tirek.population.takeup.received import read_received
    from tirek.population.takeup.tallies import tally_takeup
    from tirek.population.takeup.writing import write_takeup

    if not Path(run).is_dir():
        raise FactError(f"--run {run}", "no_file")
    for option, name in {"--received": received, "--keys": keys}.items():
        if name and not Path(name).is_file():
            raise FactError(f"{option} {name}", "no_file")
    if not 1 <= k <= LARGEST_K:
        raise FactError("--k", "bad_number", value=k, low=1, high=LARGEST_K)
    refuse_used_folder(Path(out))
    opened = open_run(Path(run))
    listed = read_received(Path(received), opened, Path(keys) if keys else None)
    if errors:
        write_problems(listed.problems, Path(errors), lang)
    if not skip_bad:
        listed.refuse_problems()
    found = export_takeup(tally_takeup(opened, listed), k)
    document = write_takeup(found, opened, listed, Path(out))
    if format == "json":
        print_json(document)
    else:
        print_text(takeup_as_text(found, opened, listed, Path(out), lang))
