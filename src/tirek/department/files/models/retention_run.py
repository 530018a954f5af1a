"""One carrying out of the terms of retention: proposed by one, confirmed by another."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from tirek.department.core.fields import TerritoryField


class RetentionRun(models.Model):
    """What ends on a day in some territories. ``proposed`` and ``done`` count by class; no person is named."""

    as_of = models.DateField()
    territories = ArrayField(TerritoryField())
    proposed = models.JSONField()
    done = models.JSONField(default=dict)
    proposed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)
    confirmed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "files_retentionrun"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by")), name="retention_four_eyes"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="retention_confirmed_whole",
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(confirmed_at__isnull=False),
                name="retention_finished_after_confirmed",
            ),
            models.UniqueConstraint(
                fields=["territories"], condition=Q(finished_at__isnull=True), name="retention_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"retention {self.pk}"
