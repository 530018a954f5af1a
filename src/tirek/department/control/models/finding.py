"""A finding, what the section says to it, what is ordered, and who objects."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tirek.department.control.enums import FindingState, MeasureKind, MeasureState, ObjectionOutcome
from tirek.department.control.models.inspection import Inspection
from tirek.department.core.fields import TengeField


class Finding(models.Model):
    """One thing found: its code of ``findings.yaml``, the sum at stake (whole tenge, null where none is), in words.

    The section may reply until ``reply_until``; nothing is ordered before it did or the day is over. Only its state changes.
    """

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="findings")
    code = models.CharField(max_length=40)
    sum_tenge = TengeField(null=True)
    words = models.TextField()
    state = models.CharField(max_length=10, choices=FindingState, default=FindingState.OPEN)
    reply_until = models.DateField()
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=FindingState.values), name="finding_state_known"),
            models.CheckConstraint(condition=~Q(words=""), name="finding_says_what"),
            models.CheckConstraint(
                condition=Q(sum_tenge__isnull=True) | Q(sum_tenge__gt=0), name="finding_sum_of_money"
            ),
            models.UniqueConstraint(fields=["inspection", "code"], name="finding_code_once"),
        ]
        indexes = [models.Index(fields=["reply_until"], name="finding_open", condition=Q(state="open"))]

    def __str__(self) -> str:
        return f"finding {self.pk}"


class Reply(models.Model):
    """What the section says to a finding: one reply, by somebody who is not its inspector."""

    finding = models.OneToOneField(Finding, on_delete=models.PROTECT, related_name="reply")
    text = models.TextField()
    accepts = models.BooleanField()
    in_time = models.BooleanField()
    replied_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    replied_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="reply_says_something")]

    def __str__(self) -> str:
        return f"reply {self.pk}"


class Measure(models.Model):
    """What is ordered on a finding, until when, and that it was done."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="measures")
    kind = models.CharField(max_length=14, choices=MeasureKind)
    words = models.CharField(max_length=1000)
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=MeasureState, default=MeasureState.ORDERED)
    ordered_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField(auto_now_add=True)
    done_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    done_on = models.DateField(null=True)
    done_words = models.CharField(max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=MeasureKind.values), name="measure_kind_known"),
            models.CheckConstraint(condition=~Q(words=""), name="measure_says_what"),
            models.CheckConstraint(
                condition=Q(state="done", done_by__isnull=False, done_on__isnull=False) & ~Q(done_words="")
                | Q(state__in=["ordered", "cancelled"], done_by__isnull=True, done_on__isnull=True, done_words=""),
                name="measure_done_whole_or_not_at_all",
            ),
            models.UniqueConstraint(
                fields=["finding", "kind"], condition=~Q(state="cancelled"), name="measure_kind_once"
            ),
        ]
        indexes = [models.Index(fields=["due_on"], name="measure_open", condition=Q(state="ordered"))]

    def __str__(self) -> str:
        return f"measure {self.pk}"


class Objection(models.Model):
    """Whoever disagrees with a finding; decided by somebody who neither found, nor ordered, nor took part in the case."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="objections")
    text = models.TextField()
    made_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    outcome = models.CharField(max_length=10, choices=ObjectionOutcome, blank=True)
    reasons = models.TextField(blank=True)
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="objection_says_why"),
            models.CheckConstraint(
                condition=Q(outcome="", reasons="", decided_by__isnull=True, decided_at__isnull=True)
                | (
                    Q(outcome__in=ObjectionOutcome.values, decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(reasons="")
                    & ~Q(decided_by=F("made_by"))
                ),
                name="objection_decided_whole_by_another",
            ),
            models.UniqueConstraint(fields=["finding"], condition=Q(outcome=""), name="objection_one_open"),
        ]

    def __str__(self) -> str:
        return f"objection {self.pk}"
