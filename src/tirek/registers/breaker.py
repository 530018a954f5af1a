"""A circuit breaker: a register that failed several times in a row is left alone for a while, then tried by one question."""

from __future__ import annotations

from threading import Lock

from tirek.registers.clock import Clock


class Breaker:
    """The state of one register, shared by threads.

    Parameters
    ----------
    clock : Clock
        For ``monotonic``.
    failures_to_open : int
        Failures in a row after which it opens.
    open_seconds : float
        How long it stays open; then one trial is let through, and no second one until the first has ended or
        the same time has passed without a word from it (its thread may have been killed).
    """

    def __init__(self, clock: Clock, failures_to_open: int, open_seconds: float) -> None:
        self._clock, self._failures_to_open, self._open_seconds = clock, failures_to_open, open_seconds
        self._lock = Lock()
        self._failures = 0
        self._shut_until: float | None = None

    def wait_seconds(self) -> float:
        """0 when a question may go out (and is counted as the trial, if it is one); otherwise the seconds left."""
        with self._lock:
            if self._shut_until is None:
                return 0.0
            left = self._shut_until - self._clock.monotonic()
            if left > 0:
                return left
            self._shut_until = self._clock.monotonic() + self._open_seconds
            return 0.0

    def succeed(self) -> None:
        """The register answered: ask it as before."""
        with self._lock:
            self._failures, self._shut_until = 0, None

    def fail(self) -> None:
        """The register failed; it opens at the last failure allowed, and at once after a trial."""
        with self._lock:
            self._failures += 1
            if self._failures >= self._failures_to_open:
                self._shut_until = self._clock.monotonic() + self._open_seconds
