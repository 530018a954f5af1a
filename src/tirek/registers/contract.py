"""One contract for every register: who is asked, the question, the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from tirek.registers.failures import Refused
from tirek.registers.identifiers import is_bin, is_cadastral_number, is_iin, is_plate


class KeyKind(StrEnum):
    """By what a register is asked."""

    IIN = "iin"
    BIN = "bin"
    CADASTRAL = "cadastral"
    PLATE = "plate"


_VALID = {
    KeyKind.IIN: is_iin,
    KeyKind.BIN: is_bin,
    KeyKind.CADASTRAL: is_cadastral_number,
    KeyKind.PLATE: is_plate,
}


class Purpose(StrEnum):
    """Why a register is asked; the register and the journal both want to know."""

    APPLICATION = "application"
    REVIEW = "review"
    RECALCULATION = "recalculation"
    PROACTIVE = "proactive"
    APPEAL = "appeal"
    REGISTRATION = "registration"


class Status(StrEnum):
    """What a register answered."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    NOT_FOUND = "not_found"
    CONTRADICTS = "contradicts"
    """The answer disagrees with the number it was asked by or with itself: evidence of a mistake, never a fact."""


@dataclass(frozen=True)
class Register:
    """An outside register, as ``registers.yaml`` describes it."""

    code: str
    titles: Mapping[str, str]
    owner: Mapping[str, str]
    answers: Mapping[str, str]
    """What it answers, in words, by language."""
    keys: frozenset[KeyKind]
    fills: tuple[str, ...]
    """Facts it can fill: ``person.wage``."""
    sources: tuple[str, ...]
    """What the facts call this register in their ``source``."""
    valid_days: int
    needs_consent: bool
    confidential: bool
    provenance: str

    def title(self, language: str) -> str:
        """Its name in a language."""
        return self.titles[language]


@dataclass(frozen=True)
class Key:
    """A number by which a register is asked. Its ``repr`` hides the number."""

    kind: KeyKind
    value: str = field(repr=False)

    @property
    def valid(self) -> bool:
        """Whether the number has the form, and the check digit, of its kind."""
        return _VALID[self.kind](self.value)


@dataclass(frozen=True)
class Question:
    """One question. The same ``request_id`` always means the same question and gets the same answer.

    Parameters
    ----------
    register : str
        Code of the register.
    request_id : UUID
        Made once, stored with the row that waits for the answer, sent again by every retry.
    key : Key
        Whom or what is asked about.
    purpose : Purpose
        Why.
    as_of : date
        The day the answer is to describe.
    consent : str
        Reference of the person's consent; empty where there is none.
    callback_url : str
        Where the register may deliver a late answer; empty where it must answer at once.
    """

    register: str
    request_id: UUID
    key: Key
    purpose: Purpose
    as_of: date
    consent: str = ""
    callback_url: str = ""

    def as_json(self) -> dict[str, Any]:
        """The body of the request. The number stands in it, never in an address."""
        body = {
            "key": {"kind": self.key.kind.value, "value": self.key.value},
            "purpose": self.purpose.value,
            "as_of": self.as_of.isoformat(),
        }
        given = {"consent": self.consent, "callback_url": self.callback_url}
        return body | {name: value for name, value in given.items() if value}


def check_question(question: Question, register: Register) -> None:
    """Refuse a question that may not leave the house.

    Raises
    ------
    Refused
        ``wrong_key``, ``bad_key`` or ``no_consent``.
    """
    if question.key.kind not in register.keys:
        raise Refused(register.code, "wrong_key")
    if not question.key.valid:
        raise Refused(register.code, "bad_key")
    if register.needs_consent and not question.consent:
        raise Refused(register.code, "no_consent")


@dataclass(frozen=True)
class Answer:
    """What a register answered: evidence.

    Parameters
    ----------
    request_id, register, status
        Of the question, and how it was answered.
    record : object or None
        The typed record of the adapter; None where nothing was found.
    payload : mapping
        The same record as JSON: only the fields of the contract, so that nothing is kept that nobody asked for.
    missing : frozenset of str
        Fields of a partial answer that are not known. They are :data:`~tirek.registers.fields.MISSING`, never 0 or empty.
    disagreements : tuple of str
        Names of statements that disagree, where the status is ``contradicts``.
    source : str
        Code of the register and the number that it gave its own answer.
    asked_at, answered_at : datetime
        Aware.
    valid_until : date
        Last day on which the answer may stand for the fact.
    digest : str
        SHA-256 of the reply as it came.
    """

    request_id: UUID
    register: str
    status: Status
    record: object = field(repr=False)
    payload: Mapping[str, Any] = field(repr=False)
    missing: frozenset[str]
    disagreements: tuple[str, ...]
    source: str
    as_of: date
    asked_at: datetime
    answered_at: datetime
    valid_until: date
    digest: str

    @property
    def usable(self) -> bool:
        """Whether facts may be taken from it; of a partial answer, those that are not missing."""
        return self.status in (Status.COMPLETE, Status.PARTIAL)

    def valid_on(self, day: date) -> bool:
        """Whether it may still stand for the fact on a day."""
        return day <= self.valid_until
