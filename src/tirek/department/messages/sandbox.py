"""A stand-in for an SMS gateway: a real HTTP server that takes messages, and misbehaves when told to. Nothing goes out.

Ways to misbehave, told by ``PUT /control/faults`` as ``{"kind": ..., "times": ...}``: ``fail`` (503), ``refuse`` (422), ``late``
(``seconds`` before it answers), ``lost`` (it takes the message and its answer is lost: 503, the next is the same message
again), ``unreadable`` (an answer that is no JSON), ``undelivered`` (taken, and never comes through).
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock
from typing import Any
from urllib.parse import unquote

KINDS = ("fail", "refuse", "late", "lost", "unreadable", "undelivered")
MOST_BYTES = 16_384


@dataclass
class Outbox:
    """What was taken: by reference the number, how often it was handed over, and its state. Texts are not kept."""

    numbers: dict[str, str] = field(default_factory=dict)
    handed: dict[str, int] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    fault: dict[str, Any] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def due_fault(self) -> str:
        """The fault of this request; it wears out after so many ``times``."""
        with self.lock:
            if not self.fault.get("times"):
                return ""
            self.fault["times"] -= 1
            return str(self.fault["kind"])

    def take(self, reference: str, fault: str) -> str:
        """Take a message once, however often it is handed over; its number."""
        with self.lock:
            self.handed[reference] = self.handed.get(reference, 0) + 1
            self.states.setdefault(reference, "undelivered" if fault == "undelivered" else "delivered")
            return self.numbers.setdefault(reference, f"sandbox-{len(self.numbers) + 1:08}")


class SmsSandbox(ThreadingHTTPServer):
    """The server; ``outbox`` is what it took."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int]) -> None:
        self.outbox = Outbox()
        super().__init__(address, _Handler)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://{self.server_address[0]!s}:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: SmsSandbox
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: not even a telephone number of a request is written down."""

    def do_GET(self) -> None:
        """How it went with a message; the counts."""
        outbox = self.server.outbox
        if self.path == "/control/counts":
            self._write(200, {"taken": len(outbox.numbers), "handed": sum(outbox.handed.values())})
            return
        reference = self._reference()
        state = outbox.states.get(reference or "")
        self._write(200, {"state": state}) if state else self._write(404, {"error": "there is no such message"})

    def do_PUT(self) -> None:
        """Take a message, or new orders of how to misbehave."""
        told = self._body()
        if told is None:
            self._write(400, {"error": "the body is no JSON object"})
        elif self.path == "/control/faults":
            self._order(told)
        elif self._reference() is None:
            self._write(404, {"error": "there is nothing here"})
        else:
            self._take(str(self._reference()), told)

    def _take(self, reference: str, told: dict[str, Any]) -> None:
        outbox = self.server.outbox
        fault = outbox.due_fault()
        if not str(told.get("to", "")).startswith("+7") or not told.get("text"):
            self._write(422, {"error": "to and text are needed"})
        elif fault == "fail":
            self._write(503, {"error": "out of order"})
        elif fault == "refuse":
            self._write(422, {"error": "no such subscriber"})
        elif fault == "unreadable":
            outbox.take(reference, fault)
            self._write(200, b"<html>taken</html>")
        else:
            if fault == "late":
                time.sleep(float(outbox.fault.get("seconds", 1)))
            number = outbox.take(reference, fault)
            self._write(503, {"error": "out of order"}) if fault == "lost" else self._write(202, {"number": number})

    def _order(self, told: dict[str, Any]) -> None:
        if told.get("kind") not in KINDS or not isinstance(told.get("times"), int):
            self._write(400, {"error": f"kind is one of {', '.join(KINDS)}, times a whole number"})
            return
        self.server.outbox.fault = dict(told)
        self._write(200, {"kind": told["kind"], "times": told["times"]})

    def _reference(self) -> str | None:
        head, _, reference = self.path.strip("/").partition("/")
        return unquote(reference) if head == "messages" and reference else None

    def _body(self) -> dict[str, Any] | None:
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > MOST_BYTES:
            self.close_connection = True
            return None
        try:
            told = json.loads(self.rfile.read(int(length)))
        except ValueError:
            return None
        return told if isinstance(told, dict) else None

    def _write(self, status: int, told: dict[str, Any] | bytes) -> None:
        body = told if isinstance(told, bytes) else json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
