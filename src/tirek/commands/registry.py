"""``tirek registry``: a whole registry in the exchange form, made from a synthetic city or loaded by COPY."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tirek.commands.asking import ask_registers
from tirek.commands.options import Format, Language, print_json, print_text
from tirek.commands.progress import bars
from tirek.commands.sample import make_sample
from tirek.commands.usage import message

commands = typer.Typer(help="The registry of people and families as a whole.", no_args_is_help=True)

Folder = Annotated[str, typer.Argument(help="folder of the exchange form", metavar="DIR")]


@commands.command()
def load(
    folder: Folder,
    problems: Annotated[
        str, typer.Option("--problems", help="where wrong rows are listed, if there are any", metavar="FILE")
    ] = "registry_problems.csv",
    lang: Language = "ru",
    format: Format = "text",
) -> None:
    """Check a folder of the exchange form and load it by COPY, as the owner; everything or nothing."""
    from tirek.config.startup import open_department

    open_department()
    from django.conf import settings

    from tirek.department.core.calendar.today import today
    from tirek.department.registry.importing.loading import load_exchange

    with bars(format == "text") as report:
        rows = load_exchange(
            Path(folder),
            today=today(),
            with_synthetic=settings.SYNTHETIC_IDENTIFIERS,
            problems=Path(problems),
            tell=lambda stage, done, total: report(stage, done, total),
        )
    if format == "json":
        print_json(rows)
    else:
        print_text(message("registry_loaded", lang, people=str(rows["persons"]), rows=str(sum(rows.values()))))


@commands.command()
def city(
    snapshot: Annotated[str, typer.Argument(help="folder of a snapshot of the synthetic city", metavar="SNAPSHOT")],
    out: Annotated[str, typer.Option("--out", help="folder to write; must be new or empty", metavar="DIR")],
    seed: Annotated[int, typer.Option("--seed", help="of names, addresses and roles")] = 0,
    lang: Language = "ru",
    format: Format = "text",
) -> None:
    """Write the exchange form of a synthetic city: invented names, never-issued numbers, real facts of the snapshot."""
    from tirek.config.startup import set_up_django
    from tirek.population.folders import refuse_used_folder

    refuse_used_folder(Path(out))
    set_up_django()
    from tirek.department.registry.importing.city import make_exchange

    rows = make_exchange(Path(snapshot), Path(out), seed)
    if format == "json":
        print_json(rows)
    else:
        print_text(message("registry_city", lang, people=str(rows["persons"]), folder=out))


commands.command("ask")(ask_registers)
commands.command("sample")(make_sample)
