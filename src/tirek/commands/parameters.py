"""``tirek parameters``: what local law may set, the overlays that were signed, and whether each still holds."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
import yaml

from tirek.commands.options import Format, Language, print_json, print_text
from tirek.commands.usage import message
from tirek.rulebook.engine.errors import FactError

if TYPE_CHECKING:
    from tirek.department.parameters.models import Overlay

commands = typer.Typer(help="Local law: what may be entered, and the signed overlays.", no_args_is_help=True)

Number = Annotated[int, typer.Option("--number", help="number of the overlay; 0 is the last", metavar="N")]


@commands.command("list")
def list_parameters(lang: Language = "ru", format: Format = "text") -> None:
    """List the parameters that a region sets, each with its programme, unit and range; needs no database."""
    from tirek.config.startup import set_up_django

    set_up_django()
    from tirek.department.parameters.register import enterable_parameters

    found = [
        {
            "name": each.name,
            "title": dict(each.parameter.title),
            "programme": each.programme or None,
            "unit": each.parameter.unit_name,
            "by": each.parameter.by,
            "whole": not each.parameter.ratio,
            "range": list(each.parameter.gap_range),
        }
        for each in enterable_parameters().values()
    ]
    if format == "json":
        print_json(found)
        return
    rows = [(each.name, each.parameter.unit_name, each.title(lang)) for each in enterable_parameters().values()]
    width = max(len(name) for name, _, _ in rows)
    print_text("\n".join(f"{name:{width}}  {unit:18}  {title}" for name, unit, title in rows))


@commands.command()
def export(
    out: Annotated[str, typer.Option("--out", help="YAML file to write; must be new", metavar="FILE")],
    number: Number = 0,
    lang: Language = "ru",
    format: Format = "text",
) -> None:
    """Write an overlay as YAML, for ``law decide --overlay`` and ``population run --overlay``."""
    path = Path(out)
    if path.exists():
        raise FactError(f"--out {out}", "file_there")
    overlay = _overlay(number)
    values = _entries(overlay)
    head = {"overlay": overlay.number, "department": overlay.department, "digest": overlay.digest}
    document = {**head, "values": values}
    path.write_text(yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=120), encoding="utf-8")
    if format == "json":
        print_json({"number": overlay.number, "digest": overlay.digest, "values": len(values), "file": str(path)})
    else:
        told = {"number": str(overlay.number), "digest": overlay.digest, "values": str(len(values))}
        print_text(message("overlay_written", lang, file=str(path), **told))


@commands.command()
def check(lang: Language = "ru", format: Format = "text") -> None:
    """Recompute every overlay: its digest, its place in the row, its values by the engine; exit code 1 on a fault."""
    _open()
    from tirek.department.parameters.checking import check_overlays

    count, faults = check_overlays()
    if format == "json":
        print_json({"overlays": count, "faults": [{"number": number, "what": what} for number, what in faults]})
    else:
        lines = [message("overlay_fault", lang, number=str(number), what=what) for number, what in faults]
        print_text("\n".join(lines or [message("overlays_hold", lang, count=str(count))]))
    if faults:
        raise typer.Exit(1)


def _open() -> None:
    from tirek.config.startup import open_department

    open_department()


def _overlay(number: int) -> Overlay:
    _open()
    from django.conf import settings

    from tirek.department.parameters.models import Overlay
    from tirek.department.parameters.overlays import last_overlay

    own = Overlay.objects.filter(department=settings.DEPARTMENT_KATO)
    found = own.filter(number=number).first() if number else last_overlay()
    if found is None:
        raise FactError(f"--number {number}", "no_overlay", count=own.count())
    return found


def _entries(overlay: Overlay) -> list[dict[str, Any]]:
    """Entries with their days as days, as YAML writes them."""
    from tirek.department.parameters.overlays import entries_of

    days = ("from", "until", "known_from", "withdrawn_from")
    return [
        {key: date.fromisoformat(value) if key in days else value for key, value in entry.items()}
        for entry in entries_of(overlay.content)
    ]
