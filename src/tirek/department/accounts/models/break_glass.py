"""A closed record opened in an emergency, and what a colleague said of it the next day."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tirek.department.accounts.enums import Confidential, Verdict
from tirek.department.accounts.models.user import User
from tirek.department.core.fields import TerritoryField


class BreakGlass(models.Model):
    """One person opened by one user, with a reason, until ``closes_at``; somebody else must review it.

    ``person_id`` and ``family_id`` are records of the registry, a later stage: numbers without keys. ``territory`` is where
    they lie, ``confidential`` the kind that was opened too (empty: none).
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    person_id = models.BigIntegerField()
    family_id = models.BigIntegerField(null=True, blank=True)
    territory = TerritoryField()
    confidential = models.CharField(max_length=20, choices=Confidential, blank=True)
    reason = models.CharField(max_length=500)
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    verdict = models.CharField(max_length=12, choices=Verdict, blank=True)
    remark = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confidential__in=["", *Confidential.values]), name="break_glass_confidential_known"
            ),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opened_at")), name="break_glass_closes_later"),
            models.CheckConstraint(condition=Q(reason__regex=r"\S.{9}"), name="break_glass_has_a_reason"),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("user")), name="break_glass_not_by_oneself"
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True, reviewed_at__isnull=True, verdict="")
                | (Q(reviewed_by__isnull=False, reviewed_at__isnull=False) & Q(verdict__in=Verdict.values)),
                name="break_glass_reviewed_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "closes_at"], name="break_glass_open"),
            models.Index(fields=["opened_at"], condition=Q(reviewed_at__isnull=True), name="break_glass_unreviewed"),
        ]

    def __str__(self) -> str:
        return f"break-glass {self.pk}"
