"""The server process: HTTP on one side, the city and its faults on the other. It writes no line about anybody."""

from __future__ import annotations

import json
import socket
import time
from collections import Counter, OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import httpx

from tirek.registers.catalogue import registers
from tirek.registers.contract import Key, KeyKind, Purpose, Question, check_question
from tirek.registers.failures import Refused
from tirek.registers.fields import write_record
from tirek.registers.sandbox.citizens import City
from tirek.registers.sandbox.draws import Draws
from tirek.registers.sandbox.faults import Fault, FaultKind, SandboxError, choose_faults, faults_from
from tirek.registers.sandbox.mistakes import contradict, leave_out, spoil
from tirek.registers.sandbox.records import record_of

MOST_REQUEST_BYTES = 64 * 1024
KEPT_ANSWERS = 200_000
LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True)
class Reply:
    """What goes out for one attempt."""

    status: int
    body: bytes
    faults: tuple[Fault, ...] = ()
    callback_url: str = ""

    def fault(self, kind: FaultKind) -> Fault | None:
        """The rule of a kind that hit, if one did."""
        return next((rule for rule in self.faults if rule.kind is kind), None)


class Sandbox:
    """All registers of a city: answers each request once and for all, and misbehaves by its rules.

    Parameters
    ----------
    city : City
    seed : int
        Of the people and of the faults.
    faults : iterable of Fault
    """

    def __init__(self, city: City, seed: int, faults: Iterable[Fault] = ()) -> None:
        self.city, self.seed, self.faults = city, seed, tuple(faults)
        self.counts: Counter[str] = Counter()
        self._lock = Lock()
        self._answers: OrderedDict[str, tuple[Question, dict[str, Any]]] = OrderedDict()
        self._attempts: Counter[str] = Counter()

    def reply_to(self, register: str, request_id: str, body: bytes) -> Reply:
        """The reply to one attempt of one request."""
        question = _question(register, request_id, body)
        if isinstance(question, Reply):
            return question
        with self._lock:
            number = f"{register}/{question.request_id}"
            attempt = self._attempts[number] = self._attempts[number] + 1
            hit = choose_faults(self.faults, register, str(question.request_id), attempt, self.seed)
            self.counts.update([f"{register}:asked", *(f"{register}:{rule.kind}" for rule in hit)])
            earlier = self._answers.get(number)
            if earlier is not None and earlier[0] != question:
                return Reply(409, _json({"error": "this number belongs to another question"}))
            if earlier is None:
                earlier = self._answers[number] = (question, self._answer(question, hit))
                if len(self._answers) > KEPT_ANSWERS:
                    self._attempts.pop(self._answers.popitem(last=False)[0], None)
            answer = earlier[1]
            if attempt > 1 and any(rule.kind is FaultKind.TWICE for rule in hit):
                answer = answer | {"answered_at": _now().isoformat(), "answer_id": f"{answer['answer_id']}-{attempt}"}
        return self._sent(question, answer, hit, attempt)

    def _sent(self, question: Question, answer: dict[str, Any], hit: tuple[Fault, ...], attempt: int) -> Reply:
        reply = Reply(200, _json(answer), hit, question.callback_url)
        failed = reply.fault(FaultKind.FAIL)
        if failed is not None:
            return Reply(int(failed.value), _json({"error": "out of order"}), hit)
        if reply.fault(FaultKind.MALFORMED) is not None:
            draws = Draws(self.seed, f"{question.request_id}|{attempt}")
            return Reply(200, spoil(answer, draws), hit, question.callback_url)
        return reply

    def _answer(self, question: Question, hit: tuple[Fault, ...]) -> dict[str, Any]:
        kinds = {rule.kind for rule in hit}
        draws = Draws(self.seed, str(question.request_id))
        record = record_of(question.register, question.key, question.as_of, self.city, self.seed)
        # Of a thing asked by its own number nobody else knows anything, so no second register could be contradicted.
        if record is not None and FaultKind.CONTRADICT in kinds and question.key.kind is KeyKind.IIN:
            record = contradict(record, question.as_of, draws)
        data, missing = write_record(record), list[str]()
        if record is not None and FaultKind.PARTIAL in kinds:
            data, missing = leave_out(record, draws)
        return {
            "request_id": str(question.request_id),
            "register": question.register,
            "key": {"kind": question.key.kind.value, "value": question.key.value},
            "as_of": question.as_of.isoformat(),
            "answer_id": f"{draws.below('number', 10**12):012}",
            "answered_at": _now().isoformat(),
            "status": "not_found" if record is None else "partial" if missing else "complete",
            "missing": missing,
            "data": None if record is None else data,
        }

    def deliver(self, reply: Reply) -> None:
        """Post an answer to its callback, and once more if it is to come twice; nobody there is nobody's trouble."""
        for _ in range(2 if reply.fault(FaultKind.TWICE) else 1):
            try:
                httpx.post(
                    reply.callback_url,
                    content=reply.body,
                    headers={"Content-Type": "application/json"},
                    timeout=10,
                    trust_env=False,
                )
            except httpx.HTTPError:
                with self._lock:
                    self.counts.update(["callback:unreachable"])


