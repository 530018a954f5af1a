"""Jobs of the house itself: take over the jobs of dead workers, forget the old ones."""

from __future__ import annotations

import structlog
from django.conf import settings
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.job_context import JobContext
from procrastinate.jobs import Job, Status

STARTS_AT_MOST = 5
"""A job that outlived so many workers may well be what kills them."""
KEPT_HOURS = 72

log = structlog.get_logger(__name__)


def every_seconds(rescue_seconds: int) -> int:
    """How often a sign of life is given and looked for: three times in the term."""
    return max(1, rescue_seconds // 3)


@app.periodic(cron=f"* * * * * */{every_seconds(settings.RESCUE_SECONDS)}")  # of six fields the seconds come last
@app.task(queueing_lock="rescue", pass_context=True)
async def rescue(_context: JobContext, timestamp: int) -> None:
    """Start again the jobs whose worker is dead; every task is written so that it may begin anew."""
    found = await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=settings.RESCUE_SECONDS)
    for job in found:
        if job.attempts + 1 >= STARTS_AT_MOST:
            log.error("job_given_up", job=job.id, task=job.task_name, starts=job.attempts + 1)
            await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=False)
        else:
            await _begin_anew(job)


async def _begin_anew(job: Job) -> None:
    """Put a job back, unless its successor waits already: of one queueing lock one job waits at a time."""
    try:
        await app.job_manager.retry_job(job)
    except UniqueViolation:
        log.warning("job_left_to_its_successor", job=job.id, task=job.task_name)
        await app.job_manager.finish_job(job, status=Status.ABORTED, delete_job=False)
    else:
        log.warning("job_rescued", job=job.id, task=job.task_name, starts=job.attempts + 1)


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="forget", pass_context=True)
async def forget(_context: JobContext, timestamp: int) -> None:
    """Remove the jobs that succeeded three days ago; the failed stay until somebody looks at them."""
    await app.job_manager.delete_old_jobs(nb_hours=KEPT_HOURS)
