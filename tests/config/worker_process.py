"""A worker as `tirek worker` runs it, with a task of its own; or, told a number and seconds, who leaves it a job.

The task notes that it began, waits when it is the first time, and notes that it ended.
"""

from __future__ import annotations

import sys
import time

from tirek.config.env import environment
from tirek.config.startup import open_department

addresses = open_department()

from django.db import connection  # noqa: E402 - after Django is set up
from procrastinate.contrib.django import app  # noqa: E402

from tirek.config.worker import work  # noqa: E402

BEGIN = "insert into mark values (%s) on conflict (number) do update set starts = mark.starts + 1 returning starts"


@app.task(name="tests.mark")
def mark(number: int, seconds: float) -> None:
    with connection.cursor() as cursor:
        cursor.execute(BEGIN, [number])
        if cursor.fetchone() == (1,):
            time.sleep(seconds)
        cursor.execute("update mark set ends = ends + 1 where number = %s", [number])


if len(sys.argv) > 1:
    mark.defer(number=int(sys.argv[1]), seconds=float(sys.argv[2]))
else:
    work(addresses, concurrency=2, rescue_seconds=environment().rescue_seconds)
