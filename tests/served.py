"""An officer at a served office: plain HTTP with the cookies of an open session, as many at once as there are threads."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self
from urllib.parse import urlencode
from uuid import uuid4

TIREK: Final = Path(sys.executable).with_name("tirek")
PATIENCE_SECONDS: Final = 120
CSRF: Final = "a" * 32
"""Any secret will do where the cookie and the form say the same."""


@dataclass(frozen=True)
class Answer:
    """What the office said."""

    status: int
    location: str
    body: bytes


class Officer:
    """One open session; not to be shared by threads. ``with`` closes its connection."""

    def __init__(self, port: int, session: str, *, timeout_seconds: float = PATIENCE_SECONDS) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout_seconds)
        self.cookies = f"csrftoken={CSRF}; sessionid={session}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_fault: object) -> None:
        self.connection.close()

    def get(self, path: str) -> Answer:
        """A page."""
        return self._ask("GET", path, None)

    def post(self, path: str, *, once_key: str = "", **fields: Any) -> Answer:
        """A form, sent with a key of its own unless one is told."""
        told = {"csrfmiddlewaretoken": CSRF, "once_key": once_key or str(uuid4()), **fields}
        return self._ask("POST", path, urlencode(told, doseq=True))

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        headers = {"Cookie": self.cookies, "Host": "localhost"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
            return Answer(answer.status, answer.headers.get("Location", ""), answer.read())
        except (OSError, http.client.HTTPException):
            self.connection.close()  # the next request opens it anew
            raise


def variables_of(data: Path, **told: str) -> dict[str, str]:
    """The environment of a process of the department in a data folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TIREK_")}
    return kept | {"TIREK_DATA": str(data)} | told


@contextmanager
def served(variables: Mapping[str, str], *options: str) -> Iterator[int]:
    """`tirek serve` in an environment: its port, when it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    with (Path(variables["TIREK_DATA"]).parent / "served").open("ab") as said:
        command = [TIREK, "serve", "--port", str(port), *options]
        process = subprocess.Popen(command, env=variables, stdout=said, stderr=said)
    try:
        _await_answer(port, process)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await_answer(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while process.poll() is None and time.monotonic() < until:
        try:
            with Officer(port, "") as anybody:
                if anybody.get("/health/live").status < http.HTTPStatus.BAD_REQUEST:
                    return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the office does not answer")
