"""One measurement in a process of its own, and what the rest of the machine did meanwhile."""

from __future__ import annotations

import json
import resource
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks import machine


class RunFailed(RuntimeError):
    """A measured program ended with an error; its last words are the message."""


def measure(python: Path, module: str, arguments: Sequence[object], root: Path, patience: float = 0) -> dict[str, Any]:
    """The result that a module reports, with the load before it and the cores that others used while it ran.

    ``patience`` is how many seconds to wait first for a moment in which nothing else runs.
    """
    machine.wait_for_gap(patience)
    load, busy, own, begun = machine.load(), machine.busy_seconds(), _children(), time.perf_counter()
    command = [str(python), "-m", module, *map(str, arguments)]
    answer = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    taken = time.perf_counter() - begun
    others = machine.busy_seconds() - busy - (_children() - own)
    if answer.returncode:
        raise RunFailed(f"{' '.join(command)}\n{answer.stderr.strip()[-2000:]}")
    result: dict[str, Any] = json.loads(answer.stdout.strip().splitlines()[-1])
    return {**result, "process_seconds": round(taken, 3), "load": load, "others": round(max(others / taken, 0.0), 2)}


def shell(command: Sequence[object], times: int, root: Path, patience: float = 0) -> dict[str, Any]:
    """Milliseconds of a whole command from a cold shell: the start of Python and all imports count."""
    taken = []
    load = machine.load()
    for _ in range(times):
        machine.wait_for_gap(patience)
        begun = time.perf_counter()
        subprocess.run(list(map(str, command)), cwd=root, capture_output=True, check=True)
        taken.append(round((time.perf_counter() - begun) * 1000, 1))
    taken.sort()
    return {"min": taken[0], "median": taken[len(taken) // 2], "max": taken[-1], "calls": times, "load": load}


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
