"""Who may see a confidential programme: asked by one, confirmed by another."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tirek.department.accounts.enums import Confidential
from tirek.department.accounts.models.post import Post
from tirek.department.accounts.models.user import User


class ConfidentialGrant(models.Model):
    """One kind asked for one post. Without the second person it gives nothing; the holder is neither of the two.

    A refusal and a withdrawal are answers too: the row stays.
    """

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="grants")
    holder = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Confidential)
    ground = models.CharField(max_length=200)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    confirmed = models.BooleanField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Confidential.values), name="grant_kind_known"),
            models.CheckConstraint(condition=~Q(asked_by=F("holder")), name="grant_not_asked_by_the_holder"),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | (~Q(answered_by=F("asked_by")) & ~Q(answered_by=F("holder"))),
                name="grant_answered_by_another",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True, answered_at__isnull=True, confirmed__isnull=True)
                | Q(answered_by__isnull=False, answered_at__isnull=False, confirmed__isnull=False),
                name="grant_answered_whole",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_by__isnull=True, withdrawn_at__isnull=True)
                | Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False, confirmed=True),
                name="grant_withdrawn_after_confirmed",
            ),
            models.UniqueConstraint(
                fields=["post", "kind"],
                condition=Q(withdrawn_at__isnull=True) & (Q(confirmed__isnull=True) | Q(confirmed=True)),
                name="grant_asked_once",
            ),
        ]

    def __str__(self) -> str:
        return f"grant {self.pk}"
