"""Working days: the seed, the office's entries above it, counting, and what day it is."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, ProgrammingError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.department.factories import make_user
from tirek.department.core.calendar.models import CalendarDay, EntryState
from tirek.department.core.calendar.seed import act_in, document, load_calendar, seed_days
from tirek.department.core.calendar.today import local_day, today, walked_to
from tirek.department.core.calendar.working_days import (
    CalendarUnknown,
    WorkingDays,
    add_working_days,
    calendar_kept,
    is_working_day,
    working_days_between,
)

DAYS = st.dates(date(2021, 1, 1), date(2029, 12, 31))


@pytest.fixture(scope="module")
def seeded() -> WorkingDays:
    """The table of the seed, without a database: what the properties count in."""
    return WorkingDays({day.day: str(day.kind) for day in seed_days()}, set(range(2020, 2031)))


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine whose own clock stands in New York."""
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def confirmed(day: date, kind: str) -> CalendarDay:
    """A day entered by one person and confirmed by another, as the office does it."""
    entry = CalendarDay.objects.create(
        day=day, kind=kind, title_kk="Ауыстырылды", title_ru="Перенесён", act="Постановление № 1", mark="found",
        entered_by=make_user(),
    )  # fmt: skip
    entry.state, entry.decided_by, entry.decided_at = EntryState.CONFIRMED, make_user(), timezone.now()
    entry.save(update_fields=["state", "decided_by", "decided_at"])
    return entry


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2024, 2, 28, 17, 59, tzinfo=UTC), date(2024, 2, 28)),  # UTC+6 until 01.03.2024
        (datetime(2024, 2, 28, 18, 0, tzinfo=UTC), date(2024, 2, 29)),
        (datetime(2024, 3, 5, 18, 30, tzinfo=UTC), date(2024, 3, 5)),  # UTC+5 since
        (datetime(2024, 3, 5, 19, 0, tzinfo=UTC), date(2024, 3, 6)),
    ],
)
def test_today_is_the_day_of_almaty_on_both_sides_of_the_change(moment: datetime, day: date, elsewhere: None) -> None:
    with time_machine.travel(moment, tick=False), timezone.override("America/New_York"):
        assert today() == day
    assert local_day(moment) == day


def test_a_moment_without_zone_has_no_day() -> None:
    with pytest.raises(ValueError, match="naive"):
        local_day(datetime(2026, 1, 1, 12))  # noqa: DTZ001


def test_every_day_of_the_seed_has_its_titles(seeded: WorkingDays) -> None:
    assert len({day.day for day in seed_days()}) == len(list(seed_days()))
    for titles in document()["titles"].values():
        assert all(titles[language] for language in ("kk", "ru", "en"))
    assert not seeded.is_working(date(2026, 3, 24))  # the day off moved from Sunday 22.03
    assert seeded.is_working(date(2024, 5, 4))  # a Saturday worked for Wednesday 08.05
    assert not seeded.is_working(date(2024, 5, 8))


@given(DAYS, st.integers(-60, 60).filter(bool))
def test_adding_and_counting_agree(seeded: WorkingDays, day: date, count: int) -> None:
    end = seeded.add(day, count)
    assert seeded.is_working(end)
    step = timedelta(days=1)
    between = seeded.between(day + step, end) if count > 0 else seeded.between(end, day - step)
    assert between == abs(count)


@given(DAYS, DAYS, st.integers(0, 700))
def test_counts_add_up(seeded: WorkingDays, first: date, last: date, cut: int) -> None:
    middle = first + timedelta(days=cut)
    if first <= middle < last:
        later = middle + timedelta(days=1)
        assert seeded.between(first, last) == seeded.between(first, middle) + seeded.between(later, last)
    if last < first:
        assert seeded.between(first, last) == 0


@given(DAYS, DAYS, st.integers(1, 40))
def test_a_later_start_never_ends_earlier(seeded: WorkingDays, first: date, second: date, count: int) -> None:
    low, high = sorted((first, second))
    assert seeded.add(low, count) <= seeded.add(high, count)


