"""The treasury behind one interface: plan of financing, obligation, payment order, extract; refusals by code."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol, Self

from tirek.settlement.links import Link
from tirek.settlement.payments import Payer


class DocumentKind(StrEnum):
    """What is brought to the treasury, in this order."""

    PLAN = "plan"
    RESTORE = "restore"
    OBLIGATION = "obligation"
    ORDER = "order"


@dataclass(frozen=True)
class Document:
    """One document, under a number that stays: the same one twice is the same document.

    ``classification`` is the КБК of the budget line; ``basis`` the number of what it rests on (an obligation for an
    order, the list of payments for an obligation); ``purpose`` names no confidential programme.
    """

    number: str
    kind: DocumentKind
    made_on: date
    month: date
    classification: str
    payer: Payer
    amount_tenge: int
    purpose: str
    basis: str = ""
    knp: str = ""
    kbe: str = ""

    def as_bytes(self) -> bytes:
        """As JSON with sorted keys: equal documents are equal bytes."""
        told = asdict(self) | {"made_on": self.made_on.isoformat(), "month": self.month.isoformat()}
        return json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """The document of such bytes; a ``ValueError``, ``KeyError`` or ``TypeError`` where they are none."""
        told = json.loads(data)
        days = {name: date.fromisoformat(told[name]) for name in ("made_on", "month")}
        return cls(**(told | days | {"kind": DocumentKind(told["kind"]), "payer": Payer(**told["payer"])}))


@dataclass(frozen=True)
class Answer:
    """What the treasury says of a document: accepted, or refused with a code of ``refusals.yaml``."""

    number: str
    accepted: bool
    refusal: str = ""


@dataclass(frozen=True)
class ExtractLine:
    """A payment order that the treasury carried out on a day."""

    number: str
    amount_tenge: int


class Treasury(Protocol):
    """What is asked of the treasury. Raises `LinkDown` (ask again later) or `LinkRefused` (a person must look)."""

    def submit(self, document: Document) -> Answer:
        """Bring a document; its answer, the same one however often it is brought."""

    def extract(self, on: date) -> Sequence[ExtractLine]:
        """The orders carried out on a day."""


class HttpTreasury:
    """The treasury over HTTP; docs/reference/bank_files.md describes the addresses."""

    def __init__(self, base_url: str, token: str = "") -> None:
        self._link = Link("treasury", base_url, token)

    def close(self) -> None:
        """Close the connections."""
        self._link.close()

    def submit(self, document: Document) -> Answer:
        """``PUT /treasury/documents/<number>``."""
        body = self._link.ask("PUT", f"/treasury/documents/{document.number}", document.as_bytes())
        try:
            told = json.loads(body)
            answer = Answer(str(told["number"]), told["state"] == "accepted", str(told.get("refusal", "")))
            known = told["state"] in ("accepted", "refused") and answer.number == document.number
        except (ValueError, KeyError, TypeError):
            known = False
        if not known:
            self._link.refuse_reply()
        return answer

    def extract(self, on: date) -> Sequence[ExtractLine]:
        """``GET /treasury/extracts/<day>``."""
        body = self._link.ask("GET", f"/treasury/extracts/{on.isoformat()}")
        try:
            return [ExtractLine(str(row["number"]), int(row["amount_tenge"])) for row in json.loads(body)["lines"]]
        except (ValueError, KeyError, TypeError):
            self._link.refuse_reply()
            raise
