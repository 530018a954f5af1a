"""The client against a sandbox that really runs: every fault of every register ends in the truth or in a typed failure."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from random import Random
from typing import Any, ClassVar
from uuid import UUID, uuid4

import pytest

from tests.registers.asking import AS_OF, CODES, IIN, OF_THINGS, FakeClock, RunningSandbox, question, question_of, truth
from tirek.registers.catalogue import find_register, registers
from tirek.registers.client import Limits, RegisterClient
from tirek.registers.clock import SystemClock
from tirek.registers.comparison import find_contradictions
from tirek.registers.contract import Answer, Key, KeyKind, Status
from tirek.registers.failures import CircuitOpen, Failure, Malformed, Refused, TimedOut, Unavailable
from tirek.registers.fields import MISSING
from tirek.registers.replies import read_reply, settle_answers

ONCE = Limits(attempts=1, read_seconds=0.15, attempt_seconds=0.3, failures_to_open=10**6)
FAULTS: dict[str, type[Failure]] = {
    "slow=0.4": TimedOut,
    "drip=2": TimedOut,
    "fail": Unavailable,
    "fail=500": Unavailable,
    "fail=429": Unavailable,
    "fail=403": Refused,
    "fail=422": Refused,
    "malformed": Malformed,
    "drop": Unavailable,
}


@pytest.mark.parametrize("code", CODES)
def test_a_register_that_works_tells_the_truth(code: str, sandbox: RunningSandbox) -> None:
    with RegisterClient(sandbox.url) as client:
        asked = question(code)
        answer = client.ask(asked)
    assert (answer.status, answer.record, answer.request_id) == (Status.COMPLETE, truth(asked), asked.request_id)
    assert (answer.as_of, answer.register) == (AS_OF, code)
    assert answer.asked_at <= answer.answered_at


@pytest.mark.parametrize(("code", "kind", "number"), OF_THINGS)
def test_a_thing_is_asked_by_its_number(code: str, kind: KeyKind, number: str, sandbox: RunningSandbox) -> None:
    with RegisterClient(sandbox.url) as client:
        asked = question_of(code, Key(kind, number))
        assert client.ask(asked).record == truth(asked)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("code", CODES)
def test_a_fault_of_the_line_is_a_typed_failure(code: str, fault: str, sandbox: RunningSandbox) -> None:
    sandbox.misbehave(f"{code}:{fault}")
    asked = question(code)
    with RegisterClient(sandbox.url, limits=ONCE) as client, pytest.raises(FAULTS[fault]) as failure:
        client.ask(asked)
    assert failure.value.register == code
    assert IIN not in str(failure.value)
    assert failure.value.__cause__ is None, "a cause could carry what the register sent"
    other = next(one for one in CODES if one != code)
    with RegisterClient(sandbox.url) as client:
        assert client.ask(question(other)).status is Status.COMPLETE


@pytest.mark.parametrize("fault", ["partial", "contradict", "twice"])
@pytest.mark.parametrize("code", CODES)
def test_a_fault_of_content_is_never_a_wrong_answer(code: str, fault: str, sandbox: RunningSandbox) -> None:
    sandbox.misbehave(f"{code}:{fault}")
    with RegisterClient(sandbox.url) as client:
        asked = [question(code, iin) for iin in (IIN, "791028302728", "061211600012", "850101310311")]
        for one in asked:
            answer = client.ask(one)
            assert_never_wrong(answer, truth(one), client, one.key.value)


def assert_never_wrong(answer: Answer, right: Any, client: RegisterClient, iin: str) -> None:
    if answer.status is Status.PARTIAL:
        left = {name: getattr(answer.record, name) for name in right.__dataclass_fields__}
        assert all(
            value is MISSING if name in answer.missing else value == getattr(right, name)
            for name, value in left.items()
        )
    elif answer.record != right:
        others = [client.ask(question(other, iin)) for other in CODES if other != answer.register]
        found = find_contradictions([answer, *others])
        assert answer.status is Status.CONTRADICTS or any(answer.register in one.registers for one in found)


def test_all_faults_at_once_on_a_share_of_the_questions(sandbox: RunningSandbox) -> None:
    sandbox.misbehave("*:fail@0.2,*:drop@0.1,*:malformed@0.2,*:partial@0.3,*:twice@0.5,*:slow=0.3@0.05")
    limits = Limits(read_seconds=0.2, first_wait_seconds=0.0, longest_wait_seconds=0.0, failures_to_open=10**6)
    seen: dict[str, int] = {}
    with RegisterClient(sandbox.url, limits=limits, clock=FakeClock()) as client:
        for number in range(240):
            asked = question(CODES[number % 12], request_id=UUID(int=number + 1))
            try:
                answer = client.ask(asked)
            except Failure as failure:
                seen[type(failure).__name__] = seen.get(type(failure).__name__, 0) + 1
            else:
                seen[answer.status.name] = seen.get(answer.status.name, 0) + 1
                right: Any = truth(asked)
                names = set(right.__dataclass_fields__) - answer.missing
                assert all(getattr(answer.record, name) == getattr(right, name) for name in names)
    assert {"COMPLETE", "PARTIAL", "Malformed"} <= set(seen)
    assert sum(seen.values()) == 240


def test_the_same_number_gives_the_same_answer(sandbox: RunningSandbox) -> None:
    asked = question("incomes")
    with RegisterClient(sandbox.url) as client:
        first, second = client.ask(asked), client.ask(asked)
        assert first.digest == second.digest
        sandbox.misbehave("*:twice")
        again = question("incomes")
        one, two = client.ask(again), client.ask(again)
        assert one.digest != two.digest
        assert settle_answers(one, two) is one
        with pytest.raises(Refused) as refusal:
            client.ask(replace(asked, key=Key(KeyKind.IIN, "791028302728")))
    assert refusal.value.code == "id_taken"


def test_retries_end_at_the_deadline(sandbox: RunningSandbox) -> None:
    sandbox.misbehave("incomes:fail")
    clock = FakeClock()
    limits = Limits(
        attempts=1000, deadline_seconds=20, first_wait_seconds=1, longest_wait_seconds=4, failures_to_open=10**6
    )
    client = RegisterClient(sandbox.url, limits=limits, clock=clock, randomness=Random(7))
    with client, pytest.raises(Unavailable) as failure:
        client.ask(question("incomes"))
    assert failure.value.code == "server_failed"
    assert 12 < sum(clock.slept) < 20
    assert all(seconds <= 4 for seconds in clock.slept)
    assert clock.slept != sorted({round(seconds) for seconds in clock.slept}), "waits are spread by chance"


def test_a_passing_fault_is_overcome_by_a_repeated_request(sandbox: RunningSandbox) -> None:
    sandbox.misbehave("*:fail@0.5")
    clock = FakeClock()
    limits = Limits(attempts=20, failures_to_open=10**6)
    with RegisterClient(sandbox.url, limits=limits, clock=clock, randomness=Random(7)) as client:
        for number in range(20):
            asked = question("vehicles", request_id=UUID(int=2**64 + number))
            assert client.ask(asked).record == truth(asked)
    assert clock.slept


@pytest.mark.parametrize(("fault", "attempts"), [("fail", 4), ("drop", 4), ("malformed", 1), ("fail=403", 1)])
def test_only_what_may_pass_is_retried(fault: str, attempts: int, sandbox: RunningSandbox) -> None:
    sandbox.misbehave(f"vehicles:{fault}")
    before = sandbox.counts().get("vehicles:asked", 0)
    with RegisterClient(sandbox.url, clock=FakeClock()) as client, pytest.raises(Failure):
        client.ask(question("vehicles"))
    assert sandbox.counts()["vehicles:asked"] - before == attempts


def test_the_breaker_opens_for_one_register_and_recovers(sandbox: RunningSandbox) -> None:
    sandbox.misbehave("incomes:fail")
    clock = FakeClock()
    limits = Limits(attempts=1, failures_to_open=3, open_seconds=30)
    with RegisterClient(sandbox.url, limits=limits, clock=clock) as client:
        for _ in range(3):
            with pytest.raises(Unavailable):
                client.ask(question("incomes"))
        asked_before = sandbox.counts()["incomes:asked"]
        with pytest.raises(CircuitOpen) as failure:
            client.ask(question("incomes"))
        assert failure.value.retry_after_seconds == 30
        assert sandbox.counts()["incomes:asked"] == asked_before, "no connection was made"
        assert client.ask(question("vehicles")).status is Status.COMPLETE
        sandbox.misbehave("")
        clock.seconds += 30
        assert client.ask(question("incomes")).status is Status.COMPLETE
        assert client.ask(question("incomes")).status is Status.COMPLETE


@pytest.mark.parametrize("code", [code for code, register in registers().items() if register.needs_consent])
def test_without_consent_nobody_is_asked(code: str, sandbox: RunningSandbox) -> None:
    before = sandbox.counts()
    with RegisterClient(sandbox.url) as client, pytest.raises(Refused) as refusal:
        client.ask(replace(question(code), consent=""))
    assert refusal.value.code == "no_consent"
    assert sandbox.counts() == before


def test_a_wrong_number_is_never_sent(sandbox: RunningSandbox) -> None:
    before = sandbox.counts()
    with RegisterClient(sandbox.url) as client:
        for key, code in ((Key(KeyKind.IIN, "850101300016"), "bad_key"), (Key(KeyKind.PLATE, "123ABC02"), "wrong_key")):
            with pytest.raises(Refused) as refusal:
                client.ask(question_of("population", key))
            assert refusal.value.code == code
    assert sandbox.counts() == before


def test_nobody_listening_is_unavailable() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with RegisterClient(url, clock=FakeClock()) as client, pytest.raises(Unavailable) as failure:
            client.ask(question("population"))
    assert failure.value.code == "not_reached"


class _Mailbox(BaseHTTPRequestHandler):
    bodies: ClassVar[list[bytes]] = []
    arrived: ClassVar[threading.Semaphore] = threading.Semaphore(0)

    def do_POST(self) -> None:
        self.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(204)
        self.end_headers()
        self.arrived.release()

    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def mailbox() -> Iterator[str]:
    _Mailbox.bodies.clear()
    with HTTPServer(("127.0.0.1", 0), _Mailbox) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/answers"
        finally:
            server.shutdown()
            thread.join()


def test_an_answer_delivered_twice_is_one(sandbox: RunningSandbox) -> None:
    sandbox.misbehave("disability:twice")
    with mailbox() as url, RegisterClient(sandbox.url) as client:
        asked = replace(question("disability"), callback_url=url)
        client.order(asked)
        assert _Mailbox.arrived.acquire(timeout=10)
        assert _Mailbox.arrived.acquire(timeout=10)
    now = SystemClock().now()
    first, second = (read_reply(body, asked, find_register("disability"), now, now) for body in _Mailbox.bodies)
    assert settle_answers(first, second) is first
    assert first.record == truth(asked)


def test_a_callback_elsewhere_is_refused(sandbox: RunningSandbox) -> None:
    asked = replace(question("disability"), callback_url="http://register.example/answers")
    with RegisterClient(sandbox.url) as client, pytest.raises(Refused):
        client.order(asked)


def test_threads_share_a_client(sandbox: RunningSandbox) -> None:
    sandbox.misbehave("*:slow=0.05@0.3")
    wrong: list[object] = []
    with RegisterClient(sandbox.url, limits=Limits(connections=4)) as client:

        def ask(code: str) -> None:
            for _ in range(5):
                asked = question(code)
                if client.ask(asked).record != truth(asked):
                    wrong.append(code)

        threads = [threading.Thread(target=ask, args=(code,)) for code in CODES]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert not wrong


def test_a_request_number_is_a_number(sandbox: RunningSandbox) -> None:
    reply = sandbox.http.put("/population/requests/1", json=question("population").as_json())
    assert reply.status_code == 400
    assert sandbox.http.put(f"/tax/requests/{uuid4()}", json={}).status_code == 404
