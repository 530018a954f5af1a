"""Which programmes ask for a social contract, and for how long one is concluded."""

from __future__ import annotations

from datetime import date

from tirek.department.applications.models import Case
from tirek.department.applications.roads import roads
from tirek.rulebook.engine.calendar import Quarter


def asks_contract(programme: str) -> bool:
    """Whether the aid of a programme is granted under a social contract, as its road says."""
    road = roads().of.get(programme)
    return road is not None and road.social_contract


def asking_programmes() -> tuple[str, ...]:
    """Programmes whose road asks for a contract."""
    return tuple(name for name, road in roads().of.items() if road.social_contract)


def proposed_days(case: Case, on: date) -> tuple[date, date]:
    """First and last day that a new contract of a case is offered with: from today to the end of the quarter."""
    quarter = Quarter.of(max(case.applied_on, on))
    year, month = (quarter.year, quarter.number * 3 + 1) if quarter.number < 4 else (quarter.year + 1, 1)
    return on, date.fromordinal(date(year, month, 1).toordinal() - 1)
