"""A complaint to the ombudsman for vulnerable groups."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tirek.department.accounts.enums import Confidential
from tirek.department.appeals.enums import ComplaintState, ComplaintSubject
from tirek.department.core.fields import TerritoryField


class Complaint(models.Model):
    """One complaint: who complains (nobody, if anonymous), about what, to whom it went, and what was answered."""

    number = models.CharField(max_length=24, unique=True)
    territory = TerritoryField()
    confidential = models.CharField(max_length=20, choices=Confidential, blank=True)
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, null=True, related_name="+")
    case = models.ForeignKey("applications.Case", on_delete=models.PROTECT, null=True, related_name="+")
    subject = models.CharField(max_length=12, choices=ComplaintSubject)
    text = models.TextField()
    received_on = models.DateField()
    clock = models.CharField(max_length=60)
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=ComplaintState, default=ComplaintState.RECEIVED)
    routed_to = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    answer = models.TextField(blank=True)
    justified = models.BooleanField(null=True)
    answered_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ComplaintState.values), name="complaint_state_known"),
            models.CheckConstraint(
                condition=~Q(state="answered")
                | (~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False, justified__isnull=False)),
                name="complaint_answered_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="routed") | Q(routed_to__isnull=False), name="complaint_routed_to_somebody"
            ),
        ]
        indexes = [
            models.Index(
                fields=["territory", "due_on"], name="complaint_open", condition=Q(state__in=["received", "routed"])
            ),
        ]

    def __str__(self) -> str:
        return f"complaint {self.pk}"


class ComplaintStep(models.Model):
    """What was done with a complaint: routed, answered, closed; by whom, and why."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=10, choices=ComplaintState)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"complaint step {self.pk}"
