"""Jobs of what every app stands on."""

from __future__ import annotations

from django.db import connection
from procrastinate.contrib.django import app

from tirek.department.core.idempotency.once import forget_old_keys


@app.periodic(cron="27 3 * * *")
@app.task(name="core.forget_keys", queueing_lock="core.forget_keys")
def forget_keys(timestamp: int) -> int:
    """Forget the keys of requests sent a month ago; how many."""
    try:
        return forget_old_keys()
    finally:
        if not connection.in_atomic_block:  # a thread that kept it would take it from the pool for ever
            connection.close()
