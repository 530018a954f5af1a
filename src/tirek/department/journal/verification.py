"""The whole journal worked out again: every digest, every chain, every root, every seal; and the history rows behind the writes.

Runs as the owner: no serving role can read the lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connections, transaction

from tirek.department.journal.anchors import Anchor
from tirek.department.journal.canonical import ZERO, ChainedLine, LineFacts, hour_of, merkle_root, seal_digest
from tirek.department.journal.history import RECORDED, digest_of_change, digest_of_changes
from tirek.department.journal.models import FieldChange

FAULTS_TOLD = 20
PORTION = 2_000
COLUMNS = (
    "hour, writer, sequence, previous, digest, at, user_id, roles, rights_digest, break_glass_id, action, kind, object_id, "
    "person_ids, purpose, detail_digest, note_id, request_id"
)


@dataclass(frozen=True)
class Fault:
    """One break and where it is.

    ``code`` is ``altered``, ``missing``, ``out_of_place``, ``root``, ``seal``, ``seal_order``, ``history`` or ``anchor``.
    """

    code: str
    hour: datetime
    writer: UUID | None = None
    sequence: int | None = None


@dataclass
class Verified:
    """What was gone through, and what is broken, the first break first (at most ``FAULTS_TOLD``)."""

    lines: int = 0
    hours: int = 0
    sealed: int = 0
    changes: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether nothing is broken."""
        return not self.faults

    def add(self, fault: Fault) -> None:
        """Keep a break, unless enough are known."""
        if len(self.faults) < FAULTS_TOLD:
            self.faults.append(fault)


@dataclass(frozen=True)
class _Seal:
    lines: int
    root: bytes
    previous: bytes
    digest: bytes


def verify_journal(
    start: datetime | None = None, end: datetime | None = None, anchor: Anchor | None = None, *, using: str = "owner"
) -> Verified:
    """Work out the journal between two moments again (whole hours; all of it without them).

    Parameters
    ----------
    anchor
        A seal kept outside: it must stand in the journal as it was kept.
    """
    verified = Verified()
    with transaction.atomic(using=using):
        seals = _seals(using)
        _check_seals(seals, verified)
        if anchor is not None:
            found = seals.get(anchor.hour)
            if found is None or found.digest != anchor.digest:
                verified.add(Fault("anchor", anchor.hour))
        first = hour_of(start) if start else None
        last = hour_of(end) if end else None
        _check_lines(seals, first, last, verified, using)
        _check_history(first, last, verified, using)
    verified.faults.sort(key=lambda fault: (fault.hour, str(fault.writer or ""), fault.sequence or 0))
    return verified


def _seals(using: str) -> dict[datetime, _Seal]:
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT hour, lines, root, previous, digest FROM journal_seal ORDER BY hour")
        return {row[0]: _Seal(row[1], bytes(row[2]), bytes(row[3]), bytes(row[4])) for row in cursor.fetchall()}


def _check_seals(seals: dict[datetime, _Seal], verified: Verified) -> None:
    """Each seal says what it says, and follows the one before."""
    before = ZERO
    for hour, seal in seals.items():
        if seal.digest != seal_digest(hour, seal.lines, seal.root, seal.previous):
            verified.add(Fault("seal", hour))
        if seal.previous != before:
            verified.add(Fault("seal_order", hour))
        before = seal.digest


def _check_lines(
    seals: dict[datetime, _Seal], first: datetime | None, last: datetime | None, verified: Verified, using: str
) -> None:
    heads: dict[UUID, bytes] = {}
    seen: set[datetime] = set()
    for hour, lines in _hours(first, last, using):
        digests = _check_hour(lines, heads, first, verified, using)
        seen.add(hour)
        verified.hours += 1
        _check_root(hour, digests, seals.get(hour), verified)
    for hour, seal in seals.items():
        if hour not in seen and seal.lines and (first is None or hour >= first) and (last is None or hour <= last):
            _check_root(hour, [], seal, verified)


