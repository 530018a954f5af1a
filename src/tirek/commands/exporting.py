"""``tirek population export``: the registry as a snapshot."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tirek.commands.options import Format, Language, On, print_json, print_text, read_day
from tirek.commands.progress import bars
from tirek.commands.usage import message

Out = Annotated[str, typer.Option("--out", help="folder to write; must be new or empty", metavar="DIR")]


def export_population(on: On, out: Out, lang: Language = "ru", format: Format = "text") -> None:
    """Write the registry as a snapshot: pseudonymous, without confidential facts; the folder stays inside the house."""
    from tirek.config.startup import open_department
    from tirek.population.folders import refuse_used_folder

    day, folder = read_day(on, "--on"), Path(out)
    refuse_used_folder(folder)
    open_department()
    from tirek.department.accounts.viewer import system_viewer
    from tirek.department.registry.facts.exporting import export_population as export
    from tirek.department.registry.facts.rows import relations

    with bars(format == "text") as report:
        done: list[str] = []

        def progress(entity: str) -> None:
            done.append(entity)
            report(message("export_stage", lang), len(done), len(relations()))

        manifest = export(system_viewer("population export"), folder, day, progress=progress)
    if format == "json":
        print_json(
            {"folder": str(folder), "families": manifest.families, "people": manifest.people, "as_of": day.isoformat()}
        )
        return
    print_text(
        message("export_written", lang, folder=out, families=str(manifest.families), people=str(manifest.people))
    )
