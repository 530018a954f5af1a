"""The work of a job: read at one moment, decide without a transaction, write all at once. It may begin anew at any point."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import structlog
from django.db import connection, transaction
from django.utils import timezone

from tirek.department.accounts.enums import Confidential
from tirek.department.accounts.viewer import Viewer, entered, system_viewer
from tirek.department.flows.enums import RunKind, RunState
from tirek.department.flows.models import Recalculation
from tirek.department.flows.recalculation.finding import decide_offers, read_everybody_for
from tirek.department.flows.recalculation.running import READ_PERCENT, decide_standing, read_standing
from tirek.department.flows.recalculation.writing import write_lines, write_offers
from tirek.rulebook.engine.errors import TirekError

log = structlog.get_logger(__name__)
EVERY_KIND = frozenset(str(kind) for kind in Confidential.values)
ONE_MOMENT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"


def compute_run(run_id: int) -> bool:
    """Compute a run unless it is done; whether it was done now. What goes wrong stands in its row."""
    with writing(None):
        run = Recalculation.objects.filter(pk=run_id, state__in=RunState.unfinished()).first()
        if run is None:
            return False
        told = {"state": RunState.RUNNING, "percent": 0, "heard_at": timezone.now()}
        Recalculation.objects.filter(pk=run_id).update(**told)
    try:
        return WORK[RunKind(run.kind)](run)
    except TirekError as fault:
        _fail(run_id, str(fault))
        return False
    except Exception as fault:  # a fault of ours: told, and not begun again for ever
        _fail(run_id, type(fault).__name__)
        raise


def _compute_standing(run: Recalculation) -> bool:
    with reading(run):
        read = read_standing(run)
    _tell(run, READ_PERCENT)
    lines, found = decide_standing(run, read, lambda percent: _tell(run, percent))
    with writing(run):
        return write_lines(run, lines, found)


def _compute_offers(run: Recalculation) -> bool:
    with reading(run, confidential=False):
        read = read_everybody_for(run)
    _tell(run, READ_PERCENT)
    found, told = decide_offers(run, read, lambda percent: _tell(run, percent))
    with writing(run):
        return write_offers(run, found, told)


WORK: dict[RunKind, Callable[[Recalculation], bool]] = {
    RunKind.STANDING: _compute_standing,
    RunKind.OFFERS: _compute_offers,
}


def _fail(run_id: int, fault: str) -> None:
    log.warning("run_failed", run=run_id)
    with writing(None):
        told = {"state": RunState.FAILED, "fault": fault[:500], "finished_at": timezone.now()}
        Recalculation.objects.filter(pk=run_id, state=RunState.RUNNING).update(**told)


def _tell(run: Recalculation, percent: int) -> None:
    """A short transaction of its own, so that the page sees how far the work has come, and nobody takes it for lost."""
    with writing(None):
        Recalculation.objects.filter(pk=run.pk).update(percent=percent, heard_at=timezone.now())


@contextmanager
def reading(run: Recalculation, *, confidential: bool = True) -> Iterator[Viewer]:
    """A transaction in which all tables are seen as of one moment."""
    try:
        with transaction.atomic():
            if len(connection.savepoint_ids) == 0:  # inside another transaction the moment is that one's
                with connection.cursor() as cursor:
                    cursor.execute(ONE_MOMENT)
            with entered(_viewer(run, confidential=confidential)) as viewer:
                yield viewer
    finally:
        _give_back()


@contextmanager
def writing(run: Recalculation | None) -> Iterator[Viewer]:
    """A transaction that writes in the districts of a run; without one, in all of them."""
    try:
        with transaction.atomic(), entered(_viewer(run)) as viewer:
            yield viewer
    finally:
        _give_back()


def _viewer(run: Recalculation | None, *, confidential: bool = True) -> Viewer:
    kinds = EVERY_KIND if confidential else frozenset()
    viewer = system_viewer("job flows.recalculate", confidential=kinds)
    return viewer if run is None else replace(viewer, territories=tuple(run.territories))


def _give_back() -> None:
    if not connection.in_atomic_block:  # a thread of the worker that kept it would take it from the pool for ever
        connection.close()
