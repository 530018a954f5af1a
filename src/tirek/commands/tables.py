"""Tables for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from io import StringIO
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from tirek.population.reporting import ProgrammeRow

WIDTH = 180


def drawn(table: Table) -> str:
    """A table as text."""
    console = Console(file=StringIO(), width=WIDTH, force_terminal=False)
    console.print(table)
    text: str = console.file.getvalue()  # type: ignore[attr-defined]
    return text.rstrip()


def programme_table(rows: Sequence[ProgrammeRow], language: str) -> str:
    """Programmes: families, people, tenge a month and a year, the published figure and the implied take-up."""
    # Here, and not above: a command that only draws a table does not wait for the engines of a population.
    from tirek.population.charts.specifications import say
    from tirek.population.page import footnotes, has_quantities, has_unknowns, headings, programme_cells

    table = Table(title=say("programmes_title", language), title_justify="left")
    shown = {"unsure": has_unknowns(rows), "given": has_quantities(rows)}
    for index, heading in enumerate(headings(language, **shown)):
        table.add_column(heading, justify="left" if index == 0 else "right", no_wrap=index > 0)
    for row in rows:
        table.add_row(*programme_cells(row, language, **shown))
    return f"{drawn(table)}\n{footnotes(rows, language)}"


def simple_table(title: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table with text on the left and numbers on the right."""
    table = Table(title=title, title_justify="left")
    for index, heading in enumerate(headings):
        table.add_column(heading, justify="left" if index == 0 else "right")
    for row in rows:
        table.add_row(*row)
    return drawn(table)
