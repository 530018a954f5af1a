"""Field history: the only way to change a row about a person.

``change_row`` compares, saves and records in one go; the database refuses at the commit whatever changed a guarded row without it
(``guards.require_history``).
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.backends.postgresql.psycopg_any import Range
from django.utils import timezone

from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import current_viewer
from tirek.department.journal.canonical import moment_text
from tirek.department.journal.encryption import seal, unseal
from tirek.department.journal.faults import ChangedMeanwhile, KeyUnusable, ReasonMissing
from tirek.department.journal.keys import OpenKey, open_key, open_keys
from tirek.department.journal.models import FieldChange
from tirek.department.journal.notes import note_write, purpose_code

RECORDED = ("create", "change", "change-batch", "note-reveal")
"""Actions whose line holds the digest of history rows; the line of another write holds a digest of its own."""
ERASED = "erased"
"""What ``Change.state`` says of a value whose key was destroyed."""


@dataclass(frozen=True)
class Change:
    """One entry of a history, opened.

    ``before`` and ``after`` are plain JSON values (dates in ISO form, ranges as ``[lower, upper]``), None where there is none;
    ``state`` is ``open``, ``erased`` (the key was destroyed by an erasure) or ``unreadable`` (damaged, or another key).
    """

    at: datetime
    kind: str
    content: str
    row_id: int | None
    person_id: int | None
    field: str
    before: Any
    after: Any
    reason: str
    state: str
    actor_id: int | None
    purpose: str


def change_row(
    row: models.Model,
    changes: Mapping[str, object],
    *,
    person_id: int | None,
    acting_user: User | None,
    reason: str,
    territory: str | None = None,
) -> tuple[str, ...]:
    """Change fields of a row, record each with its old and its new value, and note the write; the names that did change.

    Parameters
    ----------
    row
        The row as it was read. With a ``version`` field it must still have that version.
    changes
        New values by field name (``address`` or ``address_id`` for a foreign key). Equal values change nothing.
    person_id
        Whose data these are; None where a row is about no single person. A person's values are sealed with the person's key.
    acting_user
        Who changes it; None for the house itself, whose viewer then has a purpose.
    territory
        The person's district, for a row that carries none itself.

    Raises
    ------
    ChangedMeanwhile
        If the row has another version by now, or is out of sight.
    ReasonMissing
        Without a reason.
    """
    if not reason.strip():
        raise ReasonMissing
    wanted = {_field(row, name): value for name, value in changes.items()}
    _fetch_before(row, wanted)
    differing = {
        column: new
        for column, value in wanted.items()
        if (new := _prepared(column, value)) != column.value_from_object(row)
    }
    if not differing:
        return ()
    before = {column: column.value_from_object(row) for column in differing}
    _save(row, differing)
    entries = [
        _Entry(FieldChange.Kind.CHANGED, column.column or column.name, before[column], new)
        for column, new in differing.items()
    ]
    _record(_Subject.of(row, person_id, territory), entries, acting_user=acting_user, reason=reason, action="change")
    return tuple(column.name for column in differing)


def note_created(
    row: models.Model,
    *,
    person_id: int | None,
    acting_user: User | None,
    reason: str,
    territory: str | None = None,
) -> None:
    """Record that a row was made. Its values stand in the row; only the reason, where there is one, is sealed."""
    subject = _Subject.of(row, person_id, territory)
    _record(subject, [_Entry(FieldChange.Kind.CREATED)], acting_user=acting_user, reason=reason, action="create")


def note_batch(
    table: str,
    *,
    rows: int,
    acting_user: User | None,
    reason: str,
    digest: str = "",
    person_ids: Iterable[int] = (),
) -> None:
    """Record that many rows of a table are changed at once in this transaction: an import, a merge, a bulk correction.

    The guard of the table is content with it. ``reason`` and ``digest`` say what was applied (a file's digest, the id of a
    merge) and must name nobody: they are not sealed.
    """
    if not reason.strip():
        raise ReasonMissing
    entry = _Entry(FieldChange.Kind.BATCH, "", None, {"rows": rows, "digest": digest})
    _record(_Subject(table, None, None), [entry], acting_user=acting_user, reason=reason, action="change-batch",
            person_ids=person_ids)  # fmt: skip


def record_reveal(row: models.Model, field_name: str, *, acting_user: User, reason: str) -> None:
    """Record that a hidden field of a person was shown and why; not what it held. Its line is written by who shows it."""
    subject = _Subject.of(row, row.pk, None)
    _record(subject, [_Entry(FieldChange.Kind.REVEALED, field_name)], acting_user=acting_user, reason=reason,
            action="note-reveal")  # fmt: skip


def changes_of(person_ids: Iterable[int]) -> list[Change]:
    """The histories of people the viewer may see, newest first, opened. Two queries, whatever their number."""
    ids = sorted(set(person_ids))
    rows = list(FieldChange.objects.filter(person_id__in=ids).order_by("-at", "-pk"))
    keys = open_keys({row.key_id for row in rows if row.key_id is not None})
    return [_opened(row, keys.get(row.key_id) if row.key_id is not None else None) for row in rows]


def changes_of_row(content: str, row_id: int) -> list[Change]:
    """The history of one row, newest first, as far as the viewer may see it. At most two queries."""
    rows = list(FieldChange.objects.filter(content=content, row_id=row_id).order_by("-at", "-pk"))
    keys = open_keys({row.key_id for row in rows if row.key_id is not None})
    return [_opened(row, keys.get(row.key_id) if row.key_id is not None else None) for row in rows]


@dataclass(frozen=True)
class _Subject:
    """Which row the entries are about, and whose it is."""

    content: str
    row_id: int | None
    person_id: int | None
    territory: str | None = None
    confidential: str = ""

    @classmethod
    def of(cls, row: models.Model, person_id: int | None, territory: str | None) -> _Subject:
        where = territory or getattr(row, "territory", None)
        if person_id is not None and not where:
            raise ValueError(f"{table_of(row)} carries no territory: name the person's")
        return cls(table_of(row), row.pk, person_id, where, getattr(row, "confidential", "") or "")


@dataclass(frozen=True)
class _Entry:
    kind: FieldChange.Kind
    field: str = ""
    before: object = None
    after: object = None
    moment: datetime = dataclasses.field(default_factory=lambda: timezone.now())


def _record(
    subject: _Subject,
    entries: list[_Entry],
    *,
    acting_user: User | None,
    reason: str,
    action: str,
    person_ids: Iterable[int] = (),
) -> UUID:
    purpose = purpose_code(current_viewer().purpose)
    if acting_user is None and not purpose:
        raise ValueError("a write without an acting user needs a viewer with a purpose")
    note_id = uuid4()
    key = _key_for(subject, entries, reason)
    rows = [_row(subject, entry, key, reason, acting_user, purpose, note_id) for entry in entries]
    FieldChange.objects.bulk_create(rows)
    people = set(person_ids) | ({subject.person_id} if subject.person_id is not None else set())
    note_write(
        action,
        subject.content,
        subject.row_id,
        people,
        acting_user=acting_user,
        detail_digest=digest_of_changes([bytes(row.digest) for row in rows]),
        note_id=note_id,
    )
    return note_id


def digest_of_changes(digests: Iterable[bytes]) -> bytes:
    """What the journal's line says of the history rows of its write."""
    return hashlib.sha256(b"".join(digests)).digest()


