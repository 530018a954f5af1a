"""What is said of an act: gathered from the viewer at the moment of the act, noted with a write, chained after the commit."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import structlog
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import Viewer, current_viewer
from tirek.department.journal.canonical import LineFacts
from tirek.department.journal.encryption import keyed_digest
from tirek.department.journal.faults import AlreadyChained, JournalUnreachable
from tirek.department.journal.models.line import PURPOSE_FORM
from tirek.department.journal.writer import write_lines

PORTION = 500
log = structlog.get_logger(__name__)


def purpose_code(purpose: str) -> str:
    """A purpose as it may stand in a line: a code as it is, a free text (which may name somebody) as a keyed digest."""
    short_code = len(purpose) <= 120 and re.match(PURPOSE_FORM, purpose)
    return purpose if short_code else f"digest:{keyed_digest(purpose).hex()[:32]}"


def facts_now(
    action: str,
    kind: str,
    object_id: int | None,
    person_ids: Iterable[int],
    *,
    acting_user: User | None = None,
    detail_digest: bytes | None = None,
    note_id: UUID | None = None,
) -> LineFacts:
    """What a line says of an act of the current viewer, or of the acting user where one is named."""
    viewer = current_viewer()
    return LineFacts(
        at=timezone.now(),
        user_id=acting_user.pk if acting_user is not None else viewer.user_id,
        roles=",".join(sorted(viewer.roles))[:300],
        rights_digest=rights_digest(viewer),
        break_glass_id=viewer.break_glass_id,
        action=action,
        kind=kind,
        object_id=object_id,
        person_ids=tuple(sorted(set(person_ids))),
        purpose=purpose_code(viewer.purpose),
        detail_digest=detail_digest,
        note_id=note_id,
        request_id=_request_id(),
    )


def rights_digest(viewer: Viewer) -> bytes:
    """Which roles, where, with which confidential programmes: SHA-256 over sorted JSON."""
    rights = [sorted(viewer.roles), sorted(viewer.territories), sorted(viewer.confidential)]
    return hashlib.sha256(json.dumps(rights, separators=(",", ":")).encode()).digest()


def note_write(
    action: str,
    kind: str,
    object_id: int | None,
    person_ids: Iterable[int],
    *,
    acting_user: User | None,
    detail_digest: bytes | None = None,
    note_id: UUID | None = None,
) -> UUID:
    """Note a write in its own transaction; the line is chained after the commit, or by the reconciler after a crash."""
    identifier = note_id or uuid4()
    facts = facts_now(action, kind, object_id, person_ids, acting_user=acting_user, detail_digest=detail_digest)
    values: list[Any] = [
        facts.at,
        facts.user_id,
        facts.roles,
        facts.rights_digest,
        facts.break_glass_id,
        facts.action,
        facts.kind,
    ]
    values += [facts.object_id, list(facts.person_ids), facts.purpose, facts.detail_digest, facts.request_id]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO journal_note (id, at, user_id, roles, rights_digest, break_glass_id, action, kind, object_id, "
            "person_ids, purpose, detail_digest, request_id) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) "
            "RETURNING txid",
            [identifier, *values],
        )
        txid = cursor.fetchone()[0]
    transaction.on_commit(partial(_chain_after_commit, txid))
    return identifier


def _chain_after_commit(txid: int) -> None:
    """Chain what a transaction noted; its first call does it all. What fails now, the reconciler does."""
    if connection.__dict__.get("tirek_chained") == txid:
        return
    connection.__dict__["tirek_chained"] = txid
    try:
        chain_notes(txid)
    except (JournalUnreachable, DatabaseError):
        log.warning("journal_chain_postponed", txid=txid)  # the write stands, and its note with it


def chain_notes(txid: int | None = None, *, older_than_seconds: int = 0) -> int:
    """Give notes without a line their lines; how many. Of one transaction, or of all that are old enough."""
    chained = 0
    while portion := _unchained(txid, older_than_seconds):
        chained += _chain(portion)
        if len(portion) < PORTION:
            break
    return chained


def _unchained(txid: int | None, older_than_seconds: int) -> list[LineFacts]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM journal_unchained(%s, %s, %s)", [txid, older_than_seconds, PORTION])
        rows = cursor.fetchall()
    return [
        LineFacts(
            at=row[1],
            user_id=row[2],
            roles=row[3],
            rights_digest=bytes(row[4]),
            break_glass_id=row[5],
            action=row[6],
            kind=row[7],
            object_id=row[8],
            person_ids=tuple(row[9]),
            purpose=row[10],
            detail_digest=None if row[11] is None else bytes(row[11]),
            note_id=row[0],
            request_id=row[12],
        )
        for row in rows
    ]


def _chain(portion: list[LineFacts]) -> int:
    try:
        write_lines(portion)
        return len(portion)
    except AlreadyChained:
        return sum(_chain_one(facts) for facts in portion)


def _chain_one(facts: LineFacts) -> int:
    """Another process was quicker with some of them; each alone, then."""
    try:
        write_lines([facts])
    except AlreadyChained:
        return 0
    return 1


def _request_id() -> str:
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))[:64]
