"""The waiting list: decisions for which there is no money yet, in the order of their applications."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tirek.department.accounts.enums import Confidential
from tirek.department.budgets.enums import WaitingState
from tirek.department.core.fields import TengeField, TerritoryField


class Waiting(models.Model):
    """A decision that waits for money of a programme and year.

    ``budget`` is the territory whose lines it waits for. ``amounts`` is what it needs from January to December, twelve sums
    in tenge. Places go by the day of the application, then by its number.
    """

    decision = models.ForeignKey("decisions.Decision", on_delete=models.PROTECT, related_name="waiting")
    territory = TerritoryField()
    confidential = models.CharField(max_length=20, choices=Confidential, blank=True)
    budget = TerritoryField()
    programme = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    amounts = ArrayField(TengeField(), size=12)
    amount = TengeField()
    applied_on = models.DateField()
    number = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=WaitingState, default=WaitingState.WAITING)
    placed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    placed_at = models.DateTimeField(auto_now_add=True)
    closed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_because = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "year"], condition=Q(state="waiting"), name="waiting_once_a_decision"
            ),
            models.CheckConstraint(condition=Q(state__in=WaitingState.values), name="waiting_state_known"),
            models.CheckConstraint(condition=Q(amount__gt=0, amounts__len=12), name="waiting_for_something"),
            models.CheckConstraint(
                condition=Q(state="waiting", closed_at__isnull=True) | ~Q(state="waiting") & Q(closed_at__isnull=False),
                name="waiting_closed_whole_or_not_at_all",
            ),
        ]
        indexes = [
            models.Index(
                fields=["budget", "programme", "year", "applied_on", "number"],
                name="waiting_order",
                condition=Q(state="waiting"),
            ),
        ]

    def __str__(self) -> str:
        return f"waiting {self.pk}"