def _check_root(hour: datetime, digests: list[bytes], seal: _Seal | None, verified: Verified) -> None:
    if seal is None:
        return
    verified.sealed += 1
    if seal.lines != len(digests) or seal.root != merkle_root(digests):
        verified.add(Fault("root", hour))


def _check_hour(
    lines: list[tuple[ChainedLine, bytes]],
    heads: dict[UUID, bytes],
    first: datetime | None,
    verified: Verified,
    using: str,
) -> list[bytes]:
    """Walk the chains of an hour; the stored digests, in the order in which the root takes them."""
    digests: list[bytes] = []
    writer: UUID | None = None
    sequence = 0
    for line, stored in lines:
        if line.writer != writer:
            writer, sequence = line.writer, 0
            if line.writer not in heads:
                heads[line.writer] = _head_before(line, using) if first is not None else ZERO
        place = (line.hour, line.writer, line.sequence)
        if line.sequence != sequence + 1:
            verified.add(Fault("missing", *place))
        elif line.previous != heads[line.writer]:
            verified.add(Fault("out_of_place", *place))
        if line.digest != stored:
            verified.add(Fault("altered", *place))
        sequence, heads[line.writer] = line.sequence, stored
        digests.append(stored)
        verified.lines += 1
    return digests


def _head_before(line: ChainedLine, using: str) -> bytes:
    """The digest on which a writer's first line of the range stands: the last of an hour before the range."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT digest FROM journal_line WHERE writer = %s AND hour < %s ORDER BY hour DESC, sequence DESC LIMIT 1",
            [line.writer, line.hour],
        )
        row = cursor.fetchone()
    return bytes(row[0]) if row else ZERO


def _hours(
    first: datetime | None, last: datetime | None, using: str
) -> Iterator[tuple[datetime, list[tuple[ChainedLine, bytes]]]]:
    """The lines hour by hour, each hour by writer and sequence; one hour in memory at a time."""
    hour: datetime | None = None
    lines: list[tuple[ChainedLine, bytes]] = []
    with connections[using].chunked_cursor() as cursor:
        cursor.execute(
            f"SELECT {COLUMNS} FROM journal_line WHERE (%s::timestamptz IS NULL OR hour >= %s) "  # noqa: S608 - a constant
            "AND (%s::timestamptz IS NULL OR hour <= %s) ORDER BY hour, writer, sequence",
            [first, first, last, last],
        )
        while rows := cursor.fetchmany(PORTION):
            for row in rows:
                if row[0] != hour:
                    if hour is not None:
                        yield hour, lines
                    hour, lines = row[0], []
                lines.append(_line(row))
    if hour is not None:
        yield hour, lines


def _line(row: tuple[Any, ...]) -> tuple[ChainedLine, bytes]:
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
    return ChainedLine(facts, row[1], row[0], row[2], bytes(row[3])), bytes(row[4])


def _check_history(first: datetime | None, last: datetime | None, verified: Verified, using: str) -> None:
    """The history rows behind each line that a write left: none altered, none gone."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT hour, writer, sequence, note_id, detail_digest FROM journal_line WHERE note_id IS NOT NULL "
            "AND detail_digest IS NOT NULL AND action = ANY (%s) AND (%s::timestamptz IS NULL OR hour >= %s) "
            "AND (%s::timestamptz IS NULL OR hour <= %s) ORDER BY hour, writer, sequence",
            [list(RECORDED), first, first, last, last],
        )
        while rows := cursor.fetchmany(PORTION):
            notes = {row[3]: row for row in rows}
            found: dict[UUID, list[bytes]] = {note: [] for note in notes}
            for change in FieldChange.objects.using(using).filter(note_id__in=found).order_by("pk"):
                found[change.note_id].append(digest_of_change(change))
                verified.changes += 1
            for note, (hour, writer, sequence, _, digest) in notes.items():
                if digest_of_changes(found[note]) != bytes(digest):
                    verified.add(Fault("history", hour, writer, sequence))
