"""A bank without money: it takes files, answers when its time comes, pays, and now and then sends a payment back.

Its time is the number of times it was asked for replies: nothing depends on the clock, so a seed and the same requests
make the same days.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from threading import Lock

from tirek.settlement.bank import Waiting
from tirek.settlement.failures import FileRefused, LinkDown, LinkRefused
from tirek.settlement.iso20022.pain001 import read_batch
from tirek.settlement.payments import PAYMENTS_A_FILE_AT_MOST, Batch, Credit
from tirek.settlement.sandbox.faults import Fault, FaultKind, draw, hits
from tirek.settlement.sandbox.letters import (
    Booked,
    write_notice,
    write_refusal,
    write_statement,
    write_status,
)

REJECTIONS: Mapping[FaultKind, str] = {FaultKind.CLOSED: "AC04", FaultKind.WRONG_NAME: "BE01", FaultKind.DEAD: "MD07"}
RETURN_REASONS = ("AC04", "AC06", "MD07")
OPENING_TENGE = 10**13
STATUS_AFTER, STATEMENT_AFTER, RETURN_AFTER, LATE_BY = 1, 2, 4, 3
"""In times of asking."""


@dataclass
class _Reply:
    number: int
    name: str
    data: bytes
    ready_at: int


@dataclass
class SandboxBank:
    """The bank; also an implementation of ``Bank`` inside one process.

    ``told`` names for single payments what happens to them (``EndToEndId`` -> kind), over any rule.
    """

    seed: int = 1
    faults: Sequence[Fault] = ()
    told: dict[str, FaultKind] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._lock = Lock()
        self._files: dict[str, str] = {}
        self._attempts: Counter[str] = Counter()
        self._replies: OrderedDict[int, _Reply] = OrderedDict()
        self._bookings: list[tuple[int, date, str, list[Booked]]] = []
        self._now = self._numbers = self._statements = 0
        self._balance = OPENING_TENGE

    def send(self, message_id: str, data: bytes) -> None:
        """Take a file: once; raises `LinkDown` or `LinkRefused` as a line would."""
        with self._lock:
            self._attempts[message_id] += 1
            attempt = f"{message_id}|{self._attempts[message_id]}"
            down = hits(self.faults, FaultKind.DOWN, attempt, self.seed)
            # A line that breaks does so before the bank has the file or after it, and who sent it cannot tell.
            if down and draw(self.seed, f"before|{attempt}", 2):
                raise LinkDown("not_reached", party="bank")
            digest = sha256(data).hexdigest()
            if self._files.setdefault(message_id, digest) != digest:
                raise LinkRefused("id_taken", party="bank")
            if self.counts[f"file:{message_id}"] == 0:
                self.counts[f"file:{message_id}"] += 1
                self._work_on(message_id, data)
            if down:
                raise LinkDown("not_reached", party="bank")

    def waiting(self) -> Sequence[Waiting]:
        """Replies whose time has come; asking moves the bank's time on."""
        with self._lock:
            self._now += 1
            self._close_day()
            return [Waiting(each.number, each.name) for each in self._replies.values() if each.ready_at <= self._now]

    def fetch(self, number: int) -> bytes:
        """The content of a reply."""
        with self._lock:
            found = self._replies.get(number)
        if found is None or found.ready_at > self._now:
            raise LinkRefused("link_refused", party="bank", status=404)
        return found.data

    def mark_taken(self, number: int) -> None:
        """A reply that was taken waits no more."""
        with self._lock:
            self._replies.pop(number, None)

    def idle(self) -> bool:
        """Whether nothing is on its way any more."""
        with self._lock:
            return not self._replies and not self._bookings

    def _work_on(self, message_id: str, data: bytes) -> None:
        try:
            batch = read_batch(data, message_id)
        except FileRefused:
            self.counts["files refused"] += 1
            self._post(
                f"R{message_id}", write_refusal(f"R{message_id}", date(2000, 1, 1), message_id, "FF01"), STATUS_AFTER
            )
            return
        late = LATE_BY if self._hit(FaultKind.LATE, message_id) else 0
        rejected, accepted = self._judge(batch)
        name = f"R{message_id}"
        if not self._hit(FaultKind.LOST, message_id):
            pairs = [(credit.end_to_end_id, reason) for credit, reason in rejected]
            ids = [credit.end_to_end_id for credit in accepted]
            status = write_status(name, batch.pay_on, message_id, batch.list_id, pairs, ids)
            self._post(name, status, STATUS_AFTER + late)
        elif rejected:
            # The reply is lost once: a bank sends what it rejected again when it closes its day.
            pairs = [(credit.end_to_end_id, reason) for credit, reason in rejected]
            self._post(name, write_status(name, batch.pay_on, message_id, batch.list_id, pairs, []), LATE_BY + late)
        paid = [Booked(credit.end_to_end_id, credit.amount_tenge, debit=True) for credit in accepted]
        self._book(STATEMENT_AFTER + late, batch.pay_on, batch.payer.iban, paid)
        back = [self._return_of(credit) for credit in accepted if self._comes_back(credit)]
        if back:
            on = batch.pay_on + timedelta(days=2)
            self._book(RETURN_AFTER + late, on, batch.payer.iban, back)
            notice = f"N{message_id}"
            self._post(notice, write_notice(notice, on, batch.payer.iban, back), RETURN_AFTER + late)

    def _judge(self, batch: Batch) -> tuple[list[tuple[Credit, str]], list[Credit]]:
        rejected: list[tuple[Credit, str]] = []
        accepted: list[Credit] = []
        for credit in batch.credits:
            kind = next((kind for kind in REJECTIONS if self._of_payment(kind, credit)), None)
            if kind is None:
                accepted.append(credit)
            else:
                rejected.append((credit, REJECTIONS[kind]))
        self.counts.update({"payments accepted": len(accepted), "payments rejected": len(rejected)})
        return rejected, accepted

    def _of_payment(self, kind: FaultKind, credit: Credit) -> bool:
        told = self.told.get(credit.end_to_end_id)
        return told is kind if told else self._hit(kind, credit.end_to_end_id)

    def _comes_back(self, credit: Credit) -> bool:
        return self._of_payment(FaultKind.RETURN, credit)

    def _return_of(self, credit: Credit) -> Booked:
        reason = RETURN_REASONS[draw(self.seed, f"why|{credit.end_to_end_id}", len(RETURN_REASONS))]
        self.counts["payments returned"] += 1
        return Booked(credit.end_to_end_id, credit.amount_tenge, debit=False, reason=reason)

    def _book(self, after: int, on: date, iban: str, booked: list[Booked]) -> None:
        if booked:
            self._bookings.append((self._now + after, on, iban, booked))

    def _close_day(self) -> None:
        """Statements of a day and account, of everything booked by now; a long one comes in parts."""
        ready = [each for each in self._bookings if each[0] <= self._now]
        self._bookings = [each for each in self._bookings if each[0] > self._now]
        for on, iban in sorted({(each[1], each[2]) for each in ready}):
            booked = [row for each in ready if each[1:3] == (on, iban) for row in each[3]]
            for start in range(0, len(booked), PAYMENTS_A_FILE_AT_MOST):
                self._state(on, iban, booked[start : start + PAYMENTS_A_FILE_AT_MOST])

    def _state(self, on: date, iban: str, booked: list[Booked]) -> None:
        self._statements += 1
        # A bank that was started anew counts from one again: what it books tells its statements apart.
        what = sha256("|".join(f"{row.end_to_end_id}{row.debit}" for row in booked).encode()).hexdigest()
        name = f"S{self.seed}-{self._statements}-{what[:12]}"
        self._post(name, write_statement(name, on, iban, self._balance, booked), 0)
        self._balance += sum(row.amount_tenge * (-1 if row.debit else 1) for row in booked)

    def _post(self, name: str, data: bytes, after: int) -> None:
        for time in range(2 if self._hit(FaultKind.TWICE, name) else 1):
            self._numbers += 1
            self._replies[self._numbers] = _Reply(self._numbers, f"{name}.xml", data, self._now + after + time)

    def _hit(self, kind: FaultKind, about: str) -> bool:
        return hits(self.faults, kind, about, self.seed) is not None
