"""Lines of the journal about one decision, with the way from each to the seal of its hour."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection

from tirek.department.control.evidence.proving import PathStep
from tirek.department.journal.canonical import LEAF, NODE, ChainedLine, LineFacts, canonical_form, moment_text

DOOR = "tirek.evidence"


def journal_of(decision_id: int) -> list[dict[str, Any]]:
    """The writes of a decision's road: each line as it was digested, and its proof where its hour is sealed already."""
    with connection.cursor() as cursor, _opened(cursor):
        cursor.execute("SELECT * FROM control_journal_of(%s)", [decision_id])
        lines = [(_line(row), bytes(row[4])) for row in cursor.fetchall()]
        hours = {line.hour for line, _digest in lines}
        sealed = {hour: found for hour in hours if (found := _sealed(cursor, hour))}
    return [_told(line, digest, sealed.get(line.hour)) for line, digest in lines]


@contextmanager
def _opened(cursor: Any) -> Iterator[None]:
    """The door of the database's own functions, for as long as they are asked."""
    cursor.execute("SELECT set_config(%s, 'on', true)", [DOOR])
    yield
    cursor.execute("SELECT set_config(%s, '', true)", [DOOR])


def _sealed(cursor: Any, hour: datetime) -> dict[str, Any] | None:
    cursor.execute("SELECT * FROM control_journal_hour(%s)", [hour])
    row = cursor.fetchone()
    if row is None:
        return None
    places = {(writer, number): place for place, (writer, number) in enumerate(zip(row[0], row[1], strict=True))}
    seal = {
        "lines": row[3],
        "root": bytes(row[4]).hex(),
        "previous": bytes(row[5]).hex(),
        "digest": bytes(row[6]).hex(),
    }
    return {"places": places, "digests": [bytes(each) for each in row[2]], "seal": seal}


def _line(row: Sequence[Any]) -> ChainedLine:
    facts = LineFacts(
        at=row[5],
        user_id=row[6],
        roles=row[7],
        rights_digest=bytes(row[8]),
        break_glass_id=row[9],
        action=row[10],
        kind=row[11],
        object_id=row[12],
        person_ids=tuple(row[13]),
        purpose=row[14],
        detail_digest=None if row[15] is None else bytes(row[15]),
        note_id=row[16],
        request_id=row[17],
    )
    return ChainedLine(facts, writer=row[0], hour=row[1], sequence=row[2], previous=bytes(row[3]))


def _told(line: ChainedLine, digest: bytes, hour: dict[str, Any] | None) -> dict[str, Any]:
    told: dict[str, Any] = {
        "line": canonical_form(line).decode(),
        "digest": digest.hex(),
        "hour": moment_text(line.hour),
        "proof": None,
    }
    if hour is not None:
        place = hour["places"][(line.writer, line.sequence)]
        told["proof"] = {"path": way_up(hour["digests"], place), "seal": hour["seal"]}
    return told


def way_up(digests: Sequence[bytes], place: int) -> list[PathStep]:
    """The sisters from one leaf to the root, nearest first; a node without a sister goes up as it is and has no step."""
    level = [hashlib.sha256(LEAF + digest).digest() for digest in digests]
    steps: list[PathStep] = []
    while len(level) > 1:
        sister = place ^ 1
        if sister < len(level):
            steps.append(("left" if sister < place else "right", level[sister].hex()))
        pairs = [level[each : each + 2] for each in range(0, len(level), 2)]
        level = [hashlib.sha256(NODE + b"".join(pair)).digest() if len(pair) == 2 else pair[0] for pair in pairs]
        place //= 2
    return steps
