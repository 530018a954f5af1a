"""Terms: every entry of the register, and when each kind of term ends."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.department.core.test_calendar import seeded  # noqa: F401
from tirek.department.core.calendar.working_days import WorkingDays
from tirek.department.core.clocks.counting import due_on, ends_at, spelt, state
from tirek.department.core.clocks.register import LANGUAGES, STAYS, Clock, ClockFault, clock_register, find_clock

DAYS = st.dates(date(2021, 1, 1), date(2029, 3, 31))


@pytest.fixture(scope="module", autouse=True)
def seeded_calendar(seeded: WorkingDays) -> Iterator[WorkingDays]:  # noqa: F811
    """Terms counted in the calendar of the seed, without a database."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tirek.department.core.clocks.counting.working_days", lambda: seeded)
        yield seeded


def clock(length: int, unit: str, *, first: bool = False, on_day_off: str = "next_working_day") -> Clock:
    return dataclasses.replace(
        find_clock("complaint_decision"), length=length, unit=unit, first_day_counts=first, on_day_off=on_day_off
    )


def test_every_term_of_the_register_is_told_whole() -> None:
    for entry in clock_register().values():
        told = state(entry, datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 3, 9, tzinfo=UTC))
        for language in LANGUAGES:
            assert entry.cite(language)
            assert told.due_on.strftime("%d.%m.%Y") in told.explanation[language]
            assert "{" not in told.explanation[language]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"unit": "weeks"}, "unit 'weeks' is unknown"),
        ({"length": 0}, "no whole number"),
        ({"act": "nothing"}, "in no register"),
        ({"mark": "guess"}, "provenance needs a mark"),
        ({"on_day_off": "before"}, "on_day_off must be"),
        ({"unit": "hours"}, "hours run from the moment itself"),
        ({"title": {"kk": "Ш", "ru": "Р"}}, "title lacks a language"),
    ],
)
def test_a_term_written_wrong_is_refused(change: dict[str, object], said: str) -> None:
    with pytest.raises(ClockFault, match=said):
        dataclasses.replace(find_clock("complaint_decision"), **change)  # type: ignore[arg-type]


def test_an_unknown_term_names_those_there_are() -> None:
    with pytest.raises(ClockFault, match="complaint_decision"):
        find_clock("nothing")


@pytest.mark.parametrize(
    ("length", "unit", "first", "on_day_off", "start", "end"),
    [
        (10, "working_days", False, "next_working_day", date(2026, 3, 16), date(2026, 4, 2)),  # Nauryz, 21-25.03
        (10, "working_days", True, "next_working_day", date(2026, 3, 16), date(2026, 4, 1)),
        (1, "working_days", True, "next_working_day", date(2026, 3, 21), date(2026, 3, 26)),
        (5, "calendar_days", False, "next_working_day", date(2026, 3, 16), date(2026, 3, 26)),
        (5, "calendar_days", False, "stays", date(2026, 3, 16), date(2026, 3, 21)),
        (6, "months", False, "stays", date(2026, 8, 31), date(2027, 2, 28)),
        (6, "months", True, "stays", date(2026, 8, 31), date(2027, 2, 27)),
        (3, "months", False, "next_working_day", date(2026, 1, 1), date(2026, 4, 1)),
        (12, "months", False, "stays", date(2024, 2, 29), date(2025, 2, 28)),
    ],
)
def test_terms_worked_out_by_hand(length: int, unit: str, first: bool, on_day_off: str, start: date, end: date) -> None:
    assert due_on(clock(length, unit, first=first, on_day_off=on_day_off), start) == end


@given(DAYS, st.integers(1, 60), st.sampled_from(["working_days", "calendar_days", "months"]), st.booleans())
def test_a_term_never_ends_before_it_starts_nor_on_a_day_off(
    seeded_calendar: WorkingDays, start: date, length: int, unit: str, first: bool
) -> None:
    length = min(length, 18) if unit == "months" else length
    end = due_on(clock(length, unit, first=first), start)
    assert end >= start
    assert seeded_calendar.is_working(end)
    assert due_on(clock(length, unit, first=first, on_day_off=STAYS), start) <= end
    assert due_on(clock(length, unit, first=True), start) <= due_on(clock(length, unit, first=False), start)
    assert end <= due_on(clock(length + 1, unit, first=first), start)


