"""Counting working days. The table is read in one query for all years that a count touches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from tirek.department.core.calendar.models import NOT_WORKED, CalendarDay, DayKind, EntryState

DAY = timedelta(days=1)
SATURDAY = 5


class CalendarUnknown(Exception):
    """The table holds nothing for a year, so nobody can say which of its days are worked. ``year`` says which."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(f"the calendar of {year} has not been entered")


@dataclass
class WorkingDays:
    """The days of some years that differ from their weekday. Years are added as a count reaches them, one query each time."""

    entries: dict[date, str] = field(default_factory=dict)
    """What kind of a day it is, by a `DayKind`."""
    years: set[int] = field(default_factory=set)

    def load(self, first: date, last: date) -> None:
        """Have the years from the first day's to the last day's, in at most one query."""
        wanted = set(range(first.year, last.year + 1)) - self.years
        if not wanted:
            return
        low, high = min(wanted), max(wanted)
        found = dict(_effective(date(low, 1, 1), date(high, 12, 31)).values_list("day", "kind"))
        self.entries |= found
        self.years |= {day.year for day in found}
        missing = sorted(wanted - self.years)
        if missing:
            raise CalendarUnknown(missing[0])

    def is_working(self, day: date) -> bool:
        """Whether a day is worked, in a week of five days with what was moved."""
        self.load(day, day)
        kind = self.entries.get(day, DayKind.ORDINARY)
        return day.weekday() < SATURDAY if kind == DayKind.ORDINARY else kind not in NOT_WORKED

    def add(self, day: date, count: int) -> date:
        """The working day so many working days after a day, which itself does not count; before it, when negative."""
        step = DAY if count > 0 else -DAY
        self._load_ahead(day, count)
        for _ in range(abs(count)):
            day += step
            while not self.is_working(day):
                day += step
        return day

    def between(self, first: date, last: date) -> int:
        """How many working days there are from the first to the last day, both counted; 0 when the last lies before."""
        if last < first:
            return 0
        self.load(first, last)
        return sum(self.is_working(first + DAY * offset) for offset in range((last - first).days + 1))

    def on_or_after(self, day: date) -> date:
        """The day itself when it is worked, otherwise the next that is."""
        while not self.is_working(day):
            day += DAY
        return day

    def _load_ahead(self, day: date, count: int) -> None:
        """The years a count will surely touch in one query; the walk adds the year of a longer pause by itself."""
        end = day + DAY * (count * 7 // 5)
        self.load(min(day, end), max(day, end))


def effective_entries(first: date, last: date) -> dict[date, CalendarDay]:
    """The entry that counts for each day of a range that has one: the office's above the program's, the last confirmed."""
    return {row.day: row for row in _effective(first, last)}


def _effective(first: date, last: date) -> QuerySet[CalendarDay]:
    return (
        CalendarDay.objects.filter(day__range=(first, last), state=EntryState.CONFIRMED)
        .alias(of_office=ExpressionWrapper(Q(entered_by__isnull=False), BooleanField()))
        .order_by("day", "-of_office", "-decided_at", "-id")
        .distinct("day")
    )


_kept: ContextVar[WorkingDays | None] = ContextVar("working_days", default=None)


@contextmanager
def calendar_kept() -> Iterator[WorkingDays]:
    """Inside the block the table is read once for all counts: a queue of hundred clocks costs one query.

    It is kept no longer than the block (a request, a job), so no process ever counts by a calendar that another has changed.
    """
    token = _kept.set(WorkingDays())
    try:
        kept = _kept.get()
        assert kept is not None
        yield kept
    finally:
        _kept.reset(token)


def forget_kept() -> None:
    """Read the table anew at the next count of this block: a day has been confirmed."""
    kept = _kept.get()
    if kept is not None:
        kept.entries.clear()
        kept.years.clear()


def working_days() -> WorkingDays:
    """The table of the block around, or a fresh one."""
    return _kept.get() or WorkingDays()


def is_working_day(day: date) -> bool:
    """Whether a day is worked. One query at most.

    Raises
    ------
    CalendarUnknown
        If the table holds nothing for its year; so for the other counts.
    """
    return working_days().is_working(day)


def add_working_days(day: date, count: int) -> date:
    """The working day so many working days after a day that does not count itself; before it, when negative."""
    return working_days().add(day, count)


def working_days_between(first: date, last: date) -> int:
    """Working days from the first to the last day, both counted."""
    return working_days().between(first, last)


def entries_of_year(year: int) -> Mapping[date, CalendarDay]:
    """The days of a year that differ from their weekday. One query."""
    return {
        day: entry
        for day, entry in effective_entries(date(year, 1, 1), date(year, 12, 31)).items()
        if entry.kind != DayKind.ORDINARY
    }