def _now() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _question(register: str, request_id: str, body: bytes) -> Question | Reply:
    if register not in registers():
        return Reply(404, _json({"error": "there is no such register"}))
    try:
        given = json.loads(body)
        question = Question(
            register=register,
            request_id=UUID(request_id),
            key=Key(KeyKind(given["key"]["kind"]), str(given["key"]["value"])),
            purpose=Purpose(given["purpose"]),
            as_of=date.fromisoformat(given["as_of"]),
            consent=str(given.get("consent", "")),
            callback_url=str(given.get("callback_url", "")),
        )
        check_question(question, registers()[register])
    except Refused as refusal:
        return Reply(422, _json({"error": refusal.code}))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Reply(400, _json({"error": "the question cannot be read"}))
    if question.callback_url and urlsplit(question.callback_url).hostname not in LOCAL:
        return Reply(422, _json({"error": "a callback must be on this machine"}))
    return question


class Server(ThreadingHTTPServer):
    """The HTTP server of a sandbox."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        try:
            super().__init__(address, _Handler)
        except (OSError, OverflowError):
            raise SandboxError("port_taken", value=f"{address[0]}:{address[1]}") from None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://{self.server_address[0]!s}:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no news; anything else is counted and shown by the control endpoint."""
        self.sandbox.counts.update(["server:broken"])


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    server_version = "tirek-sandbox"
    sys_version = ""
    timeout = 60
    # Head and body in one write: apart, the second would wait 40 ms for the client's delayed acknowledgement.
    wbufsize = -1
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: not even a number of a request is written down."""

    def do_GET(self) -> None:
        """Health, counts and rules."""
        if self.path == "/control/health":
            self._write(200, _json({"status": "ok"}))
        elif self.path == "/control/counts":
            self._write(200, _json(dict(sorted(self.server.sandbox.counts.items()))))
        elif self.path == "/control/faults":
            self._write(200, _json({"faults": [rule.as_json() for rule in self.server.sandbox.faults]}))
        else:
            self._write(404, _json({"error": "there is nothing here"}))

    def do_PUT(self) -> None:
        """A question to a register, or new rules."""
        body = self._body()
        if body is None:
            return
        parts = self.path.strip("/").split("/")
        if parts == ["control", "faults"]:
            self._set_faults(body)
        elif len(parts) == 3 and parts[1] == "requests":
            self._answer(self.server.sandbox.reply_to(parts[0], parts[2], body))
        else:
            self._write(404, _json({"error": "there is nothing here"}))

    def _body(self) -> bytes | None:
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > MOST_REQUEST_BYTES:
            self.close_connection = True
            self._write(413 if length.isdigit() else 411, _json({"error": "a body of at most 64 KiB is expected"}))
            return None
        return self.rfile.read(int(length))

    def _set_faults(self, body: bytes) -> None:
        try:
            rules = faults_from(json.loads(body))
        except SandboxError as error:
            self._write(400, _json({"error": str(error)}))
        except (ValueError, RecursionError):
            self._write(400, _json({"error": "this is not JSON"}))
        else:
            self.server.sandbox.faults = rules
            self._write(200, _json({"faults": [rule.as_json() for rule in rules]}))

    def _answer(self, reply: Reply) -> None:
        slow = reply.fault(FaultKind.SLOW)
        if slow is not None:
            time.sleep(slow.value)
        if reply.fault(FaultKind.DROP) is not None:
            self._drop(reply.body)
        elif reply.callback_url and reply.status == 200:
            self._write(202, _json({"status": "accepted"}))
            Thread(target=self.server.sandbox.deliver, args=(reply,), daemon=True).start()
        else:
            drip = reply.fault(FaultKind.DRIP)
            self._write(reply.status, reply.body, 0.0 if drip is None else drip.value)

    def _write(self, status: int, body: bytes, seconds: float = 0.0) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if not seconds:
            self.wfile.write(body)
            return
        step = max(1, len(body) // 20)
        for start in range(0, len(body), step):
            self.wfile.write(body[start : start + step])
            self.wfile.flush()
            time.sleep(seconds / 20)

    def _drop(self, body: bytes) -> None:
        """Promise a whole body, send half of it, and hang up."""
        self.send_response(200)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2])
        self.wfile.flush()
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)
