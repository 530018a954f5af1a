"""``tirek backup``: copies of the database and of the files, the way back to a moment, and the practice of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tirek.commands.options import Format, Language, print_json, print_text
from tirek.commands.usage import message
from tirek.rulebook.engine.errors import TirekError

if TYPE_CHECKING:
    from tirek.config.postgres.backups import Backup

commands = typer.Typer(help="Backups, and the way back to a moment; and its practice.", no_args_is_help=True)
To = Annotated[
    Path | None, typer.Option("--to", help="folder of backups; not given: backups in TIREK_DATA", metavar="DIR")
]
At = Annotated[
    str, typer.Option("--at", help="the moment, 2026-11-23T14:05:00+05:00; not given: the last", metavar="TIME")
]
FAILED = 1
"""Exit code of a drill that found a difference."""


class NoMoment(TirekError):
    """A moment that cannot be read."""

    def text(self, language: str) -> str:
        """One line in a language."""
        return message("backup_bad_moment", language, name=str(self))


@commands.command("make")
def make(
    to: To = None,
    keep: Annotated[int, typer.Option("--keep", help="how many of the newest stay", min=1)] = 7,
    lang: Language = "ru",
) -> None:
    """Copy the database while it serves, and the stored files; from the first copy on, the server's log is kept."""
    from tirek.config.postgres.backups import list_backups, prune_backups
    from tirek.config.postgres.tuning import MEBIBYTE

    data, place = _places(to)
    backup = _made(data, place)
    prune_backups(data, place, keep)
    size = sum(path.stat().st_size for path in backup.folder.rglob("*") if path.is_file()) // MEBIBYTE
    told = {"folder": str(backup.folder), "megabytes": str(size), "count": str(len(list_backups(place)))}
    print_text(message("backup_made", lang, **told))


@commands.command("restore")
def restore(
    into: Annotated[
        Path, typer.Option("--into", help="an empty folder: TIREK_DATA of what is restored", metavar="DIR")
    ],
    to: To = None,
    at: At = "",
    lang: Language = "ru",
) -> None:
    """Restore to a moment, into a folder of its own: its server runs there; nothing is written over."""
    from tirek.config.postgres.backups import backup_before, restore_backup

    _, place = _places(to)
    moment = _moment(at)
    backup = backup_before(place, moment)
    restore_backup(backup, into, moment)
    print_text(message("backup_restored", lang, folder=str(into), moment=at or message("backup_last_moment", lang)))


@commands.command("drill")
def drill(to: To = None, lang: Language = "ru", format: Format = "text") -> None:
    """Practise the return: to this very moment, beside the department; then counts, consistency and journal are compared.

    Exit code 1 when anything differs. What was restored is removed.
    """
    from tirek.config.postgres.backups import backup_before, list_backups, mark_moment, restore_backup
    from tirek.config.postgres.launcher import stop
    from tirek.config.postgres.places import home_of

    data, place = _places(to)
    begun = time.monotonic()
    if not list_backups(place):
        _made(data, place)
    seconds = {"backup": time.monotonic() - begun}
    before = _counts(data)
    moment = mark_moment(data)
    backup, into = backup_before(place, moment), place / f"drill-{os.getpid()}"
    try:
        begun = time.monotonic()
        restore_backup(backup, into, moment)
        seconds["restore"] = time.monotonic() - begun
        begun = time.monotonic()
        after, verdicts = _counts(into), _verdicts(into, backup)
        seconds["check"] = time.monotonic() - begun
    finally:
        stop(into, "immediate")
        home = home_of(into)
        for folder in {into, home.folder}:
            shutil.rmtree(folder, ignore_errors=True)
    differing = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    holds = not differing and all(verdicts.values())
    told: dict[str, Any] = {
        "holds": holds,
        "moment": moment.isoformat(),
        "tables": len(before),
        "rows": sum(before.values()),
    }
    told |= verdicts | {"differing": differing, "seconds": {name: round(each, 1) for name, each in seconds.items()}}
    if format == "json":
        print_json(told)
    else:
        print_text(_as_text(told, lang))
    if not holds:
        raise typer.Exit(FAILED)


def _as_text(told: dict[str, Any], lang: str) -> str:
    def word(value: bool) -> str:
        return message("drill_yes" if value else "drill_no", lang)

    lines = [
        message("drill_moment", lang, moment=told["moment"]),
        message("drill_rows", lang, tables=str(told["tables"]), rows=f"{told['rows']:,}".replace(",", " ")),
        message("drill_differing", lang, names=", ".join(told["differing"]) or message("drill_none", lang)),
        *(message(f"drill_{name}", lang, verdict=word(told[name])) for name in ("consistent", "journal")),
        message("drill_seconds", lang, **{name: str(each) for name, each in told["seconds"].items()}),
        message("drill_holds" if told["holds"] else "drill_fails", lang),
    ]
    return "\n".join(lines)


def _counts(data: Path) -> dict[str, int]:
    """How many rows each table has, in one view of the database; tables of jobs go on by themselves and are left out."""
    from tirek.config.postgres.addresses import own_addresses
    from tirek.config.postgres.checks import open_connection

    with open_connection(own_addresses(data).owner) as connection:
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        names = connection.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace "
            "AND relname NOT LIKE 'procrastinate%' AND NOT relispartition ORDER BY 1"
        ).fetchall()
        # The names are the database's own.
        return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in names}  # type: ignore[index]  # noqa: S608


def _verdicts(into: Path, backup: Backup) -> dict[str, bool]:
    """Whether what was restored is consistent over all stages, and its journal holds against the anchor of the backup."""
    anchor = ("--anchor", str(backup.anchor)) if backup.anchor.exists() else ()
    asked = {"consistent": ("check", "--format", "json"), "journal": ("journal", "verify", *anchor, "--format", "json")}
    variables = {name: value for name, value in os.environ.items() if not name.startswith("TIREK_DATABASE")}
    variables["TIREK_DATA"] = str(into.resolve())
    return {name: _run(variables, arguments).returncode == 0 for name, arguments in asked.items()}


def _made(data: Path, place: Path) -> Backup:
    from tirek.config.env import environment
    from tirek.config.postgres.backups import make_backup

    backup = make_backup(data, place, environment().data / "files")
    variables = {**os.environ, "TIREK_DATA": str(data.resolve())}
    _run(variables, ("journal", "anchor", "--out", str(backup.anchor)))  # none while no hour of the journal is closed
    return backup


def _run(variables: dict[str, str], arguments: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tirek", *arguments]
    return subprocess.run(command, env=variables, capture_output=True, text=True, check=False)  # noqa: S603 - our own program


def _places(to: Path | None) -> tuple[Path, Path]:
    """The data folder of our own server, and the folder of backups."""
    from tirek.config.env import environment
    from tirek.config.postgres.addresses import database_addresses
    from tirek.config.postgres.faults import DatabaseFault

    addresses = database_addresses(environment())
    if addresses.ours is None:
        raise DatabaseFault("backup_not_ours", host=addresses.app.host)
    return addresses.ours, to or environment().data / "backups"


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise NoMoment(text) from None
    if moment.tzinfo is None:
        raise NoMoment(text)
    return moment
