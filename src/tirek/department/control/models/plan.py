"""A plan of inspections, and the report that closes it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tirek.department.control.enums import PlanState
from tirek.department.core.fields import TerritoryField


class InspectionPlan(models.Model):
    """What is to be inspected in a territory in a year or a quarter; prepared by one, approved by another.

    ``territory`` is a district or the city. ``ground`` says why: an act, an order, what was noticed. Nothing of anybody
    who receives aid stands here. What is approved is not changed.
    """

    territory = TerritoryField()
    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField(null=True)
    title = models.CharField(max_length=200)
    ground = models.CharField(max_length=1000)
    state = models.CharField(max_length=10, choices=PlanState, default=PlanState.DRAFT)
    prepared_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField(auto_now_add=True)
    approved_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PlanState.values), name="plan_state_known"),
            models.CheckConstraint(condition=Q(quarter__isnull=True) | Q(quarter__range=(1, 4)), name="plan_quarter"),
            models.CheckConstraint(condition=Q(year__range=(2020, 2100)), name="plan_year"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(ground=""), name="plan_says_what_and_why"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("prepared_by")), name="plan_four_eyes"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["approved", "closed"], approved_by__isnull=False, approved_at__isnull=False)
                | Q(state__in=["draft", "dropped"], approved_by__isnull=True, approved_at__isnull=True),
                name="plan_approved_whole_or_not_at_all",
            ),
        ]
        indexes = [models.Index(fields=["territory", "-year"], name="plan_territory")]

    def __str__(self) -> str:
        return f"inspection plan {self.pk}"


class ControlReport(models.Model):
    """The report of a plan: its content as it was that day, and its digest (SHA-256). Written once, never changed.

    ``content`` counts and sums; nobody is named in it.
    """

    plan = models.OneToOneField(InspectionPlan, on_delete=models.PROTECT, related_name="report")
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    made_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="control_report_digest_form"),
        ]

    def __str__(self) -> str:
        return f"control report {self.pk}"