@given(DAYS, st.integers(1, 60), st.booleans())
def test_a_term_in_working_days_holds_so_many(
    seeded_calendar: WorkingDays, start: date, length: int, first: bool
) -> None:
    end = due_on(clock(length, "working_days", first=first), start)
    assert seeded_calendar.between(start if first else start + timedelta(days=1), end) == length


@given(DAYS, st.integers(-20, 40))
def test_what_is_left_and_the_stage_agree(seeded_calendar: WorkingDays, start: date, offset: int) -> None:
    term = clock(10, "working_days")
    now = datetime.combine(start + timedelta(days=max(offset, 0)), datetime.min.time(), tzinfo=UTC)
    told = state(term, start, now)
    over = now >= ends_at(term, start)
    assert (told.stage == "over") == over
    if told.stage == "running":
        assert told.left > 0
        assert seeded_calendar.add(now.date(), told.left) == told.due_on
    if told.stage == "due_today":
        assert told.left == 0


def test_the_last_day_lasts_until_midnight_in_almaty() -> None:
    term = clock(1, "working_days")
    started = datetime(2026, 3, 3, 4, tzinfo=UTC)
    assert due_on(term, started) == date(2026, 3, 4)
    assert state(term, started, datetime(2026, 3, 4, 18, 59, 59, tzinfo=UTC)).stage == "due_today"
    assert state(term, started, datetime(2026, 3, 4, 19, tzinfo=UTC)).stage == "over"


def test_a_start_late_in_the_evening_is_the_day_of_almaty() -> None:
    assert due_on(clock(1, "calendar_days", on_day_off=STAYS), datetime(2024, 2, 28, 18, tzinfo=UTC)) == date(
        2024, 3, 1
    )
    assert due_on(clock(1, "calendar_days", on_day_off=STAYS), datetime(2026, 2, 28, 18, tzinfo=UTC)) == date(
        2026, 3, 1
    )


def test_hours_run_from_the_moment() -> None:
    term = clock(24, "hours", on_day_off=STAYS)
    started = datetime(2026, 3, 20, 10, tzinfo=UTC)
    assert ends_at(term, started) == started + timedelta(hours=24)
    assert state(term, started, started + timedelta(hours=1)).left == 23
    with pytest.raises(ValueError, match="a moment with its zone"):
        ends_at(term, date(2026, 3, 20))


def test_the_explanation_says_what_was_counted() -> None:
    told = state(clock(10, "working_days"), date(2026, 3, 16), datetime(2026, 3, 17, 9, tzinfo=UTC))
    assert told.explanation["ru"] == (
        "День начала в срок не входит (16.03.2026, день поступления жалобы). Срок — 10 рабочих дней. "
        "Последний день — 02.04.2026; осталось: 9 рабочих дней."
    )
    assert told.explanation["kk"] == (
        "Мерзім басталған күн есепке кірмейді (16.03.2026, шағым түскен күн). Мерзімі — 10 жұмыс күні. "
        "Соңғы күні — 02.04.2026, 9 жұмыс күні қалды."
    )
    moved = state(clock(5, "calendar_days"), date(2026, 3, 16), datetime(2026, 3, 17, 9, tzinfo=UTC))
    assert "(21.03.2026)" in moved.explanation["ru"]


@pytest.mark.parametrize(
    ("count", "said"), [(1, "1 рабочий день"), (3, "3 рабочих дня"), (11, "11 рабочих дней"), (21, "21 рабочий день")]
)
def test_a_count_is_spelt(count: int, said: str) -> None:
    assert spelt(count, "working_days", "ru") == said
