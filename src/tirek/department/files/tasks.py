"""Jobs of the files: let the scanner see what waits, sweep what failed transactions left."""

from __future__ import annotations

from django.conf import settings
from procrastinate.contrib.django import app

from tirek.department.accounts.enums import Confidential
from tirek.department.accounts.viewer import entered, system_viewer
from tirek.department.files.actions import scan_pending, sweep_orphans
from tirek.department.files.retention import execute_run


@app.periodic(cron="* * * * *")
@app.task(name="files.scan", queueing_lock="files.scan")
def scan_waiting(timestamp: int) -> None:
    """Scan the files that wait, where there is a scanner."""
    if settings.CLAMAV_SOCKET:
        with entered(system_viewer("job:scan", confidential=frozenset(Confidential.values))):
            scan_pending()


@app.periodic(cron="41 3 * * *")
@app.task(name="files.sweep", queueing_lock="files.sweep")
def sweep(timestamp: int) -> None:
    """Remove contents without a row."""
    sweep_orphans()


@app.task(name="files.retain", queueing_lock="files.retain")
def retain(run_id: int) -> None:
    """Carry out a confirmed run of retention; a run that was broken off goes on."""
    execute_run(run_id)
