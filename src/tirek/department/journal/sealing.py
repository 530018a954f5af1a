"""The close of an hour: a root over its lines, tied to the close before. The database works it out; here is only when."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from tirek.department.journal.canonical import hour_of

LINES_SETTLE = timedelta(minutes=10)
"""How long after its end an hour is left open: a slow process may still be writing."""


def seal_hour(hour: datetime) -> bytes:
    """Close an hour that is over, once; its seal, also when it was closed before.

    Raises
    ------
    django.db.DatabaseError
        If the hour is not over, or an hour before it with lines is still open.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT journal_seal_hour(%s)", [hour_of(hour)])
        return bytes(cursor.fetchone()[0])


def seal_due_hours() -> list[datetime]:
    """Close every hour that has lines and settled, in their order; which ones."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT journal_hours_to_seal(%s)", [timezone.now() - LINES_SETTLE])
        hours = [hour for (hour,) in cursor.fetchall()]
    for hour in hours:
        seal_hour(hour)
    return hours


def clear_notes() -> int:
    """Remove the notes whose lines lie in closed hours; how many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT journal_clear_notes()")
        return int(cursor.fetchone()[0])
