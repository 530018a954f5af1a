"""The tables of a comparison as they leave the house: the models of income below each other, small cells without a number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from tirek.population.comparison.changes import is_money
from tirek.population.comparison.hiding import CONFLICTS, COUNTS, MONEY, Cell, Hidden, Layout, hide_small
from tirek.population.comparison.pairing import BEFORE, SIDES, Pair
from tirek.population.comparison.suppression import is_small
from tirek.population.comparison.tallies import LEVELS, PROGRAMMES, TABLES, Tables

UNKNOWN_KEY = "unknown"
"""Key of families whose district nobody knows."""

INCOME, KEY, HIDDEN = "income", "key", "hidden"
UNITS = ("families", "persons")
ENDS_OF_TENGE = ("low", "high")
MARK = "×"
"""What stands in the place of a number that is hidden."""


@dataclass(frozen=True)
class Exported:
    """What may be printed of a comparison.

    Attributes
    ----------
    tables : dict
        By name of ``TABLES``: income, key, counts and tenge (None where hidden), and ``hidden``, the hidden columns' names.
    hidden : int
        How many numbers are hidden.
    """

    tables: Mapping[str, pl.DataFrame]
    hidden: int


def export_tables(pair: Pair, models: Mapping[str, Tables], k: int) -> Exported:
    """Hide the small cells of a comparison.

    Parameters
    ----------
    pair : Pair
    models : mapping of str to Tables
        By name of the model of income.
    k : int
        Counts from 1 to one less are hidden; at 1 nothing is.
    """
    tables = aligned(models)
    hidden = hide_small(Layout(list(tables.values()), money_funds(pair)), k)
    shown = {}
    for name in TABLES:
        parts = [
            _shown(name, each[name], hidden, k).with_columns(pl.lit(model).alias(INCOME))
            for model, each in tables.items()
        ]
        shown[name] = pl.concat(parts)
    shown[PROGRAMMES] = shown[PROGRAMMES].join(_kinds(pair), on=KEY, how="left", maintain_order="left")
    if not pair.has_level:  # one row of families whose level nobody can tell is no table
        shown[LEVELS] = shown[LEVELS].clear()
    ordered = {name: table.select(INCOME, KEY, pl.exclude(INCOME, KEY)) for name, table in shown.items()}
    return Exported(ordered, sum(int(table[HIDDEN].list.len().sum()) for table in ordered.values()))


def money_funds(pair: Pair) -> dict[str, dict[str, str]]:
    """By programme that is money due: its fund by side."""
    paid = [benefit for benefit in pair.benefits if is_money(benefit)]
    return {benefit.id: {side: benefit.fund_at(pair.day(side)) for side in SIDES} for benefit in paid}


def _kinds(pair: Pair) -> pl.DataFrame:
    rows = [(b.id, b.outcome, b.fund_at(pair.day(BEFORE))) for b in pair.benefits]
    return pl.DataFrame(rows, schema={KEY: pl.String, "kind": pl.String, "fund": pl.String}, orient="row")


def aligned(models: Mapping[str, Tables]) -> dict[str, Tables]:
    """The tables of all models with the same keys in each; a row that a model lacks is of nothings."""
    made: dict[str, Tables] = {name: {} for name in models}
    for name in TABLES:
        tables = {model: each[name].with_columns(pl.col(KEY).fill_null(UNKNOWN_KEY)) for model, each in models.items()}
        keys = pl.concat([table.select(KEY) for table in tables.values()]).unique(maintain_order=True)
        for model, table in tables.items():
            made[model][name] = keys.join(table, on=KEY, how="left", maintain_order="left").fill_null(0)
    return made


def _shown(name: str, table: pl.DataFrame, hidden: Hidden, k: int) -> pl.DataFrame:
    """A table with None in its hidden cells."""
    groups = [(hidden.counts, count, [f"{count}.{unit}" for unit in UNITS]) for count in COUNTS[name]]
    groups += [(hidden.money, money, [f"{money}_{end}" for end in ENDS_OF_TENGE]) for money in MONEY[name]]
    columns: dict[str, list[int | None]] = {}
    said: list[list[str]] = [[] for _ in range(table.height)]
    for cells, cell, names in groups:
        for column in names:
            columns[column] = list(table[column])
            for row, key in enumerate(table[KEY]):
                if Cell(name, key, cell) in cells:
                    columns[column][row] = None
                    said[row].append(column)
    for column in CONFLICTS if name == PROGRAMMES else ():
        columns[column] = [None if is_small(value, k) else value for value in table[column]]
        for row, value in enumerate(columns[column]):
            said[row] += [column] if value is None else []
    schema = dict.fromkeys(columns, pl.Int64)
    made = pl.DataFrame({KEY: table[KEY]}).hstack(pl.DataFrame(columns, schema=schema))
    return made.with_columns(pl.Series(HIDDEN, said, dtype=pl.List(pl.String)))
