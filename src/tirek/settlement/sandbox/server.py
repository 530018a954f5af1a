"""The sandbox as a process: HTTP on one side, the bank and the treasury on the other. It writes no line about anybody."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tirek.settlement.failures import LinkDown, LinkRefused, SettlementFault
from tirek.settlement.links import REPLY_BYTES_AT_MOST
from tirek.settlement.sandbox.bank import SandboxBank
from tirek.settlement.sandbox.faults import FaultKind, read_faults
from tirek.settlement.sandbox.treasury import SandboxTreasury
from tirek.settlement.treasury import Document

JSON = "application/json; charset=utf-8"


class Server(ThreadingHTTPServer):
    """The HTTP server of a bank and a treasury.

    Raises
    ------
    SettlementFault
        If the port is taken.
    """

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], bank: SandboxBank, treasury: SandboxTreasury) -> None:
        self.bank, self.treasury = bank, treasury
        try:
            super().__init__(address, _Handler)
        except (OSError, OverflowError):
            raise SettlementFault("port_taken", place=f"{address[0]}:{address[1]}") from None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://{self.server_address[0]!s}:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no news; anything else is counted."""
        self.bank.counts["server broken"] += 1


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    server_version = "tirek-sandbox"
    sys_version = ""
    timeout = 60
    wbufsize = -1
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""

    def do_GET(self) -> None:
        """Replies, extracts, health and counts."""
        self._answer(self._get)

    def do_PUT(self) -> None:
        """A file, a document, or new rules."""
        self._answer(self._put)

    def do_DELETE(self) -> None:
        """A reply that was taken."""
        self._answer(self._delete)

    def _answer(self, act: Callable[[], bytes | None]) -> None:
        try:
            body = act()
        except LinkDown:
            self._write(503, _json({"error": "out of order"}))
        except LinkRefused as refusal:
            self._write(409 if refusal.code == "id_taken" else 404, _json({"error": refusal.code}))
        except (SettlementFault, ValueError, KeyError, TypeError, RecursionError) as error:
            told = str(error) if isinstance(error, SettlementFault) else "this cannot be read"
            self._write(400, _json({"error": told}))
        else:
            if body is None:
                self._write(404, _json({"error": "there is nothing here"}))
            else:
                self._write(200, body)

    def _get(self) -> bytes | None:
        if self.path == "/control/health":
            return _json({"status": "ok"})
        if self.path == "/control/counts":
            return _json({"bank": dict(self.server.bank.counts), "treasury": dict(self.server.treasury.counts)})
        if self.path == "/bank/replies":
            rows = [{"number": each.number, "name": each.name} for each in self.server.bank.waiting()]
            return _json({"replies": rows})
        if found := re.fullmatch(r"/bank/replies/(\d{1,12})", self.path, re.ASCII):
            return self.server.bank.fetch(int(found[1]))
        if found := re.fullmatch(r"/treasury/extracts/(\d{4}-\d\d-\d\d)", self.path, re.ASCII):
            lines = self.server.treasury.extract(date.fromisoformat(found[1]))
            return _json({"lines": [{"number": each.number, "amount_tenge": each.amount_tenge} for each in lines]})
        return None

    def _put(self) -> bytes | None:
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > REPLY_BYTES_AT_MOST:
            self.close_connection = True
            raise ValueError
        body = self.rfile.read(int(length))
        if found := re.fullmatch(r"/bank/files/([A-Za-z0-9.-]{1,35})", self.path, re.ASCII):
            self.server.bank.send(found[1], body)
            return _json({"status": "taken"})
        if re.fullmatch(r"/treasury/documents/[A-Za-z0-9.-]{1,40}", self.path, re.ASCII):
            answer = self.server.treasury.submit(Document.from_bytes(body))
            state = "accepted" if answer.accepted else "refused"
            return _json({"number": answer.number, "state": state, "refusal": answer.refusal})
        if self.path == "/control/faults":
            return self._misbehave(json.loads(body))
        return None

    def _misbehave(self, told: Any) -> bytes:
        """``{"spec": "closed=0.01", "payments": {"<EndToEndId>": "closed"}}``: rules for the payments to come."""
        rules = read_faults(str(told.get("spec", "")))
        named = {str(key): FaultKind(value) for key, value in told.get("payments", {}).items()}
        self.server.bank.faults = self.server.treasury.faults = rules
        self.server.bank.told = named
        return _json({"rules": len(rules), "payments": len(named)})

    def _delete(self) -> bytes | None:
        if found := re.fullmatch(r"/bank/replies/(\d{1,12})", self.path, re.ASCII):
            self.server.bank.mark_taken(int(found[1]))
            return _json({"status": "taken"})
        return None

    def _write(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", JSON)
        self.send_header("Content-Length", str(len(body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
