"""What take-up says on a terminal: a table of the whole territory, what its marks mean, problems, files."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import polars as pl

from tirek.commands.tables import simple_table
from tirek.commands.usage import message
from tirek.population.charts.specifications import programme_title, say
from tirek.population.run_folder import RunFolder
from tirek.population.takeup.exporting import TakeUp
from tirek.population.takeup.received import Received
from tirek.population.takeup.wording import MONEY_SHOWN, cell_text, notes, tell
from tirek.population.takeup.writing import head_notes, unlisted
from tirek.population.totals import ALL, DISTRICT
from tirek.rulebook.engine.wording import number_text

SHOWN = (
    "entitled",
    "receiving",
    "both",
    "take_up",
    "not_taken_up",
    MONEY_SHOWN[0],
    "leakage",
    "leakage_share",
    MONEY_SHOWN[1],
    "undetermined_receiving",
)


def takeup_as_text(found: TakeUp, run: RunFolder, received: Received, folder: Path, language: str) -> str:
    """The table and everything that must be said with it."""
    rows = [
        [
            programme_title(row["programme"], language, ceiling=row["kind"] == "ceiling"),
            *(cell_text(row, name, language) for name in SHOWN),
        ]
        for row in found.table.filter(pl.col(DISTRICT) == ALL).iter_rows(named=True)
    ]
    headings = [say("programme", language), *(tell(name, language) for name in SHOWN)]
    lines = [*head_notes(run, received, language), simple_table(tell("title", language), headings, rows)]
    lines += notes(found, language)
    if names := unlisted(found, run):
        lines.append(tell("unlisted", language, names="; ".join(programme_title(name, language) for name in names)))
    if received.problems:
        lines.append(message("import_problems", language, count=number_text(len(received.problems), language)))
        times = Counter((each.column, each.kind) for each in received.problems)
        first = {(each.column, each.kind): each for each in reversed(received.problems)}
        lines += [
            f"  {number_text(n, language)} × {first[place].message(language)}" for place, n in times.most_common()
        ]
    files = [str(path) for path in sorted(folder.rglob("*")) if path.is_file()]
    return "\n".join([*lines, tell("files", language), *files])
