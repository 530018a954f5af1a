"""Legal entities and sole traders."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from tirek.registers.adapters.statements import Statement, Value
from tirek.registers.fields import MISSING, Bin, Count, Inconsistent, Known, Territory, Within


class EntityKind(StrEnum):
    """Kind of an entity."""

    LEGAL_ENTITY = "legal_entity"
    BRANCH = "branch"
    SOLE_TRADER = "sole_trader"
    FARM = "farm"


class Role(StrEnum):
    """What a person is in it."""

    FOUNDER = "founder"
    HEAD = "head"
    OWNER = "owner"


@dataclass(frozen=True)
class Share:
    """A person's place in an entity. A sole trader who works under the own number has no BIN."""

    bin: Bin | None
    name: str
    kind: EntityKind
    role: Role
    since: date
    active: bool

    def __post_init__(self) -> None:
        if self.bin is None and self.kind is not EntityKind.SOLE_TRADER:
            raise Inconsistent("bin")


@dataclass(frozen=True)
class Entities:
    """Entities in which a person has a place."""

    shares: Known[tuple[Share, ...]]

    def statements(self) -> Iterator[tuple[Statement, Value]]:
        """Number of active ones."""
        if self.shares is not MISSING:
            yield Statement.ACTIVE_ENTITIES, sum(share.active for share in self.shares)


@dataclass(frozen=True)
class Entity:
    """One entity, by its BIN."""

    name: Known[str]
    kind: Known[EntityKind]
    territory: Known[Territory]
    registered_on: Known[date]
    active_since: Known[date]
    closed_on: Known[date | None]
    headcount: Known[Count]
    contribution_months: Known[Annotated[int, Within(0, 12)]]
    """Months of the last twelve for which social payments were made."""

    def __post_init__(self) -> None:
        if (
            isinstance(self.closed_on, date)
            and isinstance(self.registered_on, date)
            and self.closed_on < self.registered_on
        ):
            raise Inconsistent("closed_on")
