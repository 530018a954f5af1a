"""The worker: a process that does the jobs, and outlives its database."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress

import structlog
from asgiref.sync import sync_to_async
from django.db import InterfaceError, OperationalError
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job

from tirek.config.jobs import every_seconds
from tirek.config.postgres.addresses import Addresses
from tirek.config.postgres.faults import DatabaseFault
from tirek.config.postgres.readiness import restart_if_killed

LONGEST_WAIT_SECONDS = 30.0
WATCH_SECONDS = 2.0
STARTS_AFTER_LOSS_AT_MOST = 8
log = structlog.get_logger(__name__)


class DatabaseLeft(BaseRetryStrategy):
    """What a task without a strategy of its own gets: begin anew when the database was lost, after 1, 2, 4... seconds."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """When to begin anew; None for an error that a second time would not cure."""
        lost = isinstance(exception, OperationalError | InterfaceError | ConnectorException)
        if not lost or job.attempts + 1 >= STARTS_AFTER_LOSS_AT_MOST:
            return None
        return RetryDecision(retry_in={"seconds": 2**job.attempts})


DATABASE_LEFT = DatabaseLeft()


def work(addresses: Addresses, *, concurrency: int, rescue_seconds: int) -> None:
    """Do jobs until the process is asked to end; jobs that are being done are ended first.

    A database that goes away stops the library's worker without an error. Ours is started again when it was killed, another's
    is waited for; then the work goes on, and the jobs that were cut off are rescued.
    """
    asyncio.run(_work(addresses, concurrency, rescue_seconds))


async def _work(addresses: Addresses, concurrency: int, rescue_seconds: int) -> None:
    asked_to_end = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, asked_to_end.set)
    keeping = asyncio.create_task(_keep_server(addresses))
    wait_seconds = 0.5
    while not asked_to_end.is_set():
        started = asyncio.get_running_loop().time()
        working = asyncio.create_task(_one_worker(concurrency, rescue_seconds))
        ending = asyncio.create_task(asked_to_end.wait())
        await asyncio.wait({working, ending}, return_when=asyncio.FIRST_COMPLETED)
        ending.cancel()
        if asked_to_end.is_set():
            working.cancel()
        (outcome,) = await asyncio.gather(working, return_exceptions=True)
        if asked_to_end.is_set():
            break
        if asyncio.get_running_loop().time() - started > LONGEST_WAIT_SECONDS:
            wait_seconds = 0.5  # it had been working
        log.error("worker_stopped", again_in_seconds=wait_seconds, reason=type(outcome).__name__)
        with suppress(TimeoutError):
            await asyncio.wait_for(asked_to_end.wait(), wait_seconds)
        wait_seconds = min(wait_seconds * 2, LONGEST_WAIT_SECONDS)
    keeping.cancel()


async def _keep_server(addresses: Addresses) -> None:
    """Watch our own server for as long as there is a worker; the pages, too, live by it."""
    while addresses.ours:
        await asyncio.sleep(WATCH_SECONDS)
        try:
            if await sync_to_async(restart_if_killed, thread_sensitive=False)(addresses):
                log.error("database_was_killed", done="started again")
        except DatabaseFault as fault:
            log.error("database_not_started", code=fault.code)


async def _one_worker(concurrency: int, rescue_seconds: int) -> None:
    seconds = every_seconds(rescue_seconds)
    listening = app.connector.get_worker_connector()  # type: ignore[attr-defined]  # Django's connector has it
    with app.replace_connector(listening) as working:
        async with working.open_async():
            working.perform_import_paths()  # type: ignore[no-untyped-call]
            for task in working.tasks.values():
                task.retry_strategy = task.retry_strategy or DATABASE_LEFT
            await working.run_worker_async(
                concurrency=concurrency,
                install_signal_handlers=False,  # ours tell an order to end from a failure
                fetch_job_polling_interval=min(5.0, seconds),
                update_heartbeat_interval=seconds,
                stalled_worker_timeout=rescue_seconds,
            )
