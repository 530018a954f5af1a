"""``tirek population nightly``: the families that changed since a run, decided anew; a whole run comes out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from tirek.commands.options import Assume, Format, KnownOn, Language, WithReform, print_json, print_text, read_moment
from tirek.commands.progress import bars
from tirek.rulebook.engine.errors import FactError

SameOn = Annotated[str, typer.Option("--on", help="the date that counts; that of the last run", metavar="YYYY-MM-DD")]
SameTerritory = Annotated[str, typer.Option("--territory", help="KATO code; that of the last run", metavar="KATO")]


def nightly(
    folder: Annotated[str, typer.Option("--in", help="folder of the snapshot of now", metavar="DIR")],
    before: Annotated[str, typer.Option("--before", help="folder of the last run", metavar="DIR")],
    out: Annotated[str, typer.Option("--out", help="folder to write; must be new or empty", metavar="DIR")],
    was: Annotated[str, typer.Option("--was", help="folder of the last run's snapshot", metavar="DIR")] = "",
    changed: Annotated[
        str, typer.Option("--changed", help="table of the numbers of families to decide (family_id)", metavar="FILE")
    ] = "",
    keys: Annotated[
        str, typer.Option("--keys", help="the families' own keys now, from the import", metavar="FILE")
    ] = "",
    keys_was: Annotated[str, typer.Option("--keys-was", help="and those of the last run", metavar="FILE")] = "",
    on: SameOn = "",
    known_on: KnownOn = "",
    assume: Assume = "",
    reform: WithReform = "",
    territory: SameTerritory = "",
    lang: Language = "ru",
    format: Format = "text",
) -> None:
    """Decide only the families that changed since a run; the question is the run's own, and any other is refused."""
    from tirek.commands.nightly_report import nightly_as_text
    from tirek.population.nightly.rerun import Changed, run_nightly
    from tirek.population.run_folder import open_run

    for option, name in {"--in": folder, "--was": was, "--before": before}.items():
        if name and not Path(name).is_dir():
            raise FactError(f"{option} {name}", "no_file")
    for option, name in {"--changed": changed, "--keys": keys, "--keys-was": keys_was}.items():
        if name and not Path(name).is_file():
            raise FactError(f"{option} {name}", "no_file")
    last = open_run(Path(before))
    asked: dict[str, Any] = dict(last.about)
    named = asked["reform"]["name"] if asked.get("reform") else ""
    moment = read_moment(
        on or asked["on"],
        "",
        known_on or asked.get("known_on") or "",
        assume or asked.get("assumption") or "",
        territory or asked["territory"],
        reform=reform or named,
    )
    files = {"was": was, "listed": changed, "keys": keys, "keys_was": keys_was}
    said = Changed(**{name: Path(path) if path else None for name, path in files.items()})
    with bars(format == "text") as progress:
        made = run_nightly(Path(folder), moment, last, said, Path(out), progress=progress)
    if format == "json":
        print_json(made.report)
    else:
        print_text(nightly_as_text(made, lang))
