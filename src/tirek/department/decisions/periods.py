"""From which day until which day something is granted."""

from __future__ import annotations

from datetime import date, timedelta

from tirek.rulebook.catalogue import find_benefit

ONCE, QUARTER, HALF_YEAR, YEAR, OPEN = "once", "quarter", "half_year", "year", "until_further_notice"
_MONTHS = {QUARTER: 3, HALF_YEAR: 6, YEAR: 12}
_BY_PERIOD = {"once": ONCE, "event": ONCE, "quarter": QUARTER, "half_year": HALF_YEAR, "year": YEAR, "month": OPEN}


def granted_for(programme: str) -> str:
    """For how long a programme is granted: ``once quarter half_year year until_further_notice``."""
    return _BY_PERIOD[str(find_benefit(programme).document["period"])]


def granted_period(programme: str, applied_on: date) -> tuple[date, date | None]:
    """First and last day of a grant; no last day: until further notice.

    From the month of the application to the end of the quarter, half-year or year that this month lies in; what is given
    once has the day of the application for both. (Quarter: public pages of targeted assistance say "the current quarter";
    the month of the application is the usual start, unverified.)
    """
    term = granted_for(programme)
    if term == ONCE:
        return applied_on, applied_on
    start = applied_on.replace(day=1)
    if term == OPEN:
        return start, None
    months = _MONTHS[term]
    first_after = (start.month - 1) // months * months + months  # months since January of the day after the last
    return start, date(start.year + first_after // 12, first_after % 12 + 1, 1) - timedelta(days=1)
