"""When a term ends, and how it stands now, with the sentences that say why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from tirek.department.core.calendar.today import ALMATY, local_day
from tirek.department.core.calendar.working_days import working_days
from tirek.department.core.clocks.register import LANGUAGES, NEXT_WORKING_DAY, Clock, texts
from tirek.rulebook.engine.calendar import shift_months

DAY = timedelta(days=1)
RUNNING, DUE_TODAY, OVER = "running", "due_today", "over"


@dataclass(frozen=True)
class ClockState:
    """How a term stands.

    ``due_on`` is its last day in Almaty, ``ends_at`` the moment from which it is over. ``left`` counts, in ``left_unit``, what
    is left while it runs (the last day included) and what has passed since, once it is over; 0 on the last day.
    ``explanation`` is by language.
    """

    clock: Clock
    started_on: date
    due_on: date
    ends_at: datetime
    stage: str
    left: int
    left_unit: str
    explanation: Mapping[str, str]


def due_on(clock: Clock, started_at: date | datetime) -> date:
    """The last day of a term, in Almaty.

    Parameters
    ----------
    clock : Clock
    started_at : date or datetime
        The day of the start, or an aware moment of it.

    Raises
    ------
    CalendarUnknown
        If the term reaches a year whose calendar nobody entered.
    ValueError
        If a moment has no zone, or a term in hours is given a day alone.
    """
    if clock.unit == "hours":
        return local_day(_end(clock, started_at) - timedelta(microseconds=1))
    return _settled(clock, _last_day(clock, _day(started_at)))


def ends_at(clock: Clock, started_at: date | datetime) -> datetime:
    """The moment from which a term is over: the midnight after its last day, or so many hours after its start."""
    if clock.unit == "hours":
        return _end(clock, started_at)
    return datetime.combine(due_on(clock, started_at) + DAY, datetime.min.time(), tzinfo=ALMATY)


def state(clock: Clock, started_at: date | datetime, now: datetime) -> ClockState:
    """How a term stands at a moment, and why."""
    last, end = due_on(clock, started_at), ends_at(clock, started_at)
    today = local_day(now)
    running = DUE_TODAY if today == last else RUNNING
    stage = OVER if now >= end else running
    left, unit = _left(clock, today, last, now, end)
    started = _day(started_at)
    return ClockState(
        clock=clock,
        started_on=started,
        due_on=last,
        ends_at=end,
        stage=stage,
        left=left,
        left_unit=unit,
        explanation={language: _explain(clock, started, last, stage, left, unit, language) for language in LANGUAGES},
    )


def _day(started_at: date | datetime) -> date:
    return local_day(started_at) if isinstance(started_at, datetime) else started_at


def _end(clock: Clock, started_at: date | datetime) -> datetime:
    if not isinstance(started_at, datetime) or timezone.is_naive(started_at):
        raise ValueError(f"{clock.code} runs in hours: its start is a moment with its zone")
    return started_at + timedelta(hours=clock.length)


def _last_day(clock: Clock, start: date) -> date:
    """The last day as the length alone gives it."""
    if clock.unit == "working_days":
        # A start that is not worked is no first day even where the first day counts: counting begins on the next that is.
        return working_days().add(start - DAY if clock.first_day_counts else start, clock.length)
    if clock.unit == "calendar_days":
        return start + DAY * (clock.length - 1 if clock.first_day_counts else clock.length)
    return shift_months(start, clock.length) - (DAY if clock.first_day_counts else timedelta())


def _settled(clock: Clock, last: date) -> date:
    return working_days().on_or_after(last) if clock.on_day_off == NEXT_WORKING_DAY else last


def _left(clock: Clock, today: date, last: date, now: datetime, end: datetime) -> tuple[int, str]:
    """What is left, or has passed; a term in months tells its days."""
    if clock.unit == "hours":
        return int(abs(end - now) / timedelta(hours=1)), "hours"
    if clock.unit == "working_days":
        days = working_days()
        passed = today > last
        return days.between(last + DAY, today) if passed else days.between(today + DAY, last), "working_days"
    return abs((last - today).days), "calendar_days"


def _explain(clock: Clock, start: date, last: date, stage: str, left: int, unit: str, language: str) -> str:
    told = texts()
    parts = []
    if clock.unit != "hours":
        first = "counts" if clock.first_day_counts else "not_counted"
        parts.append(told["first_day"][first][language].format(start=f"{_shown(start)}, {clock.start[language]}"))
    parts.append(told["length"][language].format(length=spelt(clock.length, clock.unit, language)))
    if clock.unit != "hours":
        plain = _last_day(clock, start)
        if plain != last:
            parts.append(told["moved"][language].format(day=_shown(plain)))
    parts.append(told["stages"][stage][language].format(due=_shown(last), left=spelt(left, unit, language)))
    return " ".join(parts)


def spelt(count: int, unit: str, language: str) -> str:
    """A count with its unit: ``21 рабочий день``, ``3 рабочих дня``."""
    form: str = texts()["units"][unit][language][_plural(count, language)]
    return form.format(count=count)


def _plural(count: int, language: str) -> str:
    if language != "ru":
        return "one" if count == 1 else "many"
    if count % 10 == 1 and count % 100 != 11:
        return "one"
    return "few" if count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14) else "many"


def _shown(day: date) -> str:
    return day.strftime("%d.%m.%Y")
