"""What a field held before and after, the keys that open it, and the erasures that destroy a key."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tirek.department.accounts.enums import Confidential
from tirek.department.core.fields import TerritoryField
from tirek.department.journal.models.line import TransactionNumber


class PersonKey(models.Model):
    """The key of one person's history, wrapped by the key of the environment. Destroyed, it leaves values that nobody reads.

    ``person_id`` is a foreign key in the database only (the registry stands above this app).
    """

    person_id = models.BigIntegerField()
    territory = TerritoryField()
    wrapped = models.BinaryField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)
    destroyed_at = models.DateTimeField(null=True)
    erasure = models.ForeignKey("journal.Erasure", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "journal_personkey"
        constraints = [
            models.UniqueConstraint(
                fields=["person_id"], condition=Q(wrapped__isnull=False), name="personkey_one_alive"
            ),
            models.CheckConstraint(
                condition=Q(wrapped__isnull=False, destroyed_at__isnull=True, erasure__isnull=True)
                | Q(wrapped__isnull=True, destroyed_at__isnull=False, erasure__isnull=False),
                name="personkey_alive_or_destroyed",
            ),
        ]
        indexes = [models.Index(fields=["person_id"], name="personkey_person")]

    def __str__(self) -> str:
        return f"key {self.pk}"


class FieldChange(models.Model):
    """One field of one row, before and after; or that a row was made; or that many were changed at once.

    The values and the reason of a person's row are sealed with the person's key. ``digest`` covers them as they are stored, so
    that it still holds when the key is gone. ``content`` is the table's name; ``row_id`` is empty for a batch.
    """

    class Kind(models.TextChoices):
        """What happened."""

        CREATED = "created"
        CHANGED = "changed"
        BATCH = "batch"
        REVEALED = "revealed"

    kind = models.CharField(max_length=10, choices=Kind)
    content = models.CharField(max_length=63)
    row_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    territory = TerritoryField(null=True)
    confidential = models.CharField(max_length=20, choices=Confidential, blank=True)
    field = models.CharField(max_length=63, blank=True)
    before = models.BinaryField(null=True)
    after = models.BinaryField(null=True)
    reason = models.BinaryField(null=True)
    key = models.ForeignKey(PersonKey, on_delete=models.PROTECT, null=True, related_name="+")
    actor = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    purpose = models.CharField(max_length=120)
    at = models.DateTimeField()
    txid = models.BigIntegerField(db_default=TransactionNumber())
    note_id = models.UUIDField()
    digest = models.BinaryField(max_length=32)

    class Meta:
        db_table = "journal_fieldchange"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["created", "changed", "batch", "revealed"]), name="change_kind_known"
            ),
            models.CheckConstraint(condition=Q(kind="batch") | Q(row_id__isnull=False), name="change_names_a_row"),
            models.CheckConstraint(
                condition=Q(kind__in=["created", "batch"]) | ~Q(field=""), name="change_names_a_field"
            ),
            models.CheckConstraint(condition=Q(actor__isnull=False) | ~Q(purpose=""), name="change_names_its_actor"),
            models.CheckConstraint(
                condition=Q(person_id__isnull=True) | Q(territory__isnull=False), name="change_of_person_has_territory"
            ),
            models.CheckConstraint(
                condition=Q(person_id__isnull=True)
                | Q(key__isnull=False)
                | Q(before__isnull=True, after__isnull=True, reason__isnull=True),
                name="change_of_person_is_sealed",
            ),
        ]
        indexes = [
            models.Index(fields=["content", "row_id", "txid"], name="change_row"),
            models.Index(fields=["person_id", "at"], name="change_person", condition=Q(person_id__isnull=False)),
            models.Index(fields=["note_id"], name="change_note"),
        ]

    def __str__(self) -> str:
        return f"change {self.pk}"


class Erasure(models.Model):
    """That a person's history is to become unreadable: proposed by one, confirmed by another, on a ground of law."""

    person_id = models.BigIntegerField()
    territory = TerritoryField()
    ground = models.CharField(max_length=200)
    proposed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)
    confirmed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "journal_erasure"
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by")), name="erasure_four_eyes"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="erasure_confirmed_whole",
            ),
            models.CheckConstraint(condition=~Q(ground=""), name="erasure_has_ground"),
            models.UniqueConstraint(
                fields=["person_id"], condition=Q(confirmed_at__isnull=True), name="erasure_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"erasure {self.pk}"
