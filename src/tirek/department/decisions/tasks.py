"""Jobs of the decisions: the letters about what was signed."""

from __future__ import annotations

from django.db import connection
from procrastinate.contrib.django import app

from tirek.department.accounts.viewer import entered
from tirek.department.decisions.models import Decision
from tirek.department.decisions.notices import enqueue_left_behind, house, make_notices


@app.task(name="decisions.make_letters", queue="letters")
def make_letters(decision_id: int) -> None:
    """Make the letters of a signed decision; to be run as often as one likes."""
    try:
        with entered(house()):
            decision = Decision.objects.filter(pk=decision_id).first()
            if decision is not None:
                make_notices(decision, acting_user=None)
    finally:
        _give_connection_back()


@app.periodic(cron="*/5 * * * *")
@app.task(name="decisions.make_letters_left_behind", queueing_lock="decisions.make_letters_left_behind")
def make_letters_left_behind(timestamp: int) -> None:
    """Have every letter made whose job was lost."""
    try:
        enqueue_left_behind()
    finally:
        _give_connection_back()


def _give_connection_back() -> None:
    """A thread of the worker that kept its connection would take it from the pool for ever."""
    if not connection.in_atomic_block:
        connection.close()
