"""Periods that fall due: every day granted is in one of them, none is beyond, and a part is due as the programme says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tirek.department.entitlements.enums import Period
from tirek.department.entitlements.schedule import MONTHS, Grant, horizon, plan_periods

DAYS = st.dates(date(2019, 1, 1), date(2032, 12, 31))
LONG_AGO = date(2000, 1, 1)


def grant(first: date, last: date | None, **told: object) -> Grant:
    made = Grant(3000, Period.MONTH, first, last, "none", "half_up", "due_month", LONG_AGO, LONG_AGO)
    return replace(made, **told)  # type: ignore[arg-type]


@st.composite
def grants(draw: st.DrawFn) -> Grant:
    first = draw(DAYS)
    return Grant(
        quantity=draw(st.integers(1, 10**7)),
        period=draw(st.sampled_from(list(Period))),
        first=first,
        last=draw(st.none() | st.integers(0, 1500).map(lambda days: first + timedelta(days=days))),
        proration=draw(st.sampled_from(["none", "days", "months"])),
        rounding=draw(st.sampled_from(["down", "half_up", "up"])),
        valued_on=draw(st.sampled_from(["decision", "application", "due_month", "event_day"])),
        decided_on=draw(DAYS),
        applied_on=draw(DAYS),
    )


@given(grants(), DAYS)
@example(grant(date(2019, 1, 2), None), date(2019, 1, 1))
def test_periods_follow_one_another_without_a_gap_and_stay_inside(told: Grant, through: date) -> None:
    periods = plan_periods(told, through)
    assert all(each.first <= each.last for each in periods)
    for before, after in pairwise(periods):
        assert after.first == before.last + timedelta(days=1)
    if periods:
        assert periods[0].first == told.first
    if told.last is not None:
        assert periods
        assert periods[-1].last == told.last
    elif told.period in MONTHS:
        assert all(each.first <= through for each in periods)
        assert not periods or periods[-1].last >= through
        assert bool(periods) == (told.first <= through)
    else:
        assert [(each.first, each.last) for each in periods] == [(told.first, told.first)]


@given(grants(), DAYS)
def test_a_whole_period_is_due_whole_and_a_part_never_more(told: Grant, through: date) -> None:
    for place, each in enumerate(periods := plan_periods(told, through)):
        assert 0 <= each.quantity <= told.quantity
        if told.proration == "none" or 0 < place < len(periods) - 1 or told.period not in MONTHS:
            assert each.quantity == told.quantity
        assert each.due_on == max(each.first, told.decided_on)


@given(grants(), DAYS)
def test_each_period_goes_by_the_day_that_the_programme_says(told: Grant, through: date) -> None:
    for each in plan_periods(told, through):
        days = {"decision": told.decided_on, "application": told.applied_on}
        assert each.valued_on == days.get(told.valued_on, each.first)


@given(DAYS, st.integers(1, 60), st.integers(1, 10**6))
def test_whole_months_add_up_to_what_was_granted(day: date, months: int, quantity: int) -> None:
    first = day.replace(day=1)
    number = first.year * 12 + first.month - 1 + months
    last = date(number // 12, number % 12 + 1, 1) - timedelta(days=1)
    for proration in ("none", "days", "months"):
        periods = plan_periods(grant(first, last, quantity=quantity, proration=proration), first)
        assert sum(each.quantity for each in periods) == months * quantity


@given(grants().filter(lambda told: told.period == Period.YEAR), DAYS)
def test_parts_of_a_year_by_days_add_up_whatever_the_leap_year(told: Grant, through: date) -> None:
    """Two halves of a year cut anywhere are due as much as the year, up to the rounding of each."""
    year = grant(date(told.first.year, 1, 1), date(told.first.year, 12, 31), period=Period.YEAR, proration="days")
    if told.first == year.first:
        return
    parts = [replace(year, last=told.first - timedelta(days=1)), replace(year, first=told.first)]
    assert abs(sum(plan_periods(part, through)[0].quantity for part in parts) - 3000) <= 1


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (
            grant(date(2028, 2, 29), date(2028, 3, 1)),
            [("2028-02-29", "2028-02-29", 3000), ("2028-03-01", "2028-03-01", 3000)],
        ),
        (grant(date(2028, 2, 1), date(2028, 2, 14), proration="days"), [("2028-02-01", "2028-02-14", 1448)]),
        (grant(date(2027, 2, 1), date(2027, 2, 14), proration="days"), [("2027-02-01", "2027-02-14", 1500)]),
        (
            grant(date(2026, 5, 20), date(2026, 8, 3), period=Period.QUARTER, proration="months"),
            [("2026-05-20", "2026-06-30", 2000), ("2026-07-01", "2026-08-03", 2000)],
        ),
        (
            grant(date(2026, 11, 2), date(2027, 1, 31), period=Period.HALF_YEAR),
            [("2026-11-02", "2026-12-31", 3000), ("2027-01-01", "2027-01-31", 3000)],
        ),
        (grant(date(2026, 11, 2), None, period=Period.EVENT), [("2026-11-02", "2026-11-02", 3000)]),
        (grant(date(2026, 11, 2), date(2026, 11, 30), period=Period.ONCE), [("2026-11-02", "2026-11-30", 3000)]),
        (grant(date(2026, 11, 2), None, quantity=0), []),
    ],
)
def test_worked_by_hand(told: Grant, expected: list[tuple[str, str, int]]) -> None:
    # 3000 x 14 / 29 = 1448.28; 3000 x 14 / 28 = 1500; two months of three: 2000.
    found = plan_periods(told, date(2026, 12, 31))
    assert [(each.first.isoformat(), each.last.isoformat(), each.quantity) for each in found] == expected


def test_the_horizon_is_the_budget_year_and_from_december_on_the_next() -> None:
    assert horizon(date(2026, 1, 1)) == date(2026, 12, 31)
    assert horizon(date(2026, 11, 30)) == date(2026, 12, 31)
    assert horizon(date(2026, 12, 1)) == date(2027, 12, 31)
