"""What a run of a population says on a terminal: programmes, what is not certain, and where the tables are."""

from __future__ import annotations

from tirek.commands.tables import programme_table
from tirek.population.charts.specifications import say
from tirek.population.reporting import absent_note, programme_rows
from tirek.population.run import RunResult
from tirek.rulebook.engine.explanation import reform_lines
from tirek.rulebook.engine.wording import date_text, number_text


def run_as_text(result: RunResult, language: str) -> str:
    """The head, the table of programmes with its footnotes, what is said of reforms and assumptions, the files."""
    moment = result.questions.program.moment
    head = say("asked", language).format(
        families=number_text(result.families, language),
        people=number_text(result.people, language),
        day=date_text(moment.on, language),
    )
    chosen = moment.assumption
    warning = [f"{chosen.title[language]}. {chosen.warning[language]}"] if chosen else []
    warning = [*reform_lines(moment, language), *warning]
    files = [str(path) for path in sorted(result.folder.iterdir())]
    table = programme_table(programme_rows(result), language)
    return "\n".join([head, *warning, table, *absent_note(result, language), *files])
