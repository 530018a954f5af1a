"""A reply as it came over the wire, turned into an answer or into a failure that names the field."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from tirek.registers.adapters import RECORDS
from tirek.registers.adapters.statements import Fitting, Statement, Stating
from tirek.registers.contract import Answer, Key, KeyKind, Question, Register, Status
from tirek.registers.failures import Malformed
from tirek.registers.fields import Place, dates_of, read_record, write_record
from tirek.registers.identifiers import birth_date_of, sex_of

CLOCKS_DIFFER = timedelta(minutes=5)
"""How far ahead of ours the register's clock may go."""


class _Told(StrEnum):
    """What a register may say of its own answer; that it contradicts is for us to find out."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    NOT_FOUND = "not_found"


@dataclass(frozen=True)
class _EchoedKey:
    kind: KeyKind
    value: str


@dataclass(frozen=True)
class _Envelope:
    """What stands around the data; ``missing`` names top fields of the data."""

    request_id: str
    register: str
    key: _EchoedKey
    as_of: date
    answer_id: str
    answered_at: str
    status: _Told
    missing: tuple[str, ...]


def read_reply(
    body: bytes, question: Question, register: Register, asked_at: datetime, received_at: datetime
) -> Answer:
    """The answer that a reply holds.

    Parameters
    ----------
    body : bytes
        The reply as it came, JSON in UTF-8.
    question, register : Question, Register
        What was asked, and whom.
    asked_at, received_at : datetime
        Aware, by our clock.

    Raises
    ------
    Malformed
        If anything is not as the contract says, or the reply belongs to another question.
    """
    document = _parse(body, register.code)
    place = Place(register.code, "")
    envelope = read_record(_Envelope, document, place)
    _check_echo(envelope, question, place)
    answered_at = _moment(envelope.answered_at, received_at, place.at("answered_at"))
    record = _record(envelope, document, question, place)
    disagreements = tuple(sorted(_disagreements(question.key, record)))
    return Answer(
        request_id=question.request_id,
        register=register.code,
        status=Status.CONTRADICTS if disagreements else Status(envelope.status.value),
        record=record,
        payload={} if record is None else write_record(record),
        missing=frozenset(envelope.missing),
        disagreements=disagreements,
        source=f"{register.code}:{envelope.answer_id}",
        as_of=question.as_of,
        asked_at=asked_at,
        answered_at=answered_at,
        valid_until=answered_at.date() + timedelta(days=register.valid_days),
        digest=hashlib.sha256(body).hexdigest(),
    )


def settle_answers(first: Answer, second: Answer) -> Answer:
    """One answer of two that came for one request: the first, if the second says the same.

    Raises
    ------
    Malformed
        ``answered_otherwise`` if it says something else, ``other_question`` if it is for another request.
    """
    if (first.request_id, first.register) != (second.request_id, second.register):
        raise Malformed(second.register, "other_question", field="request_id")
    said = [(one.status, one.payload, one.missing, one.as_of) for one in (first, second)]
    if said[0] != said[1]:
        raise Malformed(second.register, "answered_otherwise")
    return first


class _Twice(ValueError):
    """A key stands twice in one object: which of the two counts is anybody's guess."""


def _parse(body: bytes, register: str) -> Any:
    try:
        return json.loads(
            body.decode("utf-8"), object_pairs_hook=_pairs, parse_constant=_no_number, parse_float=_no_number
        )
    except (ValueError, RecursionError):
        raise Malformed(register, "not_json") from None


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _Twice
    return found


def _no_number(text: str) -> Any:
    """Money, areas and shares are integers; a fraction or NaN is never part of a reply."""
    raise ValueError


def _check_echo(envelope: _Envelope, question: Question, place: Place) -> None:
    same = {
        "request_id": _uuid(envelope.request_id) == question.request_id,
        "register": envelope.register == question.register,
        "key": (envelope.key.kind, envelope.key.value) == (question.key.kind, question.key.value),
        "as_of": envelope.as_of == question.as_of,
    }
    for name, holds in same.items():
        if not holds:
            raise place.at(name).refuse("other_question")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _moment(text: str, received_at: datetime, place: Place) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise place.refuse() from None
    if moment.tzinfo is None or moment > received_at + CLOCKS_DIFFER:
        raise place.refuse()
    return moment


def _record(envelope: _Envelope, document: Mapping[str, Any], question: Question, place: Place) -> object:
    data = document.get("data")
    if envelope.status is _Told.NOT_FOUND:
        if data is not None or envelope.missing:
            raise place.at("data").refuse()
        return None
    missing = frozenset(envelope.missing)
    if (envelope.status is _Told.PARTIAL) is not bool(missing) or len(missing) < len(envelope.missing):
        raise place.at("missing").refuse()
    if "data" not in document:
        raise place.at("data").refuse("no_field")
    kind = RECORDS[question.register, question.key.kind]
    record: object = read_record(kind, data, place.at("data"), missing)
    _check_fit(record, question, place.at("data"))
    return record


def _check_fit(record: object, question: Question, place: Place) -> None:
    wrong = record.misfit(question.key, question.as_of) if isinstance(record, Fitting) else None
    if wrong is not None:
        raise place.at(wrong).refuse("other_question")
    for where, day in dates_of(record, place):
        if day > question.as_of:
            raise where.refuse()


def _disagreements(key: Key, record: object) -> Iterator[str]:
    """What the record says otherwise than the number it was asked by."""
    if key.kind is not KeyKind.IIN or not isinstance(record, Stating):
        return
    said = {Statement.BIRTH_DATE: birth_date_of(key.value), Statement.SEX: sex_of(key.value)}
    for statement, value in record.statements():
        expected = said.get(statement)
        if expected is not None and value != expected:
            yield statement.value