def digest_of_change(row: FieldChange) -> bytes:
    """SHA-256 over a row as it is stored: over the sealed values, so that it holds when the key is destroyed.

    The territory is left out: it moves with the person.
    """
    said = {
        "kind": row.kind,
        "content": row.content,
        "row": row.row_id,
        "person": row.person_id,
        "confidential": row.confidential,
        "field": row.field,
        "before": _hex(row.before),
        "after": _hex(row.after),
        "reason": _hex(row.reason),
        "key": row.key_id,
        "actor": row.actor_id,
        "purpose": row.purpose,
        "at": moment_text(row.at),
        "note": str(row.note_id),
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).digest()


def _hex(value: bytes | memoryview | None) -> str | None:
    return None if value is None else bytes(value).hex()


def _key_for(subject: _Subject, entries: list[_Entry], reason: str) -> OpenKey | None:
    """The person's key, made when first needed; none where there is nothing to seal."""
    if subject.person_id is None or not (reason or any(entry.field for entry in entries)):
        return None
    assert subject.territory is not None
    return open_key(subject.person_id, subject.territory)


def _row(
    subject: _Subject,
    entry: _Entry,
    key: OpenKey | None,
    reason: str,
    acting_user: User | None,
    purpose: str,
    note_id: UUID,
) -> FieldChange:
    def stored(part: str, value: object) -> bytes | None:
        if value is None:
            return None
        text = json.dumps(_plain(value), cls=DjangoJSONEncoder, ensure_ascii=False).encode()
        if key is None:
            return text
        return seal(key.secret, text, _binding(part, subject.content, subject.row_id, entry.field, key.person_id))

    row = FieldChange(
        kind=entry.kind,
        content=subject.content,
        row_id=subject.row_id,
        person_id=subject.person_id,
        territory=subject.territory,
        confidential=subject.confidential,
        field=entry.field,
        before=stored("before", entry.before),
        after=stored("after", entry.after),
        reason=stored("reason", reason or None),
        key_id=key.pk if key else None,
        actor=acting_user,
        purpose=purpose,
        at=entry.moment,
        note_id=note_id,
    )
    row.digest = digest_of_change(row)
    return row


