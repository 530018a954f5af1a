"""From which day until which day something is granted."""

from __future__ import annotations

from datetime import date, timedelta

from tirek.department.applications.programmes import road_of

ONCE, OPEN = "once", "until_further_notice"
MONTHS = {"quarter": 3, "half_year": 6, "year": 12}


def granted_period(programme: str, applied_on: date) -> tuple[date, date | None]:
    """First and last day of a grant; no last day: until further notice.

    From the month of the application to the end of the quarter, half-year or year that this month lies in; what is given
    once has the day of the application for both. How long a programme is granted for stands in ``roads.yaml``; that it
    begins with the month of the application is the usual reading, unverified.
    """
    term = road_of(programme).granted_for
    if term == ONCE:
        return applied_on, applied_on
    start = applied_on.replace(day=1)
    if term == OPEN:
        return start, None
    months = MONTHS[term]
    first_after = (start.month - 1) // months * months + months  # months since January of the day after the last
    return start, date(start.year + first_after // 12, first_after % 12 + 1, 1) - timedelta(days=1)
