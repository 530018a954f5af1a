"""What records state about a person in the same words, so that two registers can be compared."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Protocol, runtime_checkable

from tirek.registers.contract import Key

Value = date | int | str | bool


class Statement(StrEnum):
    """Something more than one register knows."""

    BIRTH_DATE = "birth_date"
    SEX = "sex"
    TERRITORY = "territory"
    DIED_ON = "died_on"
    CHILDREN = "children"
    DWELLINGS = "dwellings"
    VEHICLES = "vehicles"
    NET_INCOME_TENGE = "net_income_tenge"
    DISABILITY = "disability"
    EMPLOYMENT = "employment"
    OVERDUE_DEBT = "overdue_debt"
    ACTIVE_ENTITIES = "active_entities"
    PLOTS = "plots"
    ANIMALS = "animals"
    CUSTODY = "custody"


@runtime_checkable
class Stating(Protocol):
    """A record about a person."""

    def statements(self) -> Iterator[tuple[Statement, Value]]:
        """Each thing it knows; what is missing is not stated."""
        ...


@runtime_checkable
class Fitting(Protocol):
    """A record that can tell whether it answers the question."""

    def misfit(self, key: Key, as_of: date) -> str | None:
        """The field that belongs to another question, if one does."""
        ...
