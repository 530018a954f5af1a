"""Checked figures for a person to read."""

from __future__ import annotations

from collections.abc import Sequence

from rich.markup import escape
from rich.table import Table

from tirek.commands.tables import drawn
from tirek.figures.checking import Checked
from tirek.figures.records import Publication
from tirek.figures.reporting import COLUMNS, is_quiet, rows, say, shown, totals

NUMBERS = ("computed", "stated")
MARK = "! "
"""Before a verdict that the file did not foresee."""


def checked_as_text(checked: Checked, language: str, only: str = "") -> str:
    """A table of findings and the totals."""
    publication = checked.publication
    title = publication.title.get(language) or publication.name
    table = Table(title=escape(f"{publication.name}: {title}"), title_justify="left")
    for name in COLUMNS:
        number = name in NUMBERS
        table.add_column(say(f"headings.{name}", language), justify="right" if number else "left", no_wrap=name == "id")
    findings = shown(checked, only)
    for found, row in zip(findings, rows(checked, language, findings), strict=True):
        table.add_row(("" if found.is_expected else MARK) + row[0], *map(escape, row[1:]))
    lines = [drawn(table), totals(checked, language)]
    if not only and (quiet := sum(map(is_quiet, checked.findings))):
        lines.append(say("hidden", language, count=quiet))
    return "\n".join(lines)


def listed_as_text(publications: Sequence[Publication], language: str) -> str:
    """One line a file."""
    return "\n".join(
        say(
            "listed",
            language,
            name=one.name,
            title=one.title.get(language) or one.title["ru"],
            figures=len(one.figures),
            relations=len(one.relations),
        )
        for one in publications
    )
