"""The Digital Family Card: the family, its category, and what the other registers told it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tirek.registers.adapters.disability import Group
from tirek.registers.adapters.labour_market import Employment
from tirek.registers.adapters.population import Sex
from tirek.registers.adapters.statements import Statement, Value
from tirek.registers.contract import Key
from tirek.registers.fields import MISSING, Count, Iin, Inconsistent, Known, Tenge, Territory


class Category(StrEnum):
    """Category of well-being."""

    CATEGORY_A = "category_a"
    CATEGORY_B = "category_b"
    CATEGORY_C = "category_c"
    CATEGORY_D = "category_d"
    CATEGORY_E = "category_e"


class Relation(StrEnum):
    """What a member is to the person who was asked about."""

    SELF = "self"
    SPOUSE = "spouse"
    CHILD = "child"
    PARENT = "parent"
    SIBLING = "sibling"
    OTHER = "other"


@dataclass(frozen=True)
class Member:
    """A member of the family."""

    iin: Iin
    relation: Relation


@dataclass(frozen=True)
class Indicators:
    """What the other registers told the card about the person."""

    territory: Territory
    children: Count
    dwellings: Count
    vehicles: Count
    net_income_tenge: Tenge
    disability: Group
    employment: Employment
    overdue_debt: bool
    active_entities: Count
    plots: Count
    animals: Count
    held: bool


@dataclass(frozen=True)
class FamilyCard:
    """The card of the family in which a person is."""

    birth_date: date
    sex: Sex
    category: Known[Category]
    categorised_on: Known[date]
    members: Known[tuple[Member, ...]]
    indicators: Known[Indicators]

    def __post_init__(self) -> None:
        if self.members is not MISSING:
            numbers = {member.iin for member in self.members}
            selves = sum(member.relation is Relation.SELF for member in self.members)
            if len(numbers) < len(self.members) or selves != 1:
                raise Inconsistent("members")

    def statements(self) -> Iterator[tuple[Statement, Value]]:
        """Everything it repeats from others."""
        yield Statement.BIRTH_DATE, self.birth_date
        yield Statement.SEX, self.sex.value
        if self.indicators is MISSING:
            return
        told = self.indicators
        yield Statement.TERRITORY, told.territory
        yield Statement.CHILDREN, told.children
        yield Statement.DWELLINGS, told.dwellings
        yield Statement.VEHICLES, told.vehicles
        yield Statement.NET_INCOME_TENGE, told.net_income_tenge
        yield Statement.DISABILITY, told.disability.value
        yield Statement.EMPLOYMENT, told.employment.value
        yield Statement.OVERDUE_DEBT, told.overdue_debt
        yield Statement.ACTIVE_ENTITIES, told.active_entities
        yield Statement.PLOTS, told.plots
        yield Statement.ANIMALS, told.animals
        yield Statement.CUSTODY, told.held

    def misfit(self, key: Key, as_of: date) -> str | None:
        """The field that belongs to another question, if one does."""
        if self.members is not MISSING and Member(key.value, Relation.SELF) not in self.members:
            return "members"
        return None
