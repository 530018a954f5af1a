"""The table of take-up as it leaves the house: small counts hidden, and what would tell them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

import polars as pl

from tirek.population.comparison.suppression import Line, hide_cells, is_small
from tirek.population.takeup.tallies import COUNTS, MONEY, TOLD_BY
from tirek.population.totals import ALL, DISTRICT

HIDDEN = "hidden"

_DEAR = {"undetermined": 0, "undetermined_receiving": 1, "undetermined_not_receiving": 1}
"""What is hidden first beside a small count: what is asked are take-up and leakage."""


class Cell(NamedTuple):
    """A count that is printed."""

    district: int | None
    name: str


@dataclass(frozen=True)
class TakeUp:
    """What may be printed.

    Attributes
    ----------
    table : DataFrame
        ``tally_takeup``, None where a number is hidden; ``hidden`` names those of its row.
    hidden : int
        How many numbers are hidden.
    k : int
        Counts from 1 to one less are hidden; at 1 nothing is.
    """

    table: pl.DataFrame
    hidden: int
    k: int


def export_takeup(table: pl.DataFrame, k: int) -> TakeUp:
    """Hide the small counts of each programme, with the tenge of the same families."""
    made, total = [], 0
    for _, own in table.group_by("programme", maintain_order=True):
        hidden = _hidden(own, k)
        rows = [_shown(row, hidden) for row in own.iter_rows(named=True)]
        total += sum(len(row[HIDDEN]) for row in rows)
        made.append(pl.DataFrame(rows, schema={**own.schema, HIDDEN: pl.List(pl.String)}, orient="row"))
    empty = table.clear().with_columns(pl.lit(None, pl.List(pl.String)).alias(HIDDEN))
    return TakeUp(pl.concat([empty, *made]), total, k)


def _shown(row: dict[str, Any], hidden: set[Cell]) -> dict[str, Any]:
    names = [name for name in COUNTS if Cell(row[DISTRICT], name) in hidden]
    names += [name for name in MONEY if TOLD_BY[name] in names and row[name] is not None]
    return {**row, **dict.fromkeys(names), HIDDEN: names}


def _hidden(own: pl.DataFrame, k: int) -> set[Cell]:
    """Cells of one programme that are not printed.

    The tenge needs no lines of its own: its only sums are those over the districts, which the counts have too, so where the
    counts of its families do not follow from what is printed, the tenge does not either.
    """
    values = {Cell(row[DISTRICT], name): int(row[name]) for row in own.iter_rows(named=True) for name in COUNTS}
    places = {cell: place for place, cell in enumerate(values)}
    small = {cell for cell, value in values.items() if is_small(value, k)}
    lines = list(_lines(list(own[DISTRICT])))
    return hide_cells(
        lines,
        small,
        least=k,
        values=[values],
        cost=lambda cell: (
            int(cell.district == ALL),
            _DEAR.get(cell.name, 2),
            int(values[cell] == 0),
            values[cell],
            places[cell],
        ),
    )


def _lines(districts: list[int | None]) -> Iterator[Line[Cell]]:
    """Sums that a reader can make."""
    for key in districts:
        yield {Cell(key, "entitled"): -1, Cell(key, "both"): 1, Cell(key, "not_taken_up"): 1}
        receiving = ("both", "leakage", "undetermined_receiving")
        yield {Cell(key, "receiving"): -1, **{Cell(key, name): 1 for name in receiving}}
        unsure = ("undetermined_receiving", "undetermined_not_receiving")
        yield {Cell(key, "undetermined"): -1, **{Cell(key, name): 1 for name in unsure}}
    for name in COUNTS:
        yield {Cell(key, name): -1 if key == ALL else 1 for key in districts}


def ratio(row: dict[str, Any], part: str, whole: str) -> Fraction | None:
    """A share of families, exact; None where a number of it is hidden or there is nothing to share."""
    return Fraction(row[part], row[whole]) if row[part] is not None and row[whole] else None


def take_up(row: dict[str, Any]) -> Fraction | None:
    """Of the entitled families, those that receive."""
    return ratio(row, "both", "entitled")


def leakage_share(row: dict[str, Any]) -> Fraction | None:
    """Of the families that receive, those that are not entitled."""
    return ratio(row, "leakage", "receiving")
