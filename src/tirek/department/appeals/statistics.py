"""Complaints in figures: how many, how many justified, how many late, and how long an answer takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Aggregate, Count, DateField, F, FloatField, Func, IntegerField, Q
from django.db.models.functions import TruncDate, TruncMonth

from tirek.department.appeals.enums import ComplaintState
from tirek.department.appeals.models import Complaint
from tirek.department.core.calendar.today import ALMATY

GROUPS: Mapping[str, str] = {"subject": "subject", "district": "territory", "month": "month"}
"""By what complaints are counted, and the column of it."""


class Median(Aggregate):
    """The middle of an ordered column; of an even number of rows the mean of the two in the middle."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


class Days(Func):
    """Calendar days from one day to another."""

    template = "(%(expressions)s)"
    arg_joiner = " - "
    output_field = IntegerField()


@dataclass(frozen=True)
class Line:
    """One group of complaints; ``median_days`` is None where none was answered."""

    key: str | date
    received: int
    answered: int
    justified: int
    late: int
    median_days: float | None


def complaint_statistics(by: str, since: date, until: date, today: date) -> Sequence[Line]:
    """Complaints received from a day to another (both included), by ``subject``, ``district`` or ``month``. One query.

    Late is what was answered after its last day, or is open and over. Only what the viewer may see is counted.
    """
    column = GROUPS[by]
    answered_on = TruncDate("answered_at", tzinfo=ALMATY, output_field=DateField())
    is_open = Q(state__in=[ComplaintState.RECEIVED, ComplaintState.ROUTED])
    answered = Q(state=ComplaintState.ANSWERED)
    rows = (
        Complaint.objects.filter(received_on__gte=since, received_on__lte=until)
        .annotate(month=TruncMonth("received_on"), answered_on=answered_on)
        .annotate(days=Days(F("answered_on"), F("received_on")))
        .values(column)
        .annotate(
            received=Count("pk"),
            answered_count=Count("pk", filter=answered),
            justified_count=Count("pk", filter=answered & Q(justified=True)),
            late=Count("pk", filter=(answered & Q(answered_on__gt=F("due_on"))) | (is_open & Q(due_on__lt=today))),
            median=Median("days"),
        )
        .order_by(column)
    )
    return [
        Line(row[column], row["received"], row["answered_count"], row["justified_count"], row["late"], row["median"])
        for row in rows
    ]
