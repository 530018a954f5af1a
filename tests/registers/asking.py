"""Questions and clocks for the tests of the registers."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import httpx
from hypothesis import strategies as st

from tirek.registers.catalogue import registers
from tirek.registers.contract import Key, KeyKind, Purpose, Question
from tirek.registers.sandbox.citizens import DerivedCity
from tirek.registers.sandbox.kinship import make_iin
from tirek.registers.sandbox.records import record_of

SEED = 20261122
AS_OF = date(2026, 11, 1)
IIN = "850101300015"
REAL, INVENTED = "0000003", "0000007"
"""Beginnings of numbers: of the form that people have, and of the form that only invented people have."""
CODES = tuple(registers())
OF_THINGS = (
    ("real_estate", KeyKind.CADASTRAL, "20-312-041-123"),
    ("vehicles", KeyKind.PLATE, "123ABC02"),
    ("labour_market", KeyKind.BIN, "940140000385"),
    ("legal_entities", KeyKind.BIN, "970740001013"),
    ("land_livestock", KeyKind.CADASTRAL, "20-312-041-123"),
)

iins = (
    st.tuples(
        st.dates(date(1901, 1, 1), AS_OF),
        st.sampled_from(("male", "female")),
        st.integers(0, 9999).map("{:04}".format),
        st.sampled_from((REAL, INVENTED)),
    )
    .map(lambda drawn: make_iin(drawn[0].year, drawn[0].month, drawn[0].day, drawn[1], drawn[3] + drawn[2]))
    .filter(bool)
    .map(str)
)


@dataclass(frozen=True)
class RunningSandbox:
    url: str
    http: httpx.Client

    def misbehave(self, spec: str) -> None:
        assert self.http.put("/control/faults", json={"spec": spec}).status_code == 200

    def counts(self) -> dict[str, int]:
        counts: dict[str, int] = self.http.get("/control/counts").json()
        return counts


@dataclass
class FakeClock:
    """Sleeping costs no time; what passes is what is told to pass, and what is slept."""

    seconds: float = 0.0
    slept: list[float] = field(default_factory=list)

    def now(self) -> datetime:
        return datetime.fromtimestamp(time.time(), UTC)

    def monotonic(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds


def question(register: str, iin: str = IIN, request_id: UUID | None = None, as_of: date = AS_OF) -> Question:
    return question_of(register, Key(KeyKind.IIN, iin), request_id, as_of)


def question_of(register: str, key: Key, request_id: UUID | None = None, as_of: date = AS_OF) -> Question:
    return Question(register, request_id or uuid4(), key, Purpose.APPLICATION, as_of, consent="consent-1")


def truth(asked: Question) -> object:
    """What a register that makes no mistake would answer."""
    return record_of(asked.register, asked.key, asked.as_of, DerivedCity(SEED), SEED)
