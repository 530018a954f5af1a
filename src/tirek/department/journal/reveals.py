"""A hidden number shown: to who may, with a reason, so many times an hour; the line stands before the number is seen."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import connection, models
from django.utils import timezone

from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import Viewer
from tirek.department.journal.faults import NotAllowed, ReasonMissing, TooManyReveals
from tirek.department.journal.history import record_reveal
from tirek.department.journal.views import note_view

ABILITY = "reveal_iin"
LOCK = 7_435_032


def reveal(viewer: Viewer, person: models.Model, field: str, reason: str) -> str:
    """The hidden value of a field of a person, for a reason that is kept sealed with the person's history.

    Runs in a writing transaction of the viewer (a POST). The line goes over the journal's own connection first, so that a
    transaction that fails later leaves a line too many and never one too few.

    Raises
    ------
    NotAllowed
        Without the ability ``reveal_iin``.
    ReasonMissing
        Without a reason.
    TooManyReveals
        Over ``REVEALS_PER_HOUR`` in the last hour.
    JournalUnreachable
        If the line cannot be written: nothing is shown.
    """
    if not viewer.may(ABILITY) or viewer.user_id is None:
        raise NotAllowed
    if not reason.strip():
        raise ReasonMissing
    _keep_to_the_limit(viewer.user_id)
    value = getattr(person, field)
    record_reveal(person, field, acting_user=User.objects.get(pk=viewer.user_id), reason=reason)
    note_view("person", person.pk, [person.pk], detail=reason, action="reveal", at_once=True)
    return "" if value is None else str(value)


def _keep_to_the_limit(user_id: int) -> None:
    """Count under a lock: two windows of one officer wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, user_id % 2**31])
        cursor.execute("SELECT journal_reveals_since(%s, %s)", [user_id, timezone.now() - timedelta(hours=1)])
        if cursor.fetchone()[0] >= settings.REVEALS_PER_HOUR:
            raise TooManyReveals
