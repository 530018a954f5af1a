"""``tirek journal``: work the journal out again, and write down a seal to keep outside of the house."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tirek.commands.options import Format, Language, print_json, print_text, read_day
from tirek.commands.usage import message
from tirek.rulebook.engine.errors import TirekError

if TYPE_CHECKING:
    from tirek.department.journal.verification import Fault, Verified

commands = typer.Typer(
    help="The journal of views and writes: verify its chains, anchor its newest seal.", no_args_is_help=True
)

BROKEN = 1
"""Exit code when the journal does not hold."""
DAY = "YYYY-MM-DD"


class AnchorFault(TirekError):
    """The file named as an anchor is none, or there is nothing to anchor yet."""

    def __init__(self, key: str, **details: str) -> None:
        self.key, self.details = key, details
        super().__init__(message(key, "en", **details))

    def text(self, language: str) -> str:
        """One line in a language."""
        return message(self.key, language, **self.details)


@commands.command()
def verify(
    start: Annotated[str, typer.Option("--from", help="first day, by UTC", metavar=DAY)] = "",
    end: Annotated[str, typer.Option("--to", help="last day, by UTC", metavar=DAY)] = "",
    anchor: Annotated[Path | None, typer.Option("--anchor", help="a seal kept outside", metavar="FILE")] = None,
    lang: Language = "ru",
    format: Format = "text",
) -> None:
    """Work out every digest, chain, root and seal again; exit code 1 and the first broken line when something was touched."""
    first = datetime.combine(read_day(start, "--from"), time(), UTC) if start else None
    last = datetime.combine(read_day(end, "--to"), time(), UTC) + timedelta(hours=23) if end else None
    from tirek.config.startup import open_department

    open_department()
    from tirek.department.journal.anchors import AnchorUnreadable, read_anchor
    from tirek.department.journal.verification import verify_journal

    try:
        kept = read_anchor(anchor) if anchor else None
    except AnchorUnreadable as fault:
        raise AnchorFault("anchor_unreadable", name=str(anchor)) from fault
    verified = verify_journal(first, last, kept)
    if format == "json":
        print_json(_as_json(verified))
    else:
        print_text(_as_text(verified, lang))
    if not verified.holds:
        raise typer.Exit(BROKEN)


@commands.command()
def anchor(
    out: Annotated[Path, typer.Option("--out", help="the file to write", metavar="FILE")],
    lang: Language = "ru",
) -> None:
    """Write the newest seal to a file; keep it where nobody of this house can write."""
    from tirek.config.startup import open_department

    open_department()
    from tirek.department.journal.anchors import newest_anchor

    found = newest_anchor()
    if found is None:
        raise AnchorFault("nothing_to_anchor")
    out.write_text(found.text(), encoding="utf-8")
    print_text(message("anchor_written", lang, name=str(out), hour=found.hour.strftime("%Y-%m-%d %H:%M UTC")))


def _as_text(verified: Verified, lang: str) -> str:
    counts = {name: str(getattr(verified, name)) for name in ("lines", "hours", "sealed", "changes")}
    head = message("journal_holds" if verified.holds else "journal_broken", lang, **counts)
    return "\n".join([head, *(_fault_line(fault, lang) for fault in verified.faults)])


def _fault_line(fault: Fault, lang: str) -> str:
    place = fault.hour.strftime("%Y-%m-%d %H:%M UTC")
    if fault.writer is not None:
        place += f", {fault.writer}, {fault.sequence}"
    return f"{place}: {message(f'journal_fault_{fault.code}', lang)}"


def _as_json(verified: Verified) -> dict[str, object]:
    return {
        "holds": verified.holds,
        "lines": verified.lines,
        "hours": verified.hours,
        "sealed": verified.sealed,
        "changes": verified.changes,
        "faults": [
            {
                "code": fault.code,
                "hour": fault.hour.isoformat(),
                "writer": str(fault.writer) if fault.writer else None,
                "sequence": fault.sequence,
            }
            for fault in verified.faults
        ],
    }
