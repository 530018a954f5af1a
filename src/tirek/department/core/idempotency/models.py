"""What was asked with a key, and what was answered."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class IdempotencyKey(models.Model):
    """A key of one user for one route. Seen by that user alone (a policy): an answer may speak of people.

    The row is written in the transaction of the work itself: a second request with the key waits for the first, and finds
    either its answer or, where it failed, nothing.
    """

    key = models.UUIDField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    route = models.CharField(max_length=120)
    request_digest = models.CharField(max_length=64)
    result = models.JSONField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["created_at"], name="idempotency_key_age")]
        constraints = [
            models.UniqueConstraint(fields=["user", "route", "key"], name="idempotency_key_once"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, result__isnull=True)
                | Q(answered_at__isnull=False, result__isnull=False),
                name="idempotency_key_answered_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.route} {self.key}"
