"""The months of a contract, and until when each is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from tirek.department.contracts.models import SocialContract
from tirek.department.core.clocks.counting import due_on
from tirek.department.core.clocks.register import find_clock

CLOCK = "contract_monitoring"
DAY = timedelta(days=1)


def first_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def month_after(month: date) -> date:
    """The first day of the next month."""
    return first_of(month.replace(day=28) + DAY * 4)


def months_of(contract: SocialContract) -> Iterator[date]:
    """The first days of the months that the contract touches."""
    month, last = first_of(contract.valid.lower), contract.valid.upper - DAY
    while month <= last:
        yield month
        month = month_after(month)


def month_over_on(contract: SocialContract, month: date) -> date:
    """The last day of a month as the contract has it: of the month, or of the contract."""
    over: date = min(month_after(month), contract.valid.upper) - DAY
    return over


def look_due_on(contract: SocialContract, month: date) -> date:
    """The last day for the look of a month."""
    return due_on(find_clock(CLOCK), month_over_on(contract, month))


def next_month(contract: SocialContract, after: date) -> date | None:
    """The month to look at after one, if the contract has one more."""
    following = month_after(after)
    return following if following < contract.valid.upper else None