def _opened(row: FieldChange, key: OpenKey | None) -> Change:
    state = "open"
    values: dict[str, Any] = {"before": None, "after": None, "reason": None}
    for part in values:
        sealed = getattr(row, part)
        if sealed is None:
            continue
        if row.key_id is not None and key is None:
            state = ERASED
            continue
        try:
            text = bytes(sealed)
            if key is not None:
                text = unseal(key.secret, text, _binding(part, row.content, row.row_id, row.field, key.person_id))
            values[part] = json.loads(text)
        except KeyUnusable:
            state = "unreadable"
    return Change(
        row.at, row.kind, row.content, row.row_id, row.person_id, row.field, values["before"], values["after"],
        values["reason"] or "", state, row.actor_id, row.purpose,
    )  # fmt: skip


def _binding(part: str, content: str, row_id: int | None, field_name: str, person_id: int) -> str:
    return f"{part}|{content}|{row_id}|{field_name}|{person_id}"


def _field(row: models.Model, name: str) -> models.Field[Any, Any]:
    for column in columns_of(row):
        if name in (column.name, column.attname):
            return column
    raise ValueError(f"{table_of(row)} has no field {name}")


def _prepared(column: models.Field[Any, Any], value: object) -> object:
    """A new value as the row holds it: a related object as its id, a text as its date, a pair as its range."""
    if isinstance(value, models.Model):
        value = value.pk
    if isinstance(value, tuple) and "Range" in type(column).__name__:
        value = Range(*value)
    return column.to_python(value)


def _fetch_before(row: models.Model, wanted: Mapping[models.Field[Any, Any], object]) -> None:
    """Without a version the row is locked and read anew, so that the value before is the true one."""
    if _versioned(row):
        for column in wanted:
            if isinstance(getattr(row, column.attname), str | tuple):  # a row just made holds what its maker wrote
                setattr(row, column.attname, _prepared(column, getattr(row, column.attname)))
        return
    names = [column.attname for column in wanted]
    found = manager_of(row).select_for_update(of=("self",)).filter(pk=row.pk).values(*names).first()
    if found is None:
        raise ChangedMeanwhile
    for name, value in found.items():
        setattr(row, name, value)


def _save(row: models.Model, differing: Mapping[models.Field[Any, Any], object]) -> None:
    values: dict[str, object] = {column.attname: value for column, value in differing.items()}
    condition: dict[str, object] = {"pk": row.pk}
    if _versioned(row):
        condition["version"] = row.version  # type: ignore[attr-defined]
        values["version"] = row.version + 1  # type: ignore[attr-defined]
    if not manager_of(row).filter(**condition).update(**values):
        raise ChangedMeanwhile
    for name, value in values.items():
        setattr(row, name, value)


def _versioned(row: models.Model) -> bool:
    return any(column.name == "version" for column in columns_of(row))


def _plain(value: object) -> object:
    """A value as JSON can hold it; a range as the pair of its bounds."""
    if isinstance(value, Range):
        return [value.lower, value.upper]
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if hasattr(value, "ewkt"):
        return str(value)
    return value


def table_of(row: models.Model) -> str:
    """The table in which a row stands."""
    return row._meta.db_table  # noqa: SLF001 - Django documents _meta


def columns_of(row: models.Model) -> tuple[models.Field[Any, Any], ...]:
    """Its columns."""
    return tuple(row._meta.concrete_fields)  # noqa: SLF001


def manager_of(row: models.Model) -> models.Manager[Any]:
    """The manager that leaves nothing out."""
    return type(row)._base_manager  # noqa: SLF001
