"""Lines of the journal, what waits to become one, and the seals of the hours.

No foreign keys: a line outlives what it names, and the writer's role may read no other table.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

PURPOSE_FORM = r"^((GET|HEAD|OPTIONS|POST|PUT|PATCH|DELETE) )?[a-z0-9_:./-]*$"
"""A route or a code; whatever else was given as a purpose is kept as a digest."""


class TransactionNumber(models.Func):
    """The number of the transaction that writes, the same inside of its savepoints."""

    template = "(pg_current_xact_id()::text::bigint)"
    output_field: models.Field[int, int] = models.BigIntegerField()


class Said(models.Model):
    """What a line and a note have in common: who, what, whose, why; ids and digests only."""

    at = models.DateTimeField()
    user_id = models.BigIntegerField(null=True)
    roles = models.CharField(max_length=300)
    rights_digest = models.BinaryField(max_length=32)
    break_glass_id = models.BigIntegerField(null=True)
    action = models.CharField(max_length=30)
    kind = models.CharField(max_length=60)
    object_id = models.BigIntegerField(null=True)
    person_ids = ArrayField(models.BigIntegerField(), default=list)
    purpose = models.CharField(max_length=120)
    detail_digest = models.BinaryField(max_length=32, null=True)
    request_id = models.CharField(max_length=64)

    class Meta:
        abstract = True


class JournalLine(Said):
    """One line. The app's role has no privilege on this table; it reads through functions that ask for the viewer's rights."""

    writer = models.UUIDField()
    hour = models.DateTimeField()
    sequence = models.PositiveIntegerField()
    note_id = models.UUIDField(null=True)
    previous = models.BinaryField(max_length=32)
    digest = models.BinaryField(max_length=32)

    class Meta:
        db_table = "journal_line"
        constraints = [
            models.UniqueConstraint(fields=["writer", "hour", "sequence"], name="line_place_once"),
            models.UniqueConstraint(fields=["note_id"], condition=Q(note_id__isnull=False), name="line_note_once"),
            models.CheckConstraint(condition=Q(sequence__gte=1), name="line_sequence_from_one"),
            models.CheckConstraint(condition=Q(purpose__regex=PURPOSE_FORM), name="line_purpose_is_a_code"),
        ]
        indexes = [
            models.Index(fields=["hour", "writer", "sequence"], name="line_hour"),
            models.Index(fields=["at", "id"], name="line_at"),
            models.Index(fields=["user_id", "at"], name="line_user"),
            models.Index(fields=["kind", "object_id", "at"], name="line_object"),
            GinIndex(fields=["person_ids"], name="line_persons", condition=~Q(person_ids=[])),
        ]

    def __str__(self) -> str:
        return f"{self.writer} {self.sequence}"


class JournalNote(Said):
    """What a write says of itself, in the write's own transaction; a line is chained from it after the commit.

    The app's role may only add. Once the hour of its line is sealed the note has done its work and is cleared away.
    """

    id = models.UUIDField(primary_key=True)
    txid = models.BigIntegerField(db_default=TransactionNumber())

    class Meta:
        db_table = "journal_note"
        indexes = [models.Index(fields=["txid"], name="note_txid"), models.Index(fields=["at"], name="note_at")]

    def __str__(self) -> str:
        return str(self.pk)


class JournalSeal(models.Model):
    """The close of an hour: a root over all of its lines, tied to the seal before it. Made by the database alone."""

    hour = models.DateTimeField(primary_key=True)
    lines = models.PositiveIntegerField()
    root = models.BinaryField(max_length=32)
    previous = models.BinaryField(max_length=32)
    digest = models.BinaryField(max_length=32)
    sealed_at = models.DateTimeField()

    class Meta:
        db_table = "journal_seal"
        ordering = ["hour"]

    def __str__(self) -> str:
        return self.hour.isoformat()
