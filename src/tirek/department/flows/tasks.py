"""Jobs of what crosses the stages. Each may begin anew: what it did stands with its mark, in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from django.db import connection, transaction
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from tirek.department.accounts.enums import Confidential
from tirek.department.accounts.viewer import Viewer, entered, system_viewer
from tirek.department.budgets.actions.reserving import align_cases
from tirek.department.budgets.queries import cases_without_money
from tirek.department.core.calendar.today import today
from tirek.department.entitlements.actions.granting import plan_further
from tirek.department.entitlements.actions.stopping import RUNNING
from tirek.department.entitlements.models import Entitlement
from tirek.department.flows.consistency.checking import record_consistency
from tirek.department.flows.enums import RunKind
from tirek.department.flows.events import PORTION as EVENTS_AT_ONCE
from tirek.department.flows.events import follow_new_events
from tirek.department.flows.following import FOLLOW, do_step, queue_late
from tirek.department.flows.offers import expire_offers
from tirek.department.flows.recalculation.jobs import compute_run
from tirek.department.flows.recalculation.running import COMPUTE, ask_everywhere, defer_silent_runs

log = structlog.get_logger(__name__)
PORTION = 500
EVERY_KIND = frozenset(str(kind) for kind in Confidential.values)


@app.task(name=FOLLOW, retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def follow_decision(after_id: int) -> None:
    """Do one step that follows a decision."""
    with _entered("follow_decision"):
        do_step(after_id, timezone.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="flows.queue_late", queueing_lock="flows.queue_late")
def queue_late_steps(timestamp: int) -> int:
    """Queue the steps whose jobs were lost; how many."""
    with _entered("queue_late"):
        return queue_late()


@app.periodic(cron="* * * * *")
@app.task(name="flows.follow_events", queueing_lock="flows.follow_events")
def follow_events(timestamp: int) -> int:
    """Look at the life events that are new, a portion a transaction; how many."""
    count = 0
    while True:
        with _entered("follow_events"):
            followed = follow_new_events()
        count += followed
        if followed < EVENTS_AT_ONCE:
            return count


@app.periodic(cron="30 1 * * *")
@app.task(name="flows.plan_further", queueing_lock="flows.plan_further")
def plan_dues_further(timestamp: int) -> int:
    """Plan the due rows of what is granted until further notice up to the horizon of the day; how many are new."""
    count, after = 0, 0
    while True:
        with _entered("plan_further"):
            rows = Entitlement.objects.select_for_update(of=("self",)).select_related("decision__case")
            open_ended = rows.filter(pk__gt=after, state__in=RUNNING, valid__endswith__isnull=True)
            portion = list(open_ended.order_by("pk")[:PORTION])
            count += sum(plan_further(each, today(), acting_user=None) for each in portion)
            align_cases([each.case_id for each in portion], acting_user=None)
        if len(portion) < PORTION:
            return count
        after = portion[-1].pk


@app.periodic(cron="0 2 * * *")
@app.task(name="flows.reserve_standing", queueing_lock="flows.reserve_standing")
def reserve_standing(timestamp: int) -> int:
    """Set aside what was granted before its budget was entered, or could not be then; how many due rows."""
    count, after = 0, 0
    while True:
        with _entered("reserve_standing"):
            cases = cases_without_money(after, PORTION)
            count += align_cases(cases, acting_user=None)
        if len(cases) < PORTION:
            return count
        after = cases[-1]


@app.task(name=COMPUTE)
def recalculate(run_id: int) -> None:
    """Compute one run."""
    compute_run(run_id)


@app.periodic(cron="*/5 * * * *")
@app.task(name="flows.queue_silent_runs", queueing_lock="flows.queue_silent_runs")
def queue_silent_runs(timestamp: int) -> int:
    """Give a worker again to runs that lost theirs; how many."""
    with _entered("queue_silent_runs"):
        return defer_silent_runs()


@app.periodic(cron="0 20 * * *")
@app.task(name="flows.recalculate_standing", queueing_lock="flows.recalculate_standing")
def recalculate_standing(timestamp: int) -> bool:
    """Every night what is granted is asked of the law and the facts of the day; whether a run was asked for."""
    with _entered("recalculate_standing"):
        return ask_everywhere(RunKind.STANDING) is not None


@app.periodic(cron="0 21 * * 6")
@app.task(name="flows.find_offers", queueing_lock="flows.find_offers")
def find_offers(timestamp: int) -> bool:
    """Every week everybody is asked who is entitled and does not receive; whether a run was asked for."""
    with _entered("find_offers"):
        return ask_everywhere(RunKind.OFFERS) is not None


@app.periodic(cron="0 22 * * *")
@app.task(name="flows.check_consistency", queueing_lock="flows.check_consistency")
def check_every_night(timestamp: int) -> bool:
    """Every night it is asked whether all stages agree; whether they do. What does not stands in the record, by code."""
    with _entered("check_consistency"):
        run = record_consistency()
    if not run.holds:
        log.error("stages_disagree", broken=run.broken)
    return run.holds


@app.periodic(cron="15 1 * * *")
@app.task(name="flows.expire_offers", queueing_lock="flows.expire_offers")
def close_old_offers(timestamp: int) -> int:
    """Close offers whose period is over; how many."""
    with _entered("expire_offers"):
        return expire_offers(today())


@contextmanager
def _entered(purpose: str) -> Iterator[Viewer]:
    try:
        with transaction.atomic(), entered(system_viewer(f"job flows.{purpose}", confidential=EVERY_KIND)) as viewer:
            yield viewer
    finally:
        if not connection.in_atomic_block:  # a thread of the worker that kept it would take it from the pool for ever
            connection.close()
