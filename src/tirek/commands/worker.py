"""``tirek worker``: do the jobs that pages and other jobs leave."""

from __future__ import annotations

from typing import Annotated

import typer

from tirek.commands.options import Language


def run_worker(
    concurrency: Annotated[int, typer.Option("--concurrency", min=1, max=64, help="jobs done at the same time")] = 4,
    lang: Language = "ru",
) -> None:
    """Do jobs until stopped (Ctrl-C or TERM; jobs being done are ended first). Several workers may run side by side."""
    from tirek.config.env import environment
    from tirek.config.startup import open_department

    addresses = open_department()
    from tirek.config.worker import work  # after Django is set up

    work(addresses, concurrency=concurrency, rescue_seconds=environment().rescue_seconds)
