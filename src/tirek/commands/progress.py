"""Progress bars on standard error, so that standard output stays for the answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

Report = Callable[[str, int, int], None]


@contextmanager
def bars(shown: bool = True) -> Iterator[Report]:
    """A callback ``report(stage, done, total)`` that draws a bar for each stage."""
    columns = (
        TextColumn("{task.description:24}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
    )
    drawn = Progress(*columns, console=Console(stderr=True), disable=not shown)
    tasks: dict[str, TaskID] = {}

    def report(stage: str, done: int, total: int) -> None:
        if not tasks:
            # Not before there is progress: what is refused at once leaves one line on standard error, and no empty bar.
            drawn.start()
        for name, task in tasks.items():
            if name != stage:
                drawn.update(task, completed=drawn.tasks[task].total)
        if stage not in tasks:
            tasks[stage] = drawn.add_task(stage, total=max(total, 1))
        drawn.update(tasks[stage], completed=done, total=max(total, 1))

    try:
        yield report
    finally:
        if tasks:
            drawn.stop()
