"""Runs of the law over many families at once, and what they list: differences, what is looked into, offers."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from tirek.department.accounts.enums import Confidential
from tirek.department.core.fields import TengeField, TerritoryField
from tirek.department.evaluations.enums import Outcome
from tirek.department.flows.enums import DifferenceKind, DifferenceState, RunKind, RunState


class Recalculation(models.Model):
    """One run: on which day, in which districts, by which text of the law, and how far it has come.

    What it finds is written with ``done`` in one transaction, so that a run without it has found nothing. ``looked_at`` counts
    entitlements, or families of a run for offers; ``listed`` the rows that it wrote; ``by_rule`` those of ``looked_at`` that
    were decided one by one, as columns cannot say that nobody knows how many dwellings there are.
    """

    kind = models.CharField(max_length=10, choices=RunKind)
    territories = ArrayField(TerritoryField())
    on = models.DateField()
    rulebook_digest = models.CharField(max_length=64, blank=True)
    overlay = models.PositiveIntegerField(default=0)
    asked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    heard_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, choices=RunState, default=RunState.WAITING)
    percent = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(100)])
    looked_at = models.PositiveIntegerField(default=0)
    listed = models.PositiveIntegerField(default=0)
    unclear = models.PositiveIntegerField(default=0)
    by_rule = models.PositiveIntegerField(default=0)
    fault = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=RunKind.values), name="recalculation_kind_known"),
            models.CheckConstraint(condition=Q(state__in=RunState.values), name="recalculation_state_known"),
            models.CheckConstraint(condition=Q(percent__lte=100), name="recalculation_percent_in_range"),
            models.CheckConstraint(condition=Q(territories__len__gt=0), name="recalculation_of_somewhere"),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(finished_at__isnull=False, rulebook_digest__regex=r"^[0-9a-f]{64}$"),
                name="recalculation_done_whole",
            ),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(fault=""), name="recalculation_failed_says_why"),
            models.UniqueConstraint(
                fields=["kind", "territories", "on"],
                condition=Q(state__in=["waiting", "running"]),
                name="recalculation_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"recalculation {self.pk}"


class Difference(models.Model):
    """What the law says of one entitlement, where it is not what stands. Nothing changes by it: a decision is drafted of it.

    ``before`` is what is granted a period and ``after`` what the law gives, in ``unit``; null where it gives nothing or where
    ``after_low`` and ``after_high`` do not meet. ``change_tenge`` is the difference a period, 0 of what is no money, ``size``
    its amount; ``weight`` orders the list: what is unusual stands before all else, then the greatest size. ``reasons`` are
    the conditions that fail, ``{code, act, article}`` each. ``from_on`` is the first day of the first period that would change.
    """

    run = models.ForeignKey(Recalculation, on_delete=models.PROTECT, related_name="differences")
    entitlement = models.ForeignKey("entitlements.Entitlement", on_delete=models.PROTECT, related_name="+")
    territory = TerritoryField()
    confidential = models.CharField(max_length=20, choices=Confidential, blank=True)
    programme = models.CharField(max_length=60)
    does = models.CharField(max_length=8, choices=DifferenceKind)
    outcome = models.CharField(max_length=14, choices=Outcome)
    before = TengeField()
    after = TengeField(null=True)
    after_low = TengeField(null=True)
    after_high = TengeField(null=True)
    unit = models.CharField(max_length=30)
    change_tenge = TengeField(default=0)
    size = TengeField(default=0)
    weight = models.BigIntegerField(default=0)
    is_unusual = models.BooleanField(default=False)
    reasons = models.JSONField(default=list)
    from_on = models.DateField()
    state = models.CharField(max_length=10, choices=DifferenceState, default=DifferenceState.LISTED)
    decision = models.ForeignKey("decisions.Decision", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=1000, blank=True)
    settled_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "entitlement"], name="difference_once_a_run"),
            models.CheckConstraint(condition=Q(state__in=DifferenceState.values), name="difference_state_known"),
            models.CheckConstraint(condition=Q(does__in=DifferenceKind.values), name="difference_kind_known"),
            models.CheckConstraint(
                condition=~Q(does="change") | Q(after__isnull=False, outcome="granted"),
                name="difference_change_has_a_sum",
            ),
            models.CheckConstraint(condition=~Q(does="end") | Q(outcome="refused"), name="difference_end_is_a_refusal"),
            models.CheckConstraint(
                condition=~Q(state__in=["drafted", "signed"]) | Q(decision__isnull=False),
                name="difference_drafted_names_the_draft",
            ),
            models.CheckConstraint(
                condition=~Q(state="set_aside")
                | (Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(reason="")),
                name="difference_set_aside_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["run", "-weight"], name="difference_weight"),
            models.Index(fields=["entitlement"], name="difference_entitlement"),
            models.Index(fields=["decision"], name="difference_decision"),
        ]

    def __str__(self) -> str:
        return f"difference {self.pk}"


class AuditItem(models.Model):
    """Somebody receives and is not entitled, as a run found: looked into until an auditor says what was found.

    ``tenge`` is what is paid a period, 0 of what is no money. ``closed_at`` is null while it is open.
    """

    run = models.ForeignKey(Recalculation, on_delete=models.PROTECT, related_name="+")
    entitlement = models.ForeignKey("entitlements.Entitlement", on_delete=models.PROTECT, related_name="+")
    territory = TerritoryField()
    confidential = models.CharField(max_length=20, choices=Confidential, blank=True)
    programme = models.CharField(max_length=60)
    tenge = TengeField(default=0)
    reasons = models.JSONField(default=list)
    found_on = models.DateField()
    finding = models.CharField(max_length=1000, blank=True)
    closed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entitlement"], condition=Q(closed_at__isnull=True), name="audit_item_open_once"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True, finding="")
                | (Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(finding="")),
                name="audit_item_closed_with_a_finding",
            ),
        ]
        indexes = [
            models.Index(fields=["territory", "-tenge"], name="audit_item_open", condition=Q(closed_at__isnull=True)),
            models.Index(fields=["run"], name="audit_item_run"),
        ]

    def __str__(self) -> str:
        return f"audit item {self.pk}"
