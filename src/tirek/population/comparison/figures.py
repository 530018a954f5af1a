"""Figures of a comparison: one value a model of income, each with its bounds, and the range over all models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from tirek.population.comparison.changes import ENDS, GAIN, LOSE, STARTS, UNSURE
from tirek.population.comparison.compare import Comparison
from tirek.population.comparison.exporting import INCOME, KEY
from tirek.population.comparison.incomes import MIDDLE
from tirek.population.comparison.tallies import ALL, WHOLE

Value = tuple[int, int]
"""Lower and upper bound; equal where nothing unknown matters."""

MEAN = {"mean_gain": GAIN, "mean_lose": LOSE}

SUMMARY = (
    "change",
    "before",
    "after",
    f"{GAIN}.families",
    f"{GAIN}.persons",
    f"{LOSE}.families",
    f"{LOSE}.persons",
    "same.families",
    "same.persons",
    f"{UNSURE}.families",
    f"{UNSURE}.persons",
    "held_before.families",
    "held_after.families",
    f"{STARTS}.families",
    f"{STARTS}.persons",
    f"{ENDS}.families",
    f"{ENDS}.persons",
    GAIN,
    LOSE,
    *MEAN,
)
"""Figures of everybody, in the order in which they are told."""


@dataclass(frozen=True)
class Figure:
    """A figure under each model of income, in the order of the models; None where it is hidden."""

    values: Mapping[str, Value | None]

    @property
    def main(self) -> Value | None:
        """The one shown first: of the snapshot's own incomes, where they were asked."""
        return self.values[MIDDLE] if MIDDLE in self.values else next(iter(self.values.values()))

    @property
    def least(self) -> int | None:
        """The least over all models."""
        shown = [value[0] for value in self.values.values() if value is not None]
        return min(shown) if len(shown) == len(self.values) else None

    @property
    def greatest(self) -> int | None:
        """The greatest over all models."""
        shown = [value[1] for value in self.values.values() if value is not None]
        return max(shown) if len(shown) == len(self.values) else None

    @property
    def is_nothing(self) -> bool:
        """Whether it is nothing under every model, for certain."""
        return all(value == (0, 0) for value in self.values.values())


class Figures:
    """Figures of a comparison by table, key and name: ``gain.families``, ``change`` (tenge a year), ``mean_gain``."""

    def __init__(self, comparison: Comparison) -> None:
        self._comparison = comparison

    @cached_property
    def _rows(self) -> Mapping[tuple[str, str], Mapping[str, Mapping[str, int | None]]]:
        found: dict[tuple[str, str], dict[str, Mapping[str, int | None]]] = {}
        for name, table in self._comparison.exported.tables.items():
            for row in table.iter_rows(named=True):
                found.setdefault((name, row[KEY]), {})[row[INCOME]] = row
        return found

    def keys(self, table: str) -> Sequence[str]:
        """Keys of a table, in order."""
        return [key for name, key in self._rows if name == table]

    def of(self, table: str, key: str, name: str) -> Figure:
        """One figure."""
        rows = self._rows[table, key]
        return Figure({model: _value(rows[model], name) for model in rows})

    def whole(self, name: str) -> Figure:
        """One figure of everybody."""
        return self.of(WHOLE, ALL, name)

    def has_unsure(self, table: str) -> bool:
        """Whether a table has families whose change an unknown value decides."""
        return not all(self.of(table, key, "unsure.families").is_nothing for key in self.keys(table))


def _value(row: Mapping[str, int | None], name: str) -> Value | None:
    if name in MEAN:
        return _mean(row, MEAN[name])
    low, high = (row[f"{name}_low"], row[f"{name}_high"]) if f"{name}_low" in row else (row[name], row[name])
    return None if low is None or high is None else (low, high)


def _mean(row: Mapping[str, int | None], name: str) -> Value | None:
    """Tenge a month a family, to whole tenge; nothing where there is no such family."""
    total, families = _value(row, name), row[f"{name}.families"]
    if total is None or families is None:
        return None
    per = max(12 * families, 1)
    return (2 * total[0] + per) // (2 * per), (2 * total[1] + per) // (2 * per)
