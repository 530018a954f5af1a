"""What day it is where the department works."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

ALMATY = ZoneInfo("Asia/Almaty")
"""UTC+5 since 01.03.2024, +6 before: the zone's own table knows. Fixed: a page shown in another zone counts the same."""


def today() -> date:
    """The day in Almaty, whatever the machine's or the reader's zone."""
    return local_day(timezone.now())


def local_day(moment: datetime) -> date:
    """The day in Almaty of an aware moment.

    Raises
    ------
    ValueError
        If the moment has no zone: it would be another day elsewhere.
    """
    return timezone.localtime(moment, ALMATY).date()
