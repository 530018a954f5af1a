"""The long steps of a closing: small ones at once, large ones by a job, a district a transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import structlog
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from tirek.department.accounts.models import User
from tirek.department.core.refusals import Refused
from tirek.department.journal.notes import note_write
from tirek.department.payments.actions.closing import check_closing, collect, districts_of, lock_closing, told_of
from tirek.department.payments.enums import ClosingState, Step
from tirek.department.payments.house import at_work, rows_of
from tirek.department.payments.models import Closing, Payment
from tirek.department.payments.statements import collecting

log = structlog.get_logger(__name__)
WORK = "payments.work_on_closing"
"""Name of the job; its task stands in ``payments.tasks``."""
AT_ONCE = 2_000
"""So many recipients are done while the officer waits; more by a job."""
SILENT = timedelta(minutes=10)
"""A step of which nothing is heard for so long has lost its worker: it may be begun anew."""
STEPS: dict[Step, Callable[..., int]] = {Step.COLLECT: collect, Step.CHECK: check_closing}


def begin_step(closing: Closing, step: Step, *, acting_user: User) -> bool:
    """Do a step of a closing, or queue it where it is large; whether it was done at once.

    Raises
    ------
    Refused
        ``closing_at_work`` while a step is on its way and is heard of; ``closing_finished``.
    """
    with at_work("begin"):
        current = lock_closing(closing)
        is_heard = current.heard_at is not None and current.heard_at > timezone.now() - SILENT
        if current.step and is_heard:
            raise Refused("closing_at_work", _("A step is on its way already. Wait until it ends."))
        is_small = _size(current) <= AT_ONCE
        if not is_small:
            told = {"step": step, "percent": 0, "heard_at": timezone.now(), "fault": ""}
            Closing.objects.filter(pk=closing.pk).update(**told)
            note_write("queue", "closing", closing.pk, (), acting_user=acting_user)
            app.configure_task(name=WORK, lock=f"{WORK}.{closing.pk}").defer(
                closing_id=closing.pk, step=str(step), user_id=acting_user.pk
            )
    if is_small:
        STEPS[step](closing, acting_user=acting_user)
        _tell(closing.pk, step="", fault="")
    closing.refresh_from_db()
    return is_small


def work_on(closing_id: int, step: Step, user_id: int | None) -> bool:
    """The work of a job: a district a transaction, told after each; begun anew it does all districts again, each once.

    False where the closing is finished or the step was done by another worker.
    """
    try:
        closing, districts, user = _begin(closing_id, step, user_id)
        if closing is None:
            return False
        for place, district in enumerate(districts, start=1):
            _in_transaction(lambda code=district: STEPS[step](closing, [code], acting_user=user))  # type: ignore[misc]
            _tell(closing_id, percent=100 * place // len(districts))
    except Refused as refusal:
        _tell(closing_id, step="", fault=refusal.code)
        return False
    except Exception as fault:  # a fault of ours: told, and not begun again for ever
        log.warning("closing_failed", closing=closing_id, step=str(step))
        _tell(closing_id, step="", fault=type(fault).__name__)
        raise
    finally:
        if not connection.in_atomic_block:  # a thread of the worker that kept it would take it from the pool for ever
            connection.close()
    _tell(closing_id, step="", percent=100)
    return True


def _begin(closing_id: int, step: Step, user_id: int | None) -> tuple[Closing | None, tuple[str, ...], User | None]:
    with transaction.atomic(), at_work("job"):
        unfinished = Closing.objects.filter(pk=closing_id, step=step, state__in=ClosingState.unfinished())
        closing = unfinished.first()
        user = User.objects.filter(pk=user_id).first() if user_id else None
        return closing, districts_of(closing) if closing else (), user


def _in_transaction(work: Callable[[], int]) -> None:
    with transaction.atomic(), at_work("job"):
        work()


def _tell(closing_id: int, **told: object) -> None:
    """A short transaction of its own, so that the page sees how far the work has come."""
    with transaction.atomic(), at_work("job"):
        Closing.objects.filter(pk=closing_id).update(heard_at=timezone.now(), **told)


def _size(closing: Closing) -> int:
    """How many recipients a step has before it: those listed, and those that could be."""
    listed = Payment.objects.filter(list__closing=closing, list__state="drafted", state="listed").count()
    return listed + int(rows_of(collecting.COUNT_PAYABLE, told_of(closing) | {"most": AT_ONCE + 1})[0][0])
