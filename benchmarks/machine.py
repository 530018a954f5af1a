"""What was measured on, and how busy it was with other things."""

from __future__ import annotations

import os
import platform
import subprocess
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

PACKAGES = ("polars", "duckdb", "pyarrow", "numpy")
QUIET = 1.0
"""Load of the last minute below which the machine counts as quiet."""

GAP = 0.2
"""Cores in use below which nothing else runs."""

DISTURBED = 0.35
"""Cores in use by others, on average over a run, from which the run counts as disturbed."""

TICKS = os.sysconf("SC_CLK_TCK")


def describe(root: Path) -> dict[str, Any]:
    """Processor, memory, system, versions, and the state of the sources."""
    processors = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    models = {line.partition(":")[2].strip() for line in processors if line.startswith("model name")}
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    state = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=root, capture_output=True, text=True, check=False
    )
    return {
        "processor": ", ".join(sorted(models)) or platform.processor(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(pages / 2**30, 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        **{name: version(name) for name in PACKAGES},
        "sources": state.stdout.strip(),
        "day": time.strftime("%Y-%m-%d"),
    }


def load() -> float:
    """Processes that ran or wanted to run, on average over the last minute."""
    return float(Path("/proc/loadavg").read_text(encoding="ascii").split()[0])


def wait_until_quiet(minutes: float) -> float:
    """Wait, a minute at a time, until the load is low or the time is over; the load then."""
    until = time.monotonic() + minutes * 60
    while load() >= QUIET and time.monotonic() < until:
        print(f"  load {load():.2f}: waiting for a quiet machine", flush=True)
        time.sleep(min(60, max(0.0, until - time.monotonic())))
    return load()


def wait_for_gap(seconds: float) -> None:
    """Wait for a moment in which nothing else runs, at most so long: on a shared machine there are many short ones."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        busy = busy_seconds()
        time.sleep(0.5)
        if (busy_seconds() - busy) / 0.5 < GAP:
            return


def busy_seconds() -> float:
    """CPU seconds that all processes of the machine have used since it started."""
    fields = list(map(int, Path("/proc/stat").read_text(encoding="ascii").splitlines()[0].split()[1:9]))
    idle, waiting = fields[3], fields[4]
    return (sum(fields) - idle - waiting) / TICKS
