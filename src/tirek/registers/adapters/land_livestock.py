"""Plots of land and farm animals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from tirek.registers.adapters.statements import Statement, Value
from tirek.registers.contract import Key, KeyKind
from tirek.registers.fields import MISSING, Cadastral, Count, Inconsistent, Known, Territory, Within


class PlotPurpose(StrEnum):
    """What a plot is for."""

    HOUSING = "housing"
    GARDEN = "garden"
    PERSONAL_FARM = "personal_farm"
    FARMING = "farming"
    OTHER = "other"


class AnimalKind(StrEnum):
    """Kind of animal."""

    HORSE = "horse"
    CATTLE = "cattle"
    SHEEP = "sheep"
    GOAT = "goat"
    CAMEL = "camel"
    PIG = "pig"
    POULTRY = "poultry"


@dataclass(frozen=True)
class Plot:
    """One plot."""

    cadastral: Cadastral
    purpose: PlotPurpose
    territory: Territory
    area_m2: Annotated[int, Within(1, 10**10)]
    since: date


@dataclass(frozen=True)
class Herd:
    """Animals of one kind, as counted on a day."""

    kind: AnimalKind
    count: Count
    counted_on: date


@dataclass(frozen=True)
class LandAndLivestock:
    """Land and animals of a person; of a plot asked by its number, the plot."""

    plots: Known[tuple[Plot, ...]]
    animals: Known[tuple[Herd, ...]]

    def __post_init__(self) -> None:
        if self.plots is not MISSING and len({plot.cadastral for plot in self.plots}) < len(self.plots):
            raise Inconsistent("plots")
        if self.animals is not MISSING and len({herd.kind for herd in self.animals}) < len(self.animals):
            raise Inconsistent("animals")

    def statements(self) -> Iterator[tuple[Statement, Value]]:
        """Number of plots and of animals."""
        if self.plots is not MISSING:
            yield Statement.PLOTS, len(self.plots)
        if self.animals is not MISSING:
            yield Statement.ANIMALS, sum(herd.count for herd in self.animals)

    def misfit(self, key: Key, as_of: date) -> str | None:
        """The field that belongs to another question, if one does."""
        if key.kind is not KeyKind.CADASTRAL:
            return None
        if self.plots is not MISSING and [plot.cadastral for plot in self.plots] != [key.value]:
            return "plots"
        return "animals" if self.animals is not MISSING and self.animals else None
