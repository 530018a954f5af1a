"""How long a limit lasts, and which limit pays: arithmetic on random months."""

from __future__ import annotations

from datetime import date
from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from tirek.department.budgets.choosing import Purse, choose, serve_ahead
from tirek.department.budgets.forecasting import burn_down, forecast_year

MONTHS = st.lists(st.integers(0, 1000), min_size=12, max_size=12)
NOVEMBER = date(2026, 11, 23)


def purse(line: int, free: list[int], used: int = 0, share: int = 5000) -> Purse:
    return Purse(line, f"fund{line}", list(free), used, share, line)


def test_a_limit_runs_out_on_the_day_on_which_the_rate_has_eaten_it() -> None:
    plan = [1000] * 12
    told = forecast_year(2026, plan, [1100] * 3 + [0] * 9, date(2026, 4, 10))
    assert (told.rate, told.total, told.left) == (1100, 13_200, -1200)
    # Of 4,300 given in January 3,300 are spent by April: the 1,000 left last 27 of its 30 days at 1,100 a month.
    assert forecast_year(2026, plan, [1000] * 3 + [0] * 9, date(2026, 4, 1)).runs_out_on is None
    assert forecast_year(2026, [4300, *[0] * 11], [1100] * 3 + [0] * 9, date(2026, 4, 1)).runs_out_on == date(
        2026, 4, 28
    )
    assert forecast_year(2026, [3300, *[0] * 11], [1100] * 3 + [0] * 9, date(2026, 4, 9)).runs_out_on == date(
        2026, 4, 9
    )


def test_what_is_promised_counts_where_it_is_more_than_the_rate_and_a_year_to_come_has_no_rate() -> None:
    told = forecast_year(2026, [0, 0, 900, *[0] * 9], [100, 100, 50, 500, *[0] * 8], date(2026, 3, 1))
    assert told.expected == (100, 100, 100, 500, *[100] * 8)
    assert forecast_year(2027, [100] * 12, [10] * 12, NOVEMBER).expected == (10,) * 12
    assert forecast_year(2025, [100] * 12, [10] * 12, NOVEMBER).left == 1080


@given(MONTHS, MONTHS, st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_a_forecast_never_promises_less_than_what_stands_and_its_day_is_the_first_without_money(
    plan: list[int], used: list[int], on: date
) -> None:
    told = forecast_year(2026, plan, used, on)
    assert all(sum_ >= stands for sum_, stands in zip(told.expected, used, strict=True))
    short = [m for m, (p, e) in enumerate(zip(accumulate(plan), accumulate(told.expected), strict=True), 1) if e > p]
    assert (told.runs_out_on is None) == (not short)
    if told.runs_out_on is not None:
        assert told.runs_out_on >= on
        assert told.runs_out_on.month in (short[0], on.month)
    assert burn_down(plan, used)[-1] == (sum(plan) - sum(used), 0)


@given(st.lists(st.tuples(MONTHS, st.integers(0, 5000)), max_size=4), MONTHS)
def test_a_purse_is_chosen_only_if_no_month_falls_below_nought(
    rows: list[tuple[list[int], int]], need: list[int]
) -> None:
    purses = [purse(place, free, used) for place, (free, used) in enumerate(rows)]
    found = choose(purses, need)
    covered = [
        all(have >= want for have, want in zip(accumulate(free), accumulate(need), strict=True)) for free, _ in rows
    ]
    assert (found is not None) == any(covered)
    if found is not None:
        assert covered[found.line]


def test_the_fund_furthest_below_its_share_is_taken_and_nobody_is_served_before_who_waits() -> None:
    plenty, need = [1000, *[0] * 11], [300, *[0] * 11]
    first, second = purse(1, plenty, used=600, share=6000), purse(2, plenty, used=300, share=4000)
    assert choose([first, second], need) is second
    assert choose([first, second], need, prefer=[1]) is first
    assert choose([first, purse(2, [0] * 12, used=300)], need) is first
    assert (serve_ahead([first, second], [need, need]), first.free[0] + second.free[0]) == (0, 1400)
    assert serve_ahead([first], [[2000, *[0] * 11], need]) == 2300
