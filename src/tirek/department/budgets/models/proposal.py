"""What one prepares and another approves: the plan of a year, its amendments, transfers between limits."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tirek.department.accounts.enums import Confidential
from tirek.department.budgets.enums import ProposalState
from tirek.department.budgets.models.line import Line
from tirek.department.core.fields import TengeField, TerritoryField

FOUR_EYES = Q(approved_by__isnull=True) | ~Q(approved_by=F("prepared_by"))
APPROVED_WHOLE = Q(state="approved", approved_by__isnull=False, approved_at__isnull=False) | (
    ~Q(state="approved") & Q(approved_by__isnull=True, approved_at__isnull=True)
)


class Proposal(models.Model):
    """Prepared by one, approved by another, by an act; once approved or given up it stays.

    ``rows_count`` and ``total_tenge`` say how much stands in it: whoever does not see all of it may not approve it.
    """

    territory = TerritoryField()
    act = models.CharField(max_length=300)
    reason = models.CharField(max_length=1000, blank=True)
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.DRAFT)
    rows_count = models.PositiveIntegerField(default=0)
    total_tenge = TengeField(default=0)
    prepared_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField(auto_now_add=True)
    approved_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    dropped_because = models.CharField(max_length=1000, blank=True)

    class Meta:
        abstract = True
        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=FOUR_EYES, name="%(class)s_four_eyes"),
            models.CheckConstraint(condition=APPROVED_WHOLE, name="%(class)s_approved_whole_or_not_at_all"),
            models.CheckConstraint(condition=Q(state__in=ProposalState.values), name="%(class)s_state_known"),
            models.CheckConstraint(condition=~Q(act=""), name="%(class)s_has_an_act"),
            models.CheckConstraint(
                condition=~Q(state="dropped") | ~Q(dropped_because=""), name="%(class)s_dropped_with_a_reason"
            ),
        ]


class Plan(Proposal):
    """The plan of a territory for a year: one approved a year."""

    year = models.PositiveSmallIntegerField()

    class Meta(Proposal.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Proposal.Meta.constraints,
            models.UniqueConstraint(
                fields=["territory", "year"], condition=Q(state="approved"), name="plan_one_approved_a_year"
            ),
        ]

    def __str__(self) -> str:
        return f"budget plan {self.pk}"


class PlanRow(models.Model):
    """What a plan gives to a line in a month."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="rows")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="+")
    month = models.PositiveSmallIntegerField()
    amount = TengeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "line", "month"], name="plan_row_once"),
            models.CheckConstraint(condition=Q(month__gte=1, month__lte=12), name="plan_row_month"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="plan_row_gives"),
        ]

    def __str__(self) -> str:
        return f"plan row {self.pk}"


class Amendment(Proposal):
    """A change of an approved plan: more in some months, less in others."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="amendments")

    class Meta(Proposal.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Proposal.Meta.constraints,
            models.CheckConstraint(condition=~Q(reason=""), name="amendment_says_why"),
        ]

    def __str__(self) -> str:
        return f"budget amendment {self.pk}"


class AmendmentRow(models.Model):
    """How much more or less (negative) a line has in a month."""

    amendment = models.ForeignKey(Amendment, on_delete=models.PROTECT, related_name="rows")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="+")
    month = models.PositiveSmallIntegerField()
    amount = TengeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["amendment", "line", "month"], name="amendment_row_once"),
            models.CheckConstraint(condition=Q(month__gte=1, month__lte=12), name="amendment_row_month"),
            models.CheckConstraint(condition=~Q(amount=0), name="amendment_row_changes"),
        ]

    def __str__(self) -> str:
        return f"amendment row {self.pk}"


class Transfer(Proposal):
    """Money moved from a line and month to another; ``confidential`` where one of the lines is."""

    from_line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="+")
    from_month = models.PositiveSmallIntegerField()
    to_line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="+")
    to_month = models.PositiveSmallIntegerField()
    amount = TengeField()
    confidential = models.CharField(max_length=20, choices=Confidential, blank=True)

    class Meta(Proposal.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Proposal.Meta.constraints,
            models.CheckConstraint(condition=~Q(reason=""), name="transfer_says_why"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="transfer_moves_something"),
            models.CheckConstraint(
                condition=Q(from_month__gte=1, from_month__lte=12, to_month__gte=1, to_month__lte=12),
                name="transfer_months",
            ),
            models.CheckConstraint(
                condition=~Q(from_line=F("to_line")) | ~Q(from_month=F("to_month")), name="transfer_goes_elsewhere"
            ),
        ]

    def __str__(self) -> str:
        return f"budget transfer {self.pk}"
