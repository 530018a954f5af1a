"""An appeal against a decision, decided by somebody who neither drafted nor signed it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tirek.department.accounts.enums import Confidential
from tirek.department.appeals.enums import AppealOutcome, AppealState
from tirek.department.core.fields import TerritoryField


class Appeal(models.Model):
    """One appeal. ``suspends`` says whether the decision rests until it is decided.

    ``known_on`` is the day on which the family learnt of the decision; from it the term of the act runs. Who came late is
    heard on the merits only with a reason why the term was restored (``restored_reason``).
    """

    decision = models.ForeignKey("decisions.Decision", on_delete=models.PROTECT, related_name="appeals")
    family = models.ForeignKey("registry.Family", on_delete=models.PROTECT, related_name="+")
    appellant = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    territory = TerritoryField()
    confidential = models.CharField(max_length=20, choices=Confidential, blank=True)
    number = models.CharField(max_length=24, unique=True)
    received_on = models.DateField()
    known_on = models.DateField(null=True)
    in_time = models.BooleanField()
    suspends = models.BooleanField(default=False)
    claim = models.TextField()
    clock = models.CharField(max_length=60)
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=AppealState, default=AppealState.RECEIVED)
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    reviewer = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    taken_up_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=AppealOutcome, blank=True)
    restored_reason = models.CharField(max_length=500, blank=True)
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
            models.CheckConstraint(
                condition=~Q(state="review") | Q(reviewer__isnull=False, taken_up_at__isnull=False),
                name="appeal_reviewed_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="decided", in_time=False) | Q(outcome="inadmissible") | ~Q(restored_reason=""),
                name="appeal_late_is_heard_with_a_reason",
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
