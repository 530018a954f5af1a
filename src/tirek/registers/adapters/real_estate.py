"""The register of real estate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from tirek.registers.adapters.statements import Statement, Value
from tirek.registers.contract import Key, KeyKind
from tirek.registers.fields import MISSING, Cadastral, Inconsistent, Known, Territory, Within


class EstateKind(StrEnum):
    """Kind of premises; only the first two are dwellings."""

    FLAT = "flat"
    HOUSE = "house"
    COMMERCIAL = "commercial"
    OTHER = "other"


class Tenure(StrEnum):
    """Right by which it is held."""

    OWNED = "owned"
    STATE_STOCK = "state_stock"
    RENTED_BY_AKIMAT = "rented_by_akimat"
    RENTED_PRIVATELY = "rented_privately"


@dataclass(frozen=True)
class Estate:
    """One object. The area is in hundredths of a square metre, the share is a pair of integers."""

    cadastral: Cadastral
    kind: EstateKind
    tenure: Tenure
    territory: Territory
    area_m2_hundredths: Annotated[int, Within(1, 10**9)]
    share_numerator: Annotated[int, Within(1, 10**6)]
    share_denominator: Annotated[int, Within(1, 10**6)]
    since: date

    def __post_init__(self) -> None:
        if self.share_numerator > self.share_denominator:
            raise Inconsistent("share_numerator")

    @property
    def dwelling(self) -> bool:
        """Whether people live in such premises."""
        return self.kind in (EstateKind.FLAT, EstateKind.HOUSE)


@dataclass(frozen=True)
class RealEstate:
    """Objects of a person, or the one object that was asked about."""

    objects: Known[tuple[Estate, ...]]

    def __post_init__(self) -> None:
        if self.objects is not MISSING and len({one.cadastral for one in self.objects}) < len(self.objects):
            raise Inconsistent("objects")

    def statements(self) -> Iterator[tuple[Statement, Value]]:
        """Number of dwellings."""
        if self.objects is not MISSING:
            yield Statement.DWELLINGS, sum(one.dwelling for one in self.objects)

    def misfit(self, key: Key, as_of: date) -> str | None:
        """The field that belongs to another question, if one does."""
        if key.kind is KeyKind.CADASTRAL and self.objects is not MISSING:
            return None if [one.cadastral for one in self.objects] == [key.value] else "objects"
        return None
