"""An appeal against a decision, decided by somebody who neither drafted nor signed it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tirek.department.accounts.enums import Confidential
from tirek.department.appeals.enums import AppealOutcome, AppealState
from tirek.department.core.fields import TerritoryField


class Appeal(models.Model):
    """One appeal. ``suspends`` says whether the decision rests until it is decided."""

    decision = models.ForeignKey("decisions.Decision", on_delete=models.PROTECT, related_name="appeals")
    family = models.ForeignKey("registry.Family", on_delete=models.PROTECT, related_name="+")
    appellant = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    territory = TerritoryField()
    confidential = models.CharField(max_length=20, choices=Confidential, blank=True)
    number = models.CharField(max_length=24, unique=True)
    received_on = models.DateField()
    in_time = models.BooleanField()
    suspends = models.BooleanField(default=False)
    claim = models.TextField()
    clock = models.CharField(max_length=60)
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=AppealState, default=AppealState.RECEIVED)
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    outcome = models.CharField(max_length=12, choices=AppealOutcome, blank=True)
    reasons = models.TextField(blank=True)
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=AppealState.values), name="appeal_state_known"),
            models.CheckConstraint(
                condition=(
                    Q(state="decided", decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(outcome="")
                    & ~Q(reasons="")
                )
                | (~Q(state="decided") & Q(outcome="", decided_by__isnull=True, decided_at__isnull=True)),
                name="appeal_decided_whole_or_not_at_all",
            ),
            models.UniqueConstraint(
                fields=["decision"], condition=Q(state__in=["received", "review"]), name="appeal_one_open"
            ),
        ]
        indexes = [
            models.Index(
                fields=["territory", "due_on"], name="appeal_open", condition=Q(state__in=["received", "review"])
            ),
        ]

    def __str__(self) -> str:
        return f"appeal {self.pk}"
