"""The signing program of an officer's machine, stood in for: a page asks it over the loopback, it signs with the officer's key.

The real one is a program of the national authority with a window and a password of its own; only what passes between it
and a page is alike: bytes go in, a detached CMS comes out.
"""

from __future__ import annotations

import binascii
import json
from base64 import b64decode, b64encode
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tirek.registers.sandbox.certificates import TestAuthority

MOST_REQUEST_BYTES = 2_000_000
LOCAL = ("127.0.0.1", "localhost", "::1")


class Signer(ThreadingHTTPServer):
    """Answers ``POST /sign`` with ``{"login", "content"}`` (Base64) by ``{"cms"}`` (Base64), to pages of one site alone.

    Parameters
    ----------
    port
        0 is any free one.
    authority
        Whose keys it holds.
    origins
        The sites whose pages may ask, as a browser names them (``http://localhost:8000``).
    """

    daemon_threads = True

    def __init__(self, port: int, authority: TestAuthority, origins: tuple[str, ...]) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.authority = authority
        self.origins = origins

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Signer
    server_version = "tirek-signer"
    sys_version = ""

    def do_OPTIONS(self) -> None:
        """What a browser asks before it lets a page ask."""
        self._send(HTTPStatus.NO_CONTENT if self._is_allowed() else HTTPStatus.FORBIDDEN, None)

    def do_POST(self) -> None:
        """A signature, or why there is none."""
        if not self._is_allowed() or self.path != "/sign":
            return self._send(HTTPStatus.FORBIDDEN, {"error": "origin"})
        try:
            login, content = self._asked()
            key = self.server.authority.key_of(login)
        except (ValueError, KeyError, TypeError, binascii.Error):
            return self._send(HTTPStatus.BAD_REQUEST, {"error": "request"})
        if key is None:
            return self._send(HTTPStatus.NOT_FOUND, {"error": "key"})
        return self._send(HTTPStatus.OK, {"cms": b64encode(key.sign(content)).decode()})

    def log_message(self, format: str, *args: Any) -> None:
        """It writes no line about anybody."""

    def _is_allowed(self) -> bool:
        return self.headers.get("Origin", "") in self.server.origins

    def _asked(self) -> tuple[str, bytes]:
        length = int(self.headers.get("Content-Length", "0"))
        if not 0 < length <= MOST_REQUEST_BYTES:
            raise ValueError
        told = json.loads(self.rfile.read(length))
        return str(told["login"]), b64decode(told["content"], validate=True)

    def _send(self, status: HTTPStatus, told: dict[str, str] | None) -> None:
        body = b"" if told is None else json.dumps(told).encode()
        self.send_response(status)
        if self._is_allowed():
            self.send_header("Access-Control-Allow-Origin", self.headers["Origin"])
            self.send_header("Access-Control-Allow-Headers", "Content-Type")
            self.send_header("Access-Control-Allow-Private-Network", "true")
            self.send_header("Vary", "Origin")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
