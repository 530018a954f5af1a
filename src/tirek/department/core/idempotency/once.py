"""Doing a request once, however often it is sent.

The key is written first, in the transaction of the work. A second request with the same key waits there, on the unique
constraint, until the first is over: then it finds the answer, or, where the first failed and was rolled back, takes its place.
No state of "being done" outlives a crash.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg.errors import LockNotAvailable

from tirek.department.core.idempotency.models import IdempotencyKey

KEPT_DAYS = 30
"""How long a key answers before it is forgotten."""


class KeyConflict(Exception):
    """The key was used already for another request: the sender's fault, never repeated by us."""

    def __str__(self) -> str:
        return _("This was sent already with other content. Open the page again and send it anew.")


class StillRunning(Exception):
    """The first request with this key is still at work; ask again in a moment."""

    def __str__(self) -> str:
        return _("This is still being done. Wait a moment and send it again.")


class NotKept(Exception):
    """Raised by the work to give its result without keeping it under the key (a form with faults is shown again)."""

    def __init__(self, result: Any) -> None:
        self.result = result


@dataclass(frozen=True)
class Done:
    """A result, and whether it was kept from an earlier request."""

    result: Any
    repeated: bool


def digest_of(parts: Mapping[str, Any] | bytes) -> str:
    """SHA-256 of what was asked, the same whatever the order of its keys."""
    raw = parts if isinstance(parts, bytes) else json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()
    return sha256(raw).hexdigest()


def once(key: UUID, *, user_id: int, route: str, digest: str, work: Callable[[], Any]) -> Done:
    """Do the work unless it was done with this key; its result, a JSON value that is not None, either way.

    Raises
    ------
    KeyConflict
        If the key was used with another digest.
    StillRunning
        If the first request holds the key longer than the database lets us wait.

    Writes ``core_idempotencykey``; runs inside the caller's transaction, of the user's viewer.
    """
    with transaction.atomic():
        row = _take(key, user_id, route, digest)
        if row is None:
            return _answered(key, user_id, route, digest)
        try:
            result = work()
        except NotKept as unkept:
            IdempotencyKey.objects.filter(pk=row).delete()
            return Done(unkept.result, repeated=False)
        IdempotencyKey.objects.filter(pk=row).update(result=result, answered_at=timezone.now())
        return Done(result, repeated=False)


def forget_old_keys(days: int = KEPT_DAYS) -> int:
    """Forget the keys older than so many days (one at least); how many there were."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT forget_idempotency_keys(%s)", [days])
        return int(cursor.fetchone()[0])


def _take(key: UUID, user_id: int, route: str, digest: str) -> int | None:
    """The row of the key if we are the first; None once another's is there, which is waited for."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO core_idempotencykey (key, user_id, route, request_digest, created_at) "
                "VALUES (%s, %s, %s, %s, now()) ON CONFLICT (user_id, route, key) DO NOTHING RETURNING id",
                [key, user_id, route, digest],
            )
            found = cursor.fetchone()
    except OperationalError as fault:
        if isinstance(fault.__cause__, LockNotAvailable):
            raise StillRunning from fault
        raise
    return int(found[0]) if found else None


def _answered(key: UUID, user_id: int, route: str, digest: str) -> Done:
    row = IdempotencyKey.objects.get(user_id=user_id, route=route, key=key)
    if row.request_digest != digest:
        raise KeyConflict
    return Done(row.result, repeated=True)
