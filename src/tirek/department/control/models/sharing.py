"""What people lawfully share: an account, a telephone, an address, an employer that is no anomaly."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tirek.department.control.enums import AnomalyKind, SharingGround
from tirek.department.core.fields import TerritoryField


class LawfulSharing(models.Model):
    """One thing shared for a reason that somebody wrote down. ``mark`` is a keyed digest of it: the thing is not kept."""

    territory = TerritoryField()
    kind = models.CharField(max_length=10, choices=AnomalyKind)
    mark = models.CharField(max_length=64)
    ground = models.CharField(max_length=14, choices=SharingGround)
    words = models.CharField(max_length=500)
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    ended_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=AnomalyKind.values), name="sharing_kind_known"),
            models.CheckConstraint(condition=Q(ground__in=SharingGround.values), name="sharing_ground_known"),
            models.CheckConstraint(condition=~Q(words=""), name="sharing_says_why"),
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True, ended_at__isnull=True)
                | Q(ended_by__isnull=False, ended_at__isnull=False),
                name="sharing_ended_whole",
            ),
            models.UniqueConstraint(
                fields=["territory", "kind", "mark"], condition=Q(ended_at__isnull=True), name="sharing_once"
            ),
        ]

    def __str__(self) -> str:
        return f"lawful sharing {self.pk}"
