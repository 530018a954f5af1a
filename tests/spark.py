"""Whether Spark can be tried here; if not, the summary of the tests says why."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tirek.population.engines.problems import EngineError
from tirek.population.engines.spark_cluster import find_java, spark_home


def missing() -> str:
    """What stands in the way of Spark; nothing if it can run."""
    try:
        spark_home()
        find_java()
    except EngineError as error:
        return f"Spark is NOT tested: {error} (.ci/spark installs both where it can)"
    return ""


WITH_SPARK = pytest.mark.skipif(bool(missing()), reason=missing())


def processes_of(folder: Path) -> list[str]:
    """Commands of running processes that were given a path in the folder, in their environment or as an argument."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            told = (process / "environ").read_bytes() + (process / "cmdline").read_bytes()
            state = (process / "stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue  # it ended, or belongs to somebody else
        if str(folder).encode() in told and state != "Z":
            found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode())
    return found


def await_none(folder: Path) -> None:
    """No such process is left; one that was told to end may take a moment."""
    until = time.monotonic() + 30
    while processes_of(folder) and time.monotonic() < until:
        time.sleep(0.05)
    assert processes_of(folder) == []
