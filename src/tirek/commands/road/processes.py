"""Processes of our own beside a command: the registers that misbehave, and the worker that asks them."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

END_SECONDS = 20
FAULTS = "*:fail@0.25,*:slow=1@0.05,*:partial@0.1,*:contradict@0.02,*:drop@0.1"
"""Nearly every second answer of a register goes wrong, as on a very bad day: a client that tries again is not always helped."""


@contextmanager
def running(
    arguments: list[str], variables: Mapping[str, str], *, heard: bool = False
) -> Iterator[subprocess.Popen[str]]:
    """A command of ours in a process of its own, ended with the block; ``heard``: its output is read."""
    process = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "tirek", *arguments],
        env=dict(variables),
        stdout=subprocess.PIPE if heard else subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """An order to end (TERM) ends the blocks around as Ctrl-C does, so that no process of ours is left behind."""

    def leave(number: int, _frame: object) -> None:
        sys.exit(128 + number)

    if threading.current_thread() is not threading.main_thread():  # nobody else may say what a signal does
        yield
        return
    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def registers_and_worker(variables: Mapping[str, str], *options: str, faults: str = FAULTS) -> Iterator[dict[str, str]]:
    """The sandbox with its faults and two workers that ask it, as two cores allow; the environment in which they are known."""
    with (
        _ended_in_order(),
        running(["sandbox", "--port", "0", "--faults", faults, *options], variables, heard=True) as sandbox,
    ):
        assert sandbox.stdout is not None
        told = {**variables, "TIREK_REGISTERS_URL": sandbox.stdout.readline().strip()}
        with running(["worker"], told), running(["worker"], told):
            yield told
