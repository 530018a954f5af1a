"""Jobs of the first stage."""

from __future__ import annotations

from django.db import connection
from procrastinate.contrib.django import app

from tirek.department.accounts.enums import Confidential
from tirek.department.accounts.viewer import entered, system_viewer
from tirek.department.applications.actions.drafts import abandon_expired_drafts
from tirek.department.core.calendar.today import today


@app.periodic(cron="50 2 * * *")
@app.task(name="applications.abandon_expired_drafts", queueing_lock="applications.abandon_expired_drafts")
def put_old_drafts_aside(timestamp: int) -> int:
    """Put aside the drafts that nobody saved within the term; how many."""
    try:
        with entered(system_viewer("drafts", confidential=frozenset(Confidential.values))):
            return abandon_expired_drafts(today())
    finally:
        if not connection.in_atomic_block:
            connection.close()