@pytest.mark.django_db
def test_a_count_over_two_years_is_one_query(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert add_working_days(date(2025, 12, 20), 15) == date(2026, 1, 14)
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert working_days_between(date(2026, 3, 16), date(2026, 3, 31)) == 9
    with django_assert_num_queries(1), calendar_kept():  # type: ignore[operator]
        for offset in range(100):
            is_working_day(date(2026, 1, 1) + timedelta(days=offset))


@pytest.mark.django_db
def test_a_year_without_entries_is_unknown_not_ordinary() -> None:
    with pytest.raises(CalendarUnknown) as fault:
        add_working_days(date(2030, 12, 30), 10)
    assert fault.value.year == 2031


@pytest.mark.django_db
def test_the_office_stands_above_the_seed_and_the_last_confirmed_counts() -> None:
    day = date(2026, 3, 25)
    assert not is_working_day(day)
    confirmed(day, "ordinary")
    assert is_working_day(day)
    confirmed(day, "day_off")
    assert not is_working_day(day)


@pytest.mark.django_db
def test_a_proposal_counts_for_nothing_and_stands_alone() -> None:
    day, author = date(2026, 11, 23), make_user()
    told = {"title_kk": "Д", "title_ru": "В", "act": "Постановление № 1", "mark": "found", "entered_by": author}
    entry = CalendarDay.objects.create(day=day, kind="day_off", **told)
    assert is_working_day(day)
    with pytest.raises(IntegrityError, match="calendar_day_one_proposal"), transaction.atomic():
        CalendarDay.objects.create(day=day, kind="holiday", **told)
    entry.state, entry.decided_by, entry.decided_at = "confirmed", author, timezone.now()
    with pytest.raises(IntegrityError, match="calendar_day_by_two_persons"), transaction.atomic():
        entry.save()


@pytest.mark.django_db
def test_an_entry_is_never_changed_deleted_or_forged() -> None:
    entry = confirmed(date(2026, 11, 23), "day_off")
    with pytest.raises(DatabaseError, match="annot update"), transaction.atomic():
        CalendarDay.objects.filter(pk=entry.pk).update(reason="x")
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.delete()
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        CalendarDay.objects.create(
            day=date(2026, 11, 24), kind="day_off", title_kk="Д", title_ru="В", act="x", mark="found",
            state="confirmed", decided_at=timezone.now(),
        )  # fmt: skip
    proposal = CalendarDay.objects.create(
        day=date(2026, 11, 25),
        kind="day_off",
        title_kk="Д",
        title_ru="В",
        act="x",
        mark="found",
        entered_by=make_user(),
    )
    with pytest.raises(DatabaseError, match="annot update"), transaction.atomic():
        CalendarDay.objects.filter(pk=proposal.pk).update(kind="holiday")


@pytest.mark.django_db(databases=["default", "owner"])
def test_the_seed_is_entered_once_and_a_day_it_no_longer_names_is_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_calendar() == 0
    lost = date(2026, 12, 16)
    left = [day for day in seed_days() if day.day != lost]
    monkeypatch.setattr("tirek.department.core.calendar.seed.seed_days", lambda: iter(left))
    assert load_calendar() == 1
    assert load_calendar() == 0
    entries = CalendarDay.objects.using("owner").filter(day=lost).order_by("id")
    assert [entry.kind for entry in entries] == ["holiday", "ordinary"]


def test_acts_that_came_with_the_program_are_told_in_the_language_of_the_page() -> None:
    acts = {day.act for day in seed_days()}
    assert all(act_in("ru", act) == act for act in acts)
    assert all("Закон" not in act_in("kk", act) and "Кодекс" not in act_in("kk", act) for act in acts)
    assert act_in("kk", "приказ № 5") == "приказ № 5", "what somebody typed stays as it was typed"


def test_a_demonstration_walks_to_another_day_and_comes_back() -> None:
    before = today()
    with walked_to(date(2027, 1, 20)):
        assert today() == date(2027, 1, 20)
        with walked_to(date(2027, 2, 1)):
            assert today() == date(2027, 2, 1)
        assert today() == date(2027, 1, 20)
    assert today() == before
