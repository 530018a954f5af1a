"""The outbox: what is told to whom, and each attempt to deliver it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from tirek.department.accounts.enums import Confidential
from tirek.department.core.fields import TerritoryField
from tirek.department.messages.enums import MessageChannel, MessageState


class PrintBatch(models.Model):
    """Letters printed together: one file, one list of deliveries."""

    territory = TerritoryField()
    file_id = models.BigIntegerField(null=True)
    made_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"print batch {self.pk}"


class Message(models.Model):
    """One message of a template to one person.

    ``key`` makes it once: the same event of the same thing tells the person once. ``values`` fill the template and hold no
    personal data: numbers of cases, days, sums that the template's channel allows. The address is looked up when
    it is sent and not kept. ``person_id`` is a foreign key in the database only (the registry stands above this app).
    """

    key = models.CharField(max_length=120, unique=True)
    template = models.CharField(max_length=60)
    channel = models.CharField(max_length=6, choices=MessageChannel)
    language = models.CharField(max_length=2)
    person_id = models.BigIntegerField()
    territory = TerritoryField()
    confidential = models.CharField(max_length=20, choices=Confidential, blank=True)
    values = models.JSONField(default=dict, blank=True)
    file_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, choices=MessageState, default=MessageState.QUEUED)
    due_at = models.DateTimeField(default=timezone.now)
    queued_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    queued_at = models.DateTimeField(auto_now_add=True)
    gateway_number = models.CharField(max_length=80, blank=True)
    batch = models.ForeignKey(PrintBatch, on_delete=models.PROTECT, null=True, related_name="messages")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(channel__in=MessageChannel.values), name="message_channel_known"),
            models.CheckConstraint(condition=Q(state__in=MessageState.values), name="message_state_known"),
            models.CheckConstraint(condition=Q(language__in=["kk", "ru"]), name="message_language_known"),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="message_queued", condition=Q(state="queued")),
            models.Index(fields=["person_id"], name="message_person"),
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"


class Attempt(models.Model):
    """One attempt to deliver: what the gateway said, as a code."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="attempts")
    at = models.DateTimeField(auto_now_add=True)
    succeeded = models.BooleanField()
    said = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"attempt {self.pk}"
