"""The register of vehicles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from tirek.registers.adapters.statements import Statement, Value
from tirek.registers.contract import Key, KeyKind
from tirek.registers.fields import MISSING, Inconsistent, Known, Plate, Within


class VehicleKind(StrEnum):
    """Kind of a vehicle, as the facts know it."""

    CAR = "car"
    COMMERCIAL = "commercial"
    AGRICULTURAL = "agricultural"


@dataclass(frozen=True)
class Vehicle:
    """One vehicle."""

    plate: Plate
    kind: VehicleKind
    model: str
    year: Annotated[int, Within(1920, 2100)]
    since: date


@dataclass(frozen=True)
class Vehicles:
    """Vehicles of a person, or the one vehicle that was asked about."""

    vehicles: Known[tuple[Vehicle, ...]]

    def __post_init__(self) -> None:
        if self.vehicles is not MISSING and len({one.plate for one in self.vehicles}) < len(self.vehicles):
            raise Inconsistent("vehicles")

    def statements(self) -> Iterator[tuple[Statement, Value]]:
        """Number of vehicles."""
        if self.vehicles is not MISSING:
            yield Statement.VEHICLES, len(self.vehicles)

    def misfit(self, key: Key, as_of: date) -> str | None:
        """The field that belongs to another question, if one does."""
        if key.kind is KeyKind.PLATE and self.vehicles is not MISSING:
            return None if [one.plate for one in self.vehicles] == [key.value] else "vehicles"
        return None
