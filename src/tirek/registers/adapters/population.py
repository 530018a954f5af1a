"""The population register: who a person is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from tirek.registers.adapters.statements import Statement, Value
from tirek.registers.fields import MISSING, Inconsistent, Known, Territory, Within


class Sex(StrEnum):
    """Sex as registers write it."""

    MALE = "male"
    FEMALE = "female"


class Residence(StrEnum):
    """Citizenship and right of residence."""

    CITIZEN = "citizen"
    KANDAS = "kandas"
    REFUGEE = "refugee"
    PERMANENT_RESIDENT = "permanent_resident"
    OTHER = "other"


class Absence(StrEnum):
    """Why a person does not live with the family."""

    NONE = "none"
    FULL_STATE_SUPPORT = "full_state_support"
    CONSCRIPT = "conscript"
    IMPRISONED = "imprisoned"
    COMPULSORY_TREATMENT = "compulsory_treatment"
    DECLARED_MISSING = "declared_missing"


@dataclass(frozen=True)
class Name:
    """A person's name as in the document."""

    family: str
    given: str
    patronymic: str | None


@dataclass(frozen=True)
class RegisteredAddress:
    """Where a person is registered."""

    territory: Territory
    rural: bool
    line: str
    since: date


@dataclass(frozen=True)
class Person:
    """A person."""

    birth_date: date
    sex: Sex
    name: Known[Name]
    residence: Known[Residence]
    address: Known[RegisteredAddress | None]
    absence: Known[Absence]
    birth_order: Known[Annotated[int, Within(0, 30)]]
    """Order of birth to the mother; 0 means that there is no record."""
    died_on: Known[date | None]

    def __post_init__(self) -> None:
        if isinstance(self.died_on, date) and self.died_on < self.birth_date:
            raise Inconsistent("died_on")

    def statements(self) -> Iterator[tuple[Statement, Value]]:
        """Birth date, sex, territory, death, custody."""
        yield Statement.BIRTH_DATE, self.birth_date
        yield Statement.SEX, self.sex.value
        if self.address is not MISSING and self.address is not None:
            yield Statement.TERRITORY, self.address.territory
        if self.died_on is not MISSING:
            yield Statement.DIED_ON, "" if self.died_on is None else self.died_on
        if self.absence is not MISSING:
            yield Statement.CUSTODY, self.absence is Absence.IMPRISONED
