"""The keys of persons: made when first needed, opened for reading, destroyed by an erasure alone (``erasure``)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection

from tirek.department.journal.encryption import new_wrapped_key, unwrap_key
from tirek.department.journal.models import PersonKey


@dataclass(frozen=True)
class OpenKey:
    """A key of the table, opened. The secret never appears in its ``repr``."""

    pk: int
    person_id: int
    secret: bytes = field(repr=False)


def open_key(person_id: int, territory: str) -> OpenKey:
    """The living key of a person the viewer may see; a new one where there is none (the first, or after an erasure)."""
    return _living(person_id) or _made(person_id, territory)


def open_keys(ids: Iterable[int]) -> dict[int, OpenKey]:
    """The living ones among these keys, by id; a destroyed key is missing. At most one query."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = PersonKey.objects.filter(pk__in=wanted, wrapped__isnull=False)
    return {row.pk: _opened(row) for row in rows}


def _living(person_id: int) -> OpenKey | None:
    row = PersonKey.objects.filter(person_id=person_id, wrapped__isnull=False).first()
    return _opened(row) if row else None


def _made(person_id: int, territory: str) -> OpenKey:
    secret, wrapped = new_wrapped_key(person_id)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO journal_personkey (person_id, territory, wrapped, made_at) VALUES (%s, %s, %s, clock_timestamp()) "
            "ON CONFLICT (person_id) WHERE wrapped IS NOT NULL DO NOTHING RETURNING id",
            [person_id, territory, wrapped],
        )
        made = cursor.fetchone()
    if made:
        return OpenKey(made[0], person_id, secret)
    other = _living(person_id)  # somebody else made one a moment ago
    if other is None:
        raise LookupError("the key of this person is out of sight")
    return other


def _opened(row: PersonKey) -> OpenKey:
    assert row.wrapped is not None
    return OpenKey(row.pk, row.person_id, unwrap_key(bytes(row.wrapped), row.person_id))
