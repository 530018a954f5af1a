"""A treasury without money: it keeps plans, obligations and orders, and refuses what exceeds the one before."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from threading import Lock

from tirek.settlement.failures import LinkDown, LinkRefused
from tirek.settlement.payments import is_account
from tirek.settlement.sandbox.faults import Fault, FaultKind, hits
from tirek.settlement.treasury import Answer, Document, DocumentKind, ExtractLine


@dataclass
class SandboxTreasury:
    """The treasury; also an implementation of ``Treasury`` inside one process.

    ``trusting``: it was told of plans before it began, and believes that they are enough.
    """

    seed: int = 1
    faults: Sequence[Fault] = ()
    trusting: bool = False

    def __post_init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._lock = Lock()
        self._answers: dict[str, tuple[bytes, Answer]] = {}
        self._attempts: Counter[str] = Counter()
        self._plans: defaultdict[tuple[str, int], int] = defaultdict(int)
        self._obliged: dict[str, int] = {}
        self._used: Counter[str] = Counter()
        self._planned: Counter[tuple[str, int]] = Counter()
        self._carried_out: defaultdict[date, list[ExtractLine]] = defaultdict(list)

    def submit(self, document: Document) -> Answer:
        """Judge a document once; the same one again gets the same answer, another under its number is refused."""
        with self._lock:
            self._attempts[document.number] += 1
            attempt = f"{document.number}|{self._attempts[document.number]}"
            if hits(self.faults, FaultKind.DOWN, attempt, self.seed):
                raise LinkDown("server_failed", party="treasury", status=503)
            body = document.as_bytes()
            earlier = self._answers.get(document.number)
            if earlier is not None:
                if earlier[0] != body:
                    raise LinkRefused("id_taken", party="treasury")
                return earlier[1]
            refusal = self._refusal(document)
            if not refusal:
                self._carry_out(document)
            answer = Answer(document.number, not refusal, refusal)
            self._answers[document.number] = (body, answer)
            self.counts[f"{document.kind} {refusal or 'accepted'}"] += 1
            return answer

    def extract(self, on: date) -> Sequence[ExtractLine]:
        """The orders carried out on a day."""
        with self._lock:
            return list(self._carried_out[on])

    def _refusal(self, document: Document) -> str:
        told = hits(self.faults, FaultKind.REFUSE, document.number, self.seed)
        if told is not None:
            return told.value
        if not document.classification.replace(".", "").isdigit():
            return "bad_classification"
        if not is_account(document.payer.iban) or len(document.payer.bin) != 12:
            return "bad_requisites"
        place = (document.classification, document.month.year)
        if document.kind is DocumentKind.RESTORE:
            over = document.amount_tenge > self._planned[place]
            return "over_obligation" if over and not self.trusting else ""
        if document.kind is DocumentKind.OBLIGATION:
            over = self._planned[place] + document.amount_tenge > self._plans[place]
            return "over_plan" if over and not self.trusting else ""
        if document.kind is DocumentKind.ORDER:
            if document.basis not in self._obliged:
                return "no_obligation"
            over = self._used[document.basis] + document.amount_tenge > self._obliged[document.basis]
            return "over_obligation" if over else ""
        return ""

    def _carry_out(self, document: Document) -> None:
        place = (document.classification, document.month.year)
        if document.kind is DocumentKind.PLAN:
            self._plans[place] += document.amount_tenge
        elif document.kind is DocumentKind.RESTORE:
            self._planned[place] -= document.amount_tenge
        elif document.kind is DocumentKind.OBLIGATION:
            self._planned[place] += document.amount_tenge
            self._obliged[document.number] = document.amount_tenge
        else:
            self._used[document.basis] += document.amount_tenge
            self._carried_out[document.made_on].append(ExtractLine(document.number, document.amount_tenge))
