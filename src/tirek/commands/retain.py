"""``tirek retain``: what has been kept long enough. Carrying it out needs two people, in the office."""

from __future__ import annotations

from typing import Annotated

import typer

from tirek.commands.options import Format, Language, print_json, print_text, read_day
from tirek.commands.usage import message
from tirek.rulebook.engine.errors import TirekError


class RetentionFault(TirekError):
    """What the command was asked to do needs two people."""

    def __init__(self, key: str, **details: str) -> None:
        self.key, self.details = key, details
        super().__init__(message(key, "en", **details))

    def text(self, language: str) -> str:
        """One line in a language."""
        return message(self.key, language, **self.details)


def run_retain(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="count what has been kept long enough")] = False,
    resume: Annotated[int, typer.Option("--resume", help="go on with a confirmed run", metavar="RUN")] = 0,
    on: Annotated[str, typer.Option("--on", help="count as of another day", metavar="YYYY-MM-DD")] = "",
    lang: Language = "ru",
    format: Format = "text",
) -> None:
    """Count what has been kept long enough, by class; or go on with a run that two people confirmed."""
    if dry_run == bool(resume):
        raise RetentionFault("retain_needs_two")
    day = read_day(on, "--on") if on else None
    from tirek.config.startup import open_department

    open_department()
    counts = _resumed(resume) if resume else _counted(day)
    if format == "json":
        print_json(counts)
        return
    from tirek.department.core.retention import retention_classes

    titles = {kind.name: (kind.title[lang], str(kind.years)) for kind in retention_classes()}
    lines = [
        message("retain_line", lang, title=titles[name][0], years=titles[name][1], count=str(count))
        for name, count in counts.items()
    ]
    print_text("\n".join([message("retain_done" if resume else "retain_counted", lang), *lines]))


def _counted(day: object) -> dict[str, int]:
    from tirek.department.accounts.viewer import entered, system_viewer
    from tirek.department.core.calendar.today import today
    from tirek.department.files.retention import carrying_out, count_ended

    everywhere = system_viewer("command:retain").territories
    with entered(carrying_out(everywhere), read_only=True):
        return count_ended(day or today())  # type: ignore[arg-type]


def _resumed(run: int) -> dict[str, int]:
    from tirek.department.files.models import RetentionRun
    from tirek.department.files.retention import execute_run
    from tirek.department.journal.faults import NotAllowed

    try:
        return execute_run(run)
    except (RetentionRun.DoesNotExist, NotAllowed):
        raise RetentionFault("retain_not_confirmed", run=str(run)) from None
