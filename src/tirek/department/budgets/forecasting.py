"""How a limit will do to the end of the year: pure arithmetic of twelve months, without a database.

A month to come costs what is promised in it already, or what the average month until now cost, whichever is more. What earlier
months did not spend is carried over; the limit runs out on the first day on which nothing is left of it so far.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from tirek.department.budgets.choosing import Months


@dataclass(frozen=True)
class Forecast:
    """A year of a limit, whole tenge.

    Attributes
    ----------
    rate : int
        What an average month cost until now, rounded up.
    expected : tuple of int
        What each month costs, past and to come: twelve sums.
    left : int
        What will be left of the year's limit; negative: what will be lacking.
    runs_out_on : date, optional
        The first day on which nothing is left; None where the limit lasts.
    """

    rate: int
    expected: tuple[int, ...]
    left: int
    runs_out_on: date | None

    @property
    def total(self) -> int:
        """What the whole year costs."""
        return sum(self.expected)


def forecast_year(year: int, plan: Months, used: Months, on: date) -> Forecast:
    """The forecast of a limit as it stands on a day.

    Parameters
    ----------
    plan
        The limit of each month.
    used
        What is reserved, committed and paid (less what came back) of each month, months to come as well.
    on
        Months before that of this day are over; in a year that is over nothing more is expected, in one to come what is promised.
    """
    elapsed = 12 if on.year > year else 0 if on.year < year else on.month - 1
    known = used[:elapsed] if elapsed else used[: 1 if on.year == year else 0]
    rate = -(-sum(known) // len(known)) if known else 0
    expected = tuple(sum_ if month < elapsed else max(sum_, rate) for month, sum_ in enumerate(used))
    return Forecast(rate, expected, sum(plan) - sum(expected), _runs_out(year, plan, expected, on))


def burn_down(plan: Months, used: Months) -> list[tuple[int, int]]:
    """From January to each month: what of the year's limit is left, beside what the plan by months leaves."""
    whole = sum(plan)
    return [(whole - spent, whole - given) for spent, given in zip(accumulate(used), accumulate(plan), strict=True)]


def _runs_out(year: int, plan: Months, expected: Months, on: date) -> date | None:
    given, spent = 0, 0
    for month, (limit, cost) in enumerate(zip(plan, expected, strict=True), 1):
        there = given + limit - spent
        if cost > there:
            days = monthrange(year, month)[1]
            day = min(days, max(0, there) * days // cost + 1)
            return max(date(year, month, day), on)
        given, spent = given + limit, spent + cost
    return None
