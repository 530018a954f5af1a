"""Which cells of a comparison are hidden: its tables as lines of cells, and small counts hidden in all models of income alike.

The same cells are hidden in every model: what a reform does not touch is equal in all of them, and a number printed in one would
tell the number hidden in another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tirek.population.comparison.changes import ENDS, GAIN, HELD, LOSE, OUTCOMES, PAID, SAME, STARTS, UNSURE
from tirek.population.comparison.pairing import AFTER, BEFORE, SIDES
from tirek.population.comparison.suppression import Line, hide_cells, is_small
from tirek.population.comparison.tallies import (
    ALL,
    BANDS,
    DIVISIONS,
    FAMILY_COUNTS,
    FLOWS,
    FUND,
    FUND_COUNTS,
    PROGRAMME_COUNTS,
    PROGRAMMES,
    WHOLE,
    Tables,
)

CHANGE = "change"


class Cell(NamedTuple):
    """A number that is printed: a count (families, and the persons in them, hidden together) or tenge (both bounds)."""

    table: str
    key: str
    name: str


COUNTS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys((WHOLE, *DIVISIONS), FAMILY_COUNTS),
    PROGRAMMES: PROGRAMME_COUNTS,
    FUND: FUND_COUNTS,
    BANDS: (ALL,),
}
MONEY: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys((WHOLE, *DIVISIONS), (*FLOWS, GAIN, LOSE)),
    PROGRAMMES: FLOWS,
    FUND: FLOWS,
    BANDS: (),
}
CONFLICTS = tuple(f"conflicts_{side}" for side in SIDES)

_TELLING: Mapping[str, tuple[str, ...]] = {BEFORE: (HELD[BEFORE],), AFTER: (HELD[AFTER],), CHANGE: (STARTS, ENDS)}
"""Counts that tell the tenge of a programme of one amount, and are told by it."""


@dataclass(frozen=True)
class Hidden:
    """Cells that are not printed."""

    counts: frozenset[Cell]
    money: frozenset[Cell]


@dataclass(frozen=True)
class Layout:
    """The tables of all models of income, with the same keys in each.

    Attributes
    ----------
    models : sequence of Tables
        The middle one, or the first asked, comes first: its values say which cells are cheap to hide.
    funds : dict
        By programme that is money due: its fund by side.
    """

    models: Sequence[Tables]
    funds: Mapping[str, Mapping[str, str]]

    def keys(self, table: str) -> list[str]:
        """Keys of a table, in order."""
        return list(self.models[0][table]["key"])

    def values(self, columns: Mapping[str, Sequence[str]], suffix: str) -> list[dict[Cell, int]]:
        """Values of cells, by model; their columns are the names with a suffix."""
        return [
            {
                Cell(table, key, name): value
                for table, names in columns.items()
                for name in names
                for key, value in zip(self.keys(table), tables[table][f"{name}{suffix}"], strict=True)
            }
            for tables in self.models
        ]

    def count_lines(self) -> Iterator[Line[Cell]]:
        """Sums of counts that a reader can make."""
        for table in (WHOLE, *DIVISIONS):
            for key in self.keys(table):
                yield {Cell(table, key, ALL): -1, **{Cell(table, key, outcome): 1 for outcome in OUTCOMES}}
        for table in (WHOLE, *DIVISIONS, PROGRAMMES):
            for key in self.keys(table):
                signs = {HELD[AFTER]: 1, HELD[BEFORE]: -1, STARTS: -1, ENDS: 1}
                yield {Cell(table, key, name): sign for name, sign in signs.items()}
        yield from self._columns(FAMILY_COUNTS)
        for sign, outcomes in ((1, (GAIN,)), (-1, (LOSE,)), (0, (SAME, UNSURE))):
            bands = [key for key in self.keys(BANDS) if (int(key) > 0) - (int(key) < 0) == sign]
            whole = {Cell(WHOLE, ALL, outcome): -1 for outcome in outcomes}
            yield {**whole, **{Cell(BANDS, key, ALL): 1 for key in bands}}

    def money_lines(self) -> Iterator[Line[Cell]]:
        """Sums of tenge that a reader can make."""
        for table, names in MONEY.items():
            for key in self.keys(table) if names else ():
                yield {Cell(table, key, CHANGE): -1, Cell(table, key, AFTER): 1, Cell(table, key, BEFORE): -1}
                if GAIN in names:
                    yield {Cell(table, key, CHANGE): -1, Cell(table, key, GAIN): 1, Cell(table, key, LOSE): 1}
        yield from self._columns(MONEY[WHOLE])
        for flow in FLOWS:
            whole = {Cell(WHOLE, ALL, flow): -1}
            yield {**whole, **{Cell(PROGRAMMES, name, flow): 1 for name in self.funds}}
            yield {**whole, **{Cell(FUND, fund, flow): 1 for fund in self.keys(FUND)}}
            for fund in self.keys(FUND):
                sides = (flow,) if flow in SIDES else SIDES
                paid = [name for name, own in self.funds.items() if all(own[side] == fund for side in sides)]
                yield {Cell(FUND, fund, flow): -1, **{Cell(PROGRAMMES, name, flow): 1 for name in paid}}

    def _columns(self, names: Iterable[str]) -> Iterator[Line[Cell]]:
        for name in names:
            for table in DIVISIONS:
                parts = {Cell(table, key, name): 1 for key in self.keys(table)}
                yield {**parts, Cell(WHOLE, ALL, name): -1}


def hide_small(layout: Layout, k: int) -> Hidden:
    """The cells of a comparison that are not printed.

    A count is hidden when in some model it lies between 1 and ``k`` - 1; tenge when those who receive it, or for whom it changes,
    are so few. Then others are hidden until nothing follows from sums. The amount of a programme tells the number of its
    recipients and the other way about, so there both are hidden together.
    """
    counts, money = layout.values(COUNTS, ".families"), layout.values(MONEY, "_low")
    count_lines, money_lines = list(layout.count_lines()), list(layout.money_lines())
    hidden_counts = {cell for each in counts for cell, value in each.items() if is_small(value, k)}
    hidden_money = {
        cell for index in range(len(layout.models)) for cell in _small_money(layout, index, counts[index], k)
    }
    while True:
        hidden_counts = hide_cells(count_lines, hidden_counts, least=k, values=counts, cost=_cost_by(counts))
        hidden_money |= {cell for cell in money[0] if _told(cell, hidden_counts)}
        hidden_money = hide_cells(money_lines, hidden_money, cost=_cost_by(money))
        telling = {
            Cell(PROGRAMMES, cell.key, name)
            for cell in hidden_money
            if cell.table == PROGRAMMES
            for name in _TELLING[cell.name]
        }
        if telling <= hidden_counts:
            return Hidden(frozenset(hidden_counts), frozenset(hidden_money))
        hidden_counts |= telling


def _small_money(layout: Layout, index: int, counts: Mapping[Cell, int], k: int) -> Iterator[Cell]:
    """Tenge of few families: paid to few, or changed for few."""
    for table, names in MONEY.items():
        rows = layout.models[index][table]
        for row in rows.iter_rows(named=True) if names else ():
            key = row["key"]
            few = {
                side: row[f"{PAID[side] if PAID[side] + '.families' in row else HELD[side]}.families"] for side in SIDES
            }
            few[CHANGE] = sum(counts[Cell(table, key, outcome)] for outcome in (GAIN, LOSE, UNSURE))
            few |= {name: counts[Cell(table, key, name)] for name in names if name in (GAIN, LOSE)}
            yield from (Cell(table, key, name) for name in names if is_small(few[name], k))


def _told(money: Cell, hidden: set[Cell]) -> bool:
    """Whether tenge would tell a count that is hidden: the one it belongs to, or one of two whose difference it is."""
    if money.name in (GAIN, LOSE):
        return Cell(money.table, money.key, money.name) in hidden
    if money.table == PROGRAMMES or money.name != CHANGE:
        told = [Cell(money.table, money.key, name) in hidden for name in _TELLING[money.name]]
        return sum(told) == 1
    return False


def _cost_by(values: Sequence[Mapping[Cell, int]]) -> Callable[[Cell], tuple[int, ...]]:
    """Totals are dear, a nothing hides nothing, and the smaller a number the less is lost."""
    places = {cell: place for place, cell in enumerate(values[0])}

    def cost(cell: Cell) -> tuple[int, ...]:
        size = max(abs(each[cell]) for each in values)
        return int(cell.table == WHOLE), int(cell.table == FUND), int(size == 0), size, places[cell]

    return cost
