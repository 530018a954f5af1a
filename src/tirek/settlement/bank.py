"""The bank behind one interface: a file goes out under its number, replies wait until they are taken."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from tirek.settlement.links import Link

_NAME = re.compile(r"[A-Za-z0-9._-]{1,80}", re.ASCII)


@dataclass(frozen=True)
class Waiting:
    """A reply that waits at the bank: its number there, and its name."""

    number: int
    name: str


class Bank(Protocol):
    """What is asked of a bank. Every call may be repeated: the same file under the same number is one file."""

    def send(self, message_id: str, data: bytes) -> None:
        """Hand a file over; raises `LinkDown` (send it again later) or `LinkRefused`."""

    def waiting(self) -> Sequence[Waiting]:
        """Replies not yet marked as taken, oldest first."""

    def fetch(self, number: int) -> bytes:
        """The content of a reply."""

    def mark_taken(self, number: int) -> None:
        """Say that a reply was applied: it waits no more."""


class HttpBank:
    """The bank over HTTP; docs/reference/bank_files.md describes the addresses."""

    def __init__(self, base_url: str, token: str = "") -> None:
        self._link = Link("bank", base_url, token)

    def close(self) -> None:
        """Close the connections."""
        self._link.close()

    def send(self, message_id: str, data: bytes) -> None:
        """``PUT /bank/files/<message_id>``."""
        self._link.ask("PUT", f"/bank/files/{message_id}", data, "application/octet-stream")

    def waiting(self) -> Sequence[Waiting]:
        """``GET /bank/replies``."""
        try:
            rows = json.loads(self._link.ask("GET", "/bank/replies"))["replies"]
            found = [Waiting(int(row["number"]), str(row["name"])) for row in rows]
        except (ValueError, KeyError, TypeError):
            self._link.refuse_reply()
        if not all(_NAME.fullmatch(each.name) for each in found):
            self._link.refuse_reply()
        return found

    def fetch(self, number: int) -> bytes:
        """``GET /bank/replies/<number>``."""
        return self._link.ask("GET", f"/bank/replies/{number}")

    def mark_taken(self, number: int) -> None:
        """``DELETE /bank/replies/<number>``."""
        self._link.ask("DELETE", f"/bank/replies/{number}")
