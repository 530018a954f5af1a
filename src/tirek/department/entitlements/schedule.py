"""Which periods fall due: worked out from the days granted and what the programme says, without a database.

Periods are those of the calendar: the months, quarters, half-years and years that the days granted touch, the first and
the last cut to those days. A part of a period is due whole, or in part where the programme says so (``proration``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tirek.department.entitlements.enums import Period
from tirek.rulebook.engine.calendar import shift_months

MONTHS = {Period.MONTH: 1, Period.QUARTER: 3, Period.HALF_YEAR: 6, Period.YEAR: 12}
"""Lengths of the periods that come again."""
NONE, DAYS, WHOLE_MONTHS = "none", "days", "months"
"""How a part of a period is due: the words of the rulebook's ``proration``."""


@dataclass(frozen=True)
class Grant:
    """What was granted, as far as the periods go by it.

    Attributes
    ----------
    quantity : int
        Units a whole period: tenge, items, hours; nothing falls due of nought.
    first, last : date
        The days granted, both counted; ``last`` is None until further notice.
    proration, rounding, valued_on : str
        Words of the programme (``none days months``, ``down half_up up``, ``decision application due_month event_day``).
    decided_on, applied_on : date
        Days by whose values a programme may go. Nothing is payable before ``decided_on``.
    """

    quantity: int
    period: Period
    first: date
    last: date | None
    proration: str
    rounding: str
    valued_on: str
    decided_on: date
    applied_on: date


@dataclass(frozen=True)
class Slice:
    """One period that falls due; ``last`` is its last day."""

    first: date
    last: date
    due_on: date
    valued_on: date
    quantity: int


def plan_periods(grant: Grant, through: date) -> list[Slice]:
    """The periods that fall due, in their order; of what is granted until further notice those that begin by ``through``."""
    if grant.quantity == 0:
        return []
    return [_slice(grant, *period) for period in _periods(grant, through)]


def horizon(on: date) -> date:
    """How far periods are planned of what is granted until further notice: to the end of the budget year.

    From December on that is the next one. Later years have values nobody knows yet, and a budget nobody has signed.
    """
    return date(shift_months(on, 1).year, 12, 31)


def _periods(grant: Grant, through: date) -> Iterator[tuple[date, date, date, date]]:
    """First and last day of each calendar period, and of its part that is granted."""
    if grant.period not in MONTHS:
        last = grant.last or grant.first
        yield grant.first, last, grant.first, last
        return
    months = MONTHS[grant.period]
    start = date(grant.first.year, (grant.first.month - 1) // months * months + 1, 1)
    end = grant.last or through
    while max(start, grant.first) <= end:
        after = shift_months(start, months)
        last = after - timedelta(days=1)
        yield start, last, max(start, grant.first), last if grant.last is None else min(last, grant.last)
        start = after


def _slice(grant: Grant, start: date, end: date, first: date, last: date) -> Slice:
    valued = {"decision": grant.decided_on, "application": grant.applied_on}.get(grant.valued_on, first)
    part, whole = _share(grant, start, end, first, last)
    quantity = _rounded(grant.quantity * part, whole, grant.rounding)
    return Slice(first, last, max(first, grant.decided_on), valued, quantity)


def _share(grant: Grant, start: date, end: date, first: date, last: date) -> tuple[int, int]:
    """How much of a period is due: so many of so many parts."""
    if grant.proration == DAYS:
        return (last - first).days + 1, (end - start).days + 1
    if grant.proration == WHOLE_MONTHS:
        return _months(first, last), _months(start, end)
    return 1, 1


def _months(first: date, last: date) -> int:
    """How many calendar months some days touch."""
    return (last.year - first.year) * 12 + last.month - first.month + 1


def _rounded(top: int, bottom: int, mode: str) -> int:
    """A share as a whole number, by the programme's rounding."""
    if mode == "up":
        return -(-top // bottom)
    return top // bottom if mode == "down" else (2 * top + bottom) // (2 * bottom)
