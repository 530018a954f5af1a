"""The canonical form of a line, its digest, and the root over an hour.

The form is what ``docs/operations/journal.md`` tells to whoever checks a journal without this program: JSON with sorted keys, no
spaces, letters outside ASCII escaped; moments in UTC with six digits of a second; bytes in lower-case hexadecimal.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

FORM = 1
"""Number of the canonical form, itself part of what is digested."""
ZERO = bytes(32)
"""What stands before the first line of a writer, and before the first seal."""
LEAF, NODE, SEAL = b"\x00", b"\x01", b"\x02"
"""A leaf can never be taken for a node, nor a node for a seal (as in RFC 6962)."""


@dataclass(frozen=True)
class LineFacts:
    """What a line says; ids and digests, never a name, a number of a person or a free text."""

    at: datetime
    user_id: int | None
    roles: str
    rights_digest: bytes
    break_glass_id: int | None
    action: str
    kind: str
    object_id: int | None
    person_ids: tuple[int, ...]
    purpose: str
    detail_digest: bytes | None
    note_id: UUID | None
    request_id: str


@dataclass(frozen=True)
class ChainedLine:
    """A line with its place: which writer, which hour, which number, after which line."""

    facts: LineFacts
    writer: UUID
    hour: datetime
    sequence: int
    previous: bytes

    @property
    def digest(self) -> bytes:
        """SHA-256 over the canonical form."""
        return hashlib.sha256(canonical_form(self)).digest()


def canonical_form(line: ChainedLine) -> bytes:
    """The bytes that are digested."""
    facts = line.facts
    return canonical_json(
        {
            "form": FORM,
            "writer": str(line.writer),
            "hour": moment_text(line.hour),
            "sequence": line.sequence,
            "previous": line.previous.hex(),
            "at": moment_text(facts.at),
            "user": facts.user_id,
            "roles": facts.roles,
            "rights": facts.rights_digest.hex(),
            "break_glass": facts.break_glass_id,
            "action": facts.action,
            "kind": facts.kind,
            "object": facts.object_id,
            "persons": list(facts.person_ids),
            "purpose": facts.purpose,
            "detail": facts.detail_digest.hex() if facts.detail_digest is not None else None,
            "note": str(facts.note_id) if facts.note_id is not None else None,
            "request": facts.request_id,
        }
    )


def canonical_json(document: object) -> bytes:
    """A document of plain values as bytes that are always the same: sorted keys, no spaces, letters outside ASCII escaped."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def moment_text(moment: datetime) -> str:
    """A moment in UTC, always with six digits: ``2026-11-22T09:00:00.000000Z``."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def hour_of(moment: datetime) -> datetime:
    """The hour, in UTC, in which a moment lies."""
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def merkle_root(digests: Iterable[bytes]) -> bytes:
    """The root over the digests of an hour's lines, ordered by writer and sequence; a node without a sister goes up as it is."""
    level = [hashlib.sha256(LEAF + digest).digest() for digest in digests]
    if not level:
        return hashlib.sha256(LEAF).digest()
    while len(level) > 1:
        level = [_node(level[place : place + 2]) for place in range(0, len(level), 2)]
    return level[0]


def _node(pair: Sequence[bytes]) -> bytes:
    return hashlib.sha256(NODE + b"".join(pair)).digest() if len(pair) == 2 else pair[0]


def seal_digest(hour: datetime, lines: int, root: bytes, previous: bytes) -> bytes:
    """What closes an hour: its moment, the number of its lines, its root, and the seal before it."""
    text = f"{moment_text(hour)}|{lines}|".encode()
    return hashlib.sha256(SEAL + text + root + previous).digest()
