"""The two welfare methods side by side: how many people stand where under each."""

from __future__ import annotations

from fractions import Fraction

from tirek.commands.tables import simple_table
from tirek.population.charts.specifications import say
from tirek.population.methods import FIRST, SECOND, compare_methods
from tirek.population.reporting import level_names
from tirek.population.run import RunResult
from tirek.rulebook.catalogue import find_benefit
from tirek.rulebook.engine.wording import number_text


def methods_table(result: RunResult, language: str) -> str:
    """People (thousand) by level of the six, in rows, and by category of points, in columns."""
    counted = {(row[FIRST], row[SECOND]): row["people"] for row in compare_methods(result).iter_rows(named=True)}
    levels, categories = sorted({pair[0] for pair in counted}), sorted({pair[1] for pair in counted})
    names, codes = level_names(language), find_benefit(SECOND).document["codes"]["category"]
    unknown = say("undetermined", language)
    rows = [
        [names.get(level, unknown), *(_thousand(counted.get((level, each), 0), language) for each in categories)]
        for level in levels
    ]
    headings = [say("level", language), *(codes[each][language] if each in codes else unknown for each in categories)]
    return simple_table(say("methods_title", language), headings, rows)


def _thousand(people: int, language: str) -> str:
    return number_text(Fraction((people + 50) // 100, 10), language, 1) if people else ""
