"""A message of the bank: taken once, whatever way and however often it comes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tirek.department.core.fields import TerritoryField
from tirek.department.payments.enums import MessageKind


class BankMessage(models.Model):
    """A status report, a statement or a notice that was applied.

    ``digest`` is the SHA-256 of its content: the same message again changes nothing, another content under its number is
    refused. ``unmatched`` are the payments in it that could not be applied, each with its reference and why: they wait for a
    person. ``entries_unnamed`` counts entries of the account without a reference. ``territory`` is the district of all its
    payments, or the department's.
    """

    kind = models.CharField(max_length=10, choices=MessageKind)
    message_id = models.CharField(max_length=35)
    territory = TerritoryField()
    digest = models.CharField(max_length=64)
    stored = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    taken_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(auto_now_add=True)
    items = models.PositiveIntegerField()
    applied = models.PositiveIntegerField()
    entries_unnamed = models.PositiveIntegerField(default=0)
    unmatched = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "message_id"], name="bank_message_once"),
            models.CheckConstraint(condition=Q(kind__in=MessageKind.values), name="bank_message_kind_known"),
            models.CheckConstraint(condition=~Q(message_id=""), name="bank_message_has_a_number"),
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="bank_message_has_a_digest"),
        ]
        indexes = [models.Index(fields=["territory", "-id"], name="bank_message_newest")]

    def __str__(self) -> str:
        return f"bank message {self.pk}"
