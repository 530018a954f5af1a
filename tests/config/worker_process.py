"""A worker as `tirek worker` runs it, with a task of its own; or, told a number and seconds, who leaves it a job.

The task notes that it began, waits when it is the first time, and notes that it ended.
"""

from __future__ import annotations

import sys
import time

BEGIN = "insert into mark values (%s) on conflict (number) do update set starts = mark.starts + 1 returning starts"


def main(arguments: list[str]) -> None:
    from tirek.config.env import environment
    from tirek.config.startup import open_department

    addresses = open_department()

    from django.db import connection
    from procrastinate.contrib.django import app

    from tirek.config.worker import work

    @app.task(name="tests.mark")
    def mark(number: int, seconds: float) -> None:
        with connection.cursor() as cursor:
            cursor.execute(BEGIN, [number])
            if cursor.fetchone() == (1,):
                time.sleep(seconds)
            cursor.execute("update mark set ends = ends + 1 where number = %s", [number])

    if arguments:
        mark.defer(number=int(arguments[0]), seconds=float(arguments[1]))
    else:
        work(addresses, concurrency=2, rescue_seconds=environment().rescue_seconds)


if __name__ == "__main__":  # pytest imports every module, in search of doctests
    main(sys.argv[1:])
