"""What follows a decision after its transaction: steps registered by name, each done once by a job.

A step is a function of the decision that writes rows (a notice, a message to be sent) in the transaction in which the step is
marked as done: either both stand or neither. What goes out to a gateway is sent by the outbox, later: a dead gateway stops
nobody here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from tirek.department.decisions.models import Decision
from tirek.department.flows.models import AfterDecision

FOLLOW = "flows.follow_decision"
"""Name of the job; its task stands in ``tasks``, which imports this module."""
LATE = timedelta(minutes=5)
"""A step that is open for so long has lost its job, and gets another."""
ALIVE = ("todo", "doing")
"""A job in one of these states will still be begun, or is taken over from its dead worker."""

_steps: dict[str, Callable[[Decision], object]] = {}


def follow_decisions(name: str, step: Callable[[Decision], object]) -> None:
    """Register a step that follows every signed decision; called once, from the ``ready`` of an app.

    The step runs as the house itself, in a transaction in which it may only write to the database.
    """
    _steps[name] = step


def queue_following(decision: Decision) -> None:
    """Write down the steps that follow, and queue a job for each: rows and jobs come into being with the signature."""
    made = AfterDecision.objects.bulk_create(AfterDecision(decision=decision, step=name) for name in sorted(_steps))
    for row in made:
        queue_job(row)


def queue_job(row: AfterDecision) -> None:
    """A job for one step, in this transaction."""
    app.configure_task(name=FOLLOW).defer(after_id=row.pk)


def do_step(after_id: int, now: datetime) -> bool:
    """Do one step unless it is done, inside the caller's transaction; whether it was done now.

    Two jobs of one step follow one another: the second finds it done.
    """
    row = AfterDecision.objects.select_for_update(of=("self",)).filter(pk=after_id, done_at__isnull=True).first()
    if row is None or row.step not in _steps:
        return False
    _steps[row.step](Decision.objects.select_related("case__application").get(pk=row.decision_id))
    row.done_at = now
    row.save(update_fields=["done_at"])
    return True


def queue_late(now: datetime | None = None) -> int:
    """Queue again the steps that are open for too long and have no job left, done or given up; how many.

    A job that waits to begin anew, after a fault of the step, counts: else each portion would add another to it.
    """
    before = (now or timezone.now()) - LATE
    alive = ProcrastinateJob.objects.filter(task_name=FOLLOW, status__in=ALIVE).values_list("args__after_id", flat=True)
    late = AfterDecision.objects.filter(done_at__isnull=True, queued_at__lt=before).exclude(pk__in=set(alive))
    rows = list(late.order_by("queued_at")[:500])
    for row in rows:
        queue_job(row)
    return len(rows)
