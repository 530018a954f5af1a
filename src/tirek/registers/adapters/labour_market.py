"""The labour market and the register of the unemployed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tirek.registers.adapters.statements import Statement, Value
from tirek.registers.fields import MISSING, Bin, Count, Inconsistent, Known


class Employment(StrEnum):
    """State of employment, as the facts know it."""

    NONE = "none"
    PERMANENT_JOB = "permanent_job"
    TEMPORARY_JOB = "temporary_job"
    SELF_EMPLOYED = "self_employed"
    SUSPENDED_TRADER = "suspended_trader"
    REGISTERED_UNEMPLOYED = "registered_unemployed"


class Field(StrEnum):
    """Field of a specialist who works in a village."""

    NONE = "none"
    HEALTH = "health"
    EDUCATION = "education"
    SOCIAL = "social"
    CULTURE = "culture"
    VETERINARY = "veterinary"
    SPORT = "sport"


@dataclass(frozen=True)
class Contract:
    """One employment contract; ``until`` is None while it runs without a term."""

    employer: Bin
    position: str
    since: date
    until: date | None

    def __post_init__(self) -> None:
        if self.until is not None and self.until < self.since:
            raise Inconsistent("until")


@dataclass(frozen=True)
class Measure:
    """One employment measure offered."""

    kind: str
    since: date
    until: date | None
    refused_on: date | None

    def __post_init__(self) -> None:
        if self.until is not None and self.until < self.since:
            raise Inconsistent("until")


@dataclass(frozen=True)
class Labour:
    """What is known of a person's work."""

    employment: Known[Employment]
    contracts: Known[tuple[Contract, ...]]
    unemployed_since: Known[date | None]
    measures: Known[tuple[Measure, ...]]
    work_experience: Known[bool]
    works_in_village: Known[bool]
    rural_specialist: Known[Field]

    def __post_init__(self) -> None:
        if (
            self.employment is not MISSING
            and self.unemployed_since is not MISSING
            and (self.employment is Employment.REGISTERED_UNEMPLOYED) is not (self.unemployed_since is not None)
        ):
            raise Inconsistent("unemployed_since")

    def statements(self) -> Iterator[tuple[Statement, Value]]:
        """State of employment."""
        if self.employment is not MISSING:
            yield Statement.EMPLOYMENT, self.employment.value


@dataclass(frozen=True)
class EmployerStaff:
    """What is known of an employer."""

    workers_with_disability: Known[Count]
