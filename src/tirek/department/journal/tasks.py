"""Jobs of the journal: chain what a crash left out, close the hours. Each may begin anew at any point."""

from __future__ import annotations

from procrastinate.contrib.django import app

from tirek.department.journal.notes import chain_notes
from tirek.department.journal.sealing import clear_notes, seal_due_hours

LEFT_OUT_SECONDS = 30
"""A note this old was not chained by its own process."""


@app.periodic(cron="* * * * *")
@app.task(name="journal.reconcile", queueing_lock="journal.reconcile")
def reconcile(timestamp: int) -> None:
    """Give a line to every note that a killed process, or an unreachable journal, left without one."""
    chain_notes(older_than_seconds=LEFT_OUT_SECONDS)


@app.periodic(cron="12 * * * *")
@app.task(name="journal.close_hours", queueing_lock="journal.close_hours")
def close_hours(timestamp: int) -> None:
    """Seal the hours that settled, then clear the notes they made needless."""
    chain_notes(older_than_seconds=LEFT_OUT_SECONDS)
    seal_due_hours()
    clear_notes()
