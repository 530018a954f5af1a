"""The one HTTP client of all registers: limits, retries inside a deadline, a breaker for each register.

On the wire a question is ``PUT <base>/<register>/requests/<request id>`` with a JSON body, so that a repetition is the same
request by the rules of HTTP; docs/reference/registers.md describes it. No number of a person ever stands in an address.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from threading import Lock
from typing import Any, Self, TypeVar

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception

from tirek.registers.breaker import Breaker
from tirek.registers.catalogue import find_register
from tirek.registers.clock import Clock, SystemClock
from tirek.registers.contract import Answer, Question, check_question
from tirek.registers.failures import CircuitOpen, Failure, Malformed, Refused, TimedOut, Unavailable
from tirek.registers.replies import read_reply

_Result = TypeVar("_Result")
_OUTAGES = frozenset({"not_json", "too_large", "unexpected_status"})
"""Malformed replies that tell of a broken register (a page of a proxy, say) rather than of one record."""


@dataclass(frozen=True)
class Limits:
    """How long and how much; seconds and bytes."""

    connect_seconds: float = 3.0
    read_seconds: float = 10.0
    attempt_seconds: float = 15.0
    """One attempt from the first byte sent to the last one read."""
    deadline_seconds: float = 45.0
    """All attempts with the waits between them."""
    attempts: int = 4
    first_wait_seconds: float = 0.5
    longest_wait_seconds: float = 8.0
    reply_bytes: int = 2 * 1024 * 1024
    connections: int = 20
    failures_to_open: int = 5
    open_seconds: float = 30.0


class RegisterClient:
    """Asks registers. One for a process: threads may share it, and with it the connections and the breakers.

    Parameters
    ----------
    base_url : str
        Where the registers' gateway listens.
    limits : Limits
    token : str
        Sent as a bearer token, where the gateway wants one.
    clock : Clock
    randomness : Random
        For the waits between attempts.
    """

    def __init__(
        self,
        base_url: str,
        *,
        limits: Limits | None = None,
        token: str = "",
        clock: Clock | None = None,
        randomness: Random | None = None,
    ) -> None:
        self._limits = limits or Limits()
        self._clock: Clock = clock or SystemClock()
        self._randomness = randomness or Random()  # noqa: S311 - spreads attempts over time, guards nothing
        self._breakers: dict[str, Breaker] = {}
        self._lock = Lock()
        # An encoded reply could unfold beyond any limit, so none is asked for and none is taken.
        headers = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "tirek"}
        self._http = httpx.Client(
            base_url=base_url,
            headers=headers | ({"Authorization": f"Bearer {token}"} if token else {}),
            limits=httpx.Limits(
                max_connections=self._limits.connections, max_keepalive_connections=self._limits.connections
            ),
            follow_redirects=False,
            trust_env=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def ask(self, question: Question) -> Answer:
        """The answer of a register.

        Raises
        ------
        Refused
            If the question may not be asked, or the register refuses it: a person must put it right.
        Unavailable, TimedOut
            If it did not answer within the attempts and the deadline. The same question may be asked later.
        Malformed
            If what it answered cannot be trusted.
        """
        register = find_register(question.register)
        asked_at = self._clock.now()

        def attempt(deadline: float) -> Answer:
            body = self._send(question, deadline, expected=200)
            return read_reply(body, question, register, asked_at, self._clock.now())

        return self._insist(question, attempt)

    def order(self, question: Question) -> None:
        """Have the register deliver the answer to ``question.callback_url``; raises as :meth:`ask` does."""
        self._insist(question, lambda deadline: self._send(question, deadline, expected=202))

    def _insist(self, question: Question, attempt: Callable[[float], _Result]) -> _Result:
        """Attempts inside the deadline, each one reported to the breaker."""
        check_question(question, find_register(question.register))
        breaker = self._breaker(question.register)
        deadline = self._clock.monotonic() + self._limits.deadline_seconds
        retrying = Retrying(
            sleep=self._clock.sleep,
            stop=lambda state: self._must_stop(state, deadline),
            wait=self._wait_seconds,
            retry=retry_if_exception(lambda error: isinstance(error, Failure) and error.retryable),
            reraise=True,
        )
        result: _Result = retrying(self._guarded, question.register, breaker, lambda: attempt(deadline))
        return result

    def _guarded(self, register: str, breaker: Breaker, attempt: Callable[[], _Result]) -> _Result:
        left = breaker.wait_seconds()
        if left > 0:
            raise CircuitOpen(register, "circuit_open", retry_after_seconds=left)
        try:
            result = attempt()
        except Failure as failure:
            down = isinstance(failure, Unavailable | TimedOut) and failure.code not in ("busy", "too_many")
            if down or failure.code in _OUTAGES:
                breaker.fail()
            elif failure.code != "busy":
                breaker.succeed()
            raise
        breaker.succeed()
        return result

    def _breaker(self, register: str) -> Breaker:
        with self._lock:
            if register not in self._breakers:
                limits = self._limits
                self._breakers[register] = Breaker(self._clock, limits.failures_to_open, limits.open_seconds)
            return self._breakers[register]

    def _must_stop(self, state: RetryCallState, deadline: float) -> bool:
        """Stop before a wait that would end after the deadline: an attempt without time cannot succeed."""
        late = self._clock.monotonic() + state.upcoming_sleep >= deadline
        return late or state.attempt_number >= self._limits.attempts

    def _wait_seconds(self, state: RetryCallState) -> float:
        """Full jitter over a doubling wait, and no less than the register asked for."""
        most = min(self._limits.longest_wait_seconds, self._limits.first_wait_seconds * 2 ** (state.attempt_number - 1))
        failure = state.outcome.exception() if state.outcome else None
        asked = failure.retry_after_seconds if isinstance(failure, Failure) else None
        return max(asked or 0.0, self._randomness.uniform(most / 2, most))

    def _send(self, question: Question, deadline: float, expected: int) -> bytes:
        """One attempt: the body of a reply with the expected status."""
        register, limits = question.register, self._limits
        ends = min(deadline, self._clock.monotonic() + limits.attempt_seconds)
        left = max(0.001, ends - self._clock.monotonic())
        timeout = httpx.Timeout(min(limits.read_seconds, left), connect=min(limits.connect_seconds, left))
        path = f"/{register}/requests/{question.request_id}"
        try:
            with self._http.stream("PUT", path, json=question.as_json(), timeout=timeout) as response:
                _check_status(register, response, expected)
                return self._read(register, response, ends)
        except httpx.PoolTimeout:
            raise Unavailable(register, "busy") from None
        except httpx.TimeoutException:
            raise TimedOut(register, "timed_out") from None
        except httpx.ConnectError:
            raise Unavailable(register, "not_reached") from None
        except httpx.HTTPError:
            raise Unavailable(register, "dropped") from None

    def _read(self, register: str, response: httpx.Response, ends: float) -> bytes:
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise Malformed(register, "not_json")
        parts, size = [], 0
        for part in response.iter_raw():
            size += len(part)
            if size > self._limits.reply_bytes:
                raise Malformed(register, "too_large")
            if self._clock.monotonic() > ends:
                raise TimedOut(register, "timed_out")
            parts.append(part)
        return b"".join(parts)


def _check_status(register: str, response: httpx.Response, expected: int) -> None:
    status = response.status_code
    if status == expected:
        return
    details: dict[str, Any] = {"status": status}
    if status in (401, 403):
        raise Refused(register, "no_access", **details)
    if status == 409:
        raise Refused(register, "id_taken", **details)
    if status in (400, 404, 405, 410, 413, 415, 422):
        raise Refused(register, "bad_question", **details)
    if status == 408:
        raise TimedOut(register, "timed_out", **details)
    if status == 429:
        raise Unavailable(register, "too_many", retry_after_seconds=_retry_after(response), **details)
    if status >= 500:
        raise Unavailable(register, "server_failed", retry_after_seconds=_retry_after(response), **details)
    raise Malformed(register, "unexpected_status", **details)


def _retry_after(response: httpx.Response) -> float | None:
    """Seconds that the register asks to be left alone; a date, or nonsense, is as if it had said nothing."""
    text = response.headers.get("Retry-After", "")
    return float(text) if text.isascii() and text.isdigit() and len(text) <= 6 else None
