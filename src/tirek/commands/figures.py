"""``tirek figures``: check published figures, list the shipped ones, write an empty workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tirek.commands.options import Format, Language, print_json, print_text
from tirek.rulebook.engine.errors import FactError

commands = typer.Typer(
    help="Published figures: recompute every relation between them, and say what does not agree.", no_args_is_help=True
)

UNEXPECTED = 1
"""Exit code when a verdict is not the one that the file foresaw."""


def _verdict(value: str) -> str:
    from tirek.figures.records import VERDICTS

    if value and value not in VERDICTS:
        raise FactError("--only", "unknown_choice", value=value, allowed=", ".join(VERDICTS))
    return value


@commands.command()
def check(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="a shipped name, or a YAML, XLSX or CSV file")],
    only: Annotated[str, typer.Option("--only", help="one verdict", callback=_verdict, metavar="VERDICT")] = "",
    lang: Language = "ru",
    format: Format = "text",
) -> None:
    """Recompute every relation of files of figures; exit code 1 when a verdict is not the one a file foresaw."""
    from tirek.commands.figures_report import checked_as_text
    from tirek.figures.checking import check_figures
    from tirek.figures.reading import read_figures
    from tirek.figures.reporting import as_json

    checked = [check_figures(read_figures(name)) for name in files]
    if format == "json":
        print_json([as_json(one, lang, only) for one in checked])
    else:
        print_text("\n\n".join(checked_as_text(one, lang, only) for one in checked))
    if any(one.unexpected for one in checked):
        raise typer.Exit(UNEXPECTED)


@commands.command("list")
def list_shipped(lang: Language = "ru", format: Format = "text") -> None:
    """The shipped files, with their titles."""
    from tirek.commands.figures_report import listed_as_text
    from tirek.figures.reading import published_names, read_figures

    found = [read_figures(name) for name in published_names()]
    if format == "json":
        rows = [
            {"name": one.name, "titles": dict(one.title), "figures": len(one.figures), "relations": len(one.relations)}
            for one in found
        ]
        print_json(rows)
    else:
        print_text(listed_as_text(found, lang))


@commands.command()
def template(
    out: Annotated[str, typer.Option("--out", help="workbook to write; must be new", metavar="FILE.xlsx")],
    lang: Language = "ru",
) -> None:
    """Write an empty workbook with headings and two example rows."""
    from tirek.figures.reporting import say
    from tirek.figures.template import write_template

    write_template(Path(out), lang)
    print_text(say("written", lang, file=out))
