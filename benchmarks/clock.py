"""Laps of one run, with its CPU time and peak memory. Standard library only: every peer's environment loads it."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


class Clock:
    """Starts when it is made, after imports; says what each lap took."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._begun = self._last = time.perf_counter()
        self._cpu = time.process_time()

    def lap(self, name: str) -> None:
        """End a lap."""
        now = time.perf_counter()
        self.laps[name] = round(now - self._last, 4)
        self._last = now

    def stop(self) -> dict[str, Any]:
        """Seconds in all, seconds by lap, CPU seconds of all threads, peak memory of the process."""
        return {
            "seconds": round(time.perf_counter() - self._begun, 4),
            "cpu_seconds": round(time.process_time() - self._cpu, 4),
            "laps": self.laps,
            "peak_mb": peak_mb(),
        }


def peak_mb() -> int:
    """Peak resident memory of this process since it began its program (not what its parent held before)."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) // 1024
    return 0


def repeat(what: Callable[[], Any], times: int) -> dict[str, float]:
    """Microseconds of a call: least, median, and the value that 95 of 100 calls stay below; two calls before to warm up."""
    what()
    what()
    taken = []
    for _ in range(times):
        begun = time.perf_counter_ns()
        what()
        taken.append(time.perf_counter_ns() - begun)
    taken.sort()
    found = {"min": taken[0], "median": statistics.median(taken), "p95": taken[int(len(taken) * 0.95)]}
    return {name: round(value / 1000, 2) for name, value in found.items()} | {"calls": times}


def report(result: dict[str, Any]) -> None:
    """Hand a result to the session: the last line of the output."""
    print(json.dumps(result), flush=True)
