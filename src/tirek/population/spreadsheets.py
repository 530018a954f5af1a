"""The tables of a run as CSV that opens in a spreadsheet, with names in Kazakh and Russian beside the codes."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tirek.population.charts.specifications import district_title
from tirek.population.totals import DISTRICT
from tirek.rulebook.catalogue import find_benefit

LANGUAGES = ("kk", "ru")


def write_spreadsheets(programmes: pl.DataFrame, levels: pl.DataFrame, folder: Path) -> None:
    """Write ``programmes.csv`` and ``levels.csv``: UTF-8 with a byte-order mark, which spreadsheets need for Cyrillic."""
    with_titles(programmes, "programme").write_csv(folder / "programmes.csv", include_bom=True)
    with_titles(levels, "method").write_csv(folder / "levels.csv", include_bom=True)


def with_titles(table: pl.DataFrame, column: str) -> pl.DataFrame:
    """A table of totals with the names of districts, and of the programmes or methods in a column."""
    added = []
    for language in LANGUAGES:
        districts = [district_title(code, language) for code in table[DISTRICT]]
        titles = [str(find_benefit(name).document["title"][language]) for name in table[column]]
        added += [
            pl.Series(f"district_{language}", districts, pl.String),
            pl.Series(f"title_{language}", titles, pl.String),
        ]
    return table.with_columns(added)


def with_programme_titles(table: pl.DataFrame) -> pl.DataFrame:
    """A table with the titles of its programmes in two languages."""
    return table.with_columns(
        pl.Series(
            f"title_{language}",
            [str(find_benefit(name).document["title"][language]) for name in table["programme"]],
            pl.String,
        )
        for language in LANGUAGES
    )
