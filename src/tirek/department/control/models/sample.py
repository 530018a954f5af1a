"""A sample, as it was drawn, and the cases in it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tirek.department.accounts.enums import Confidential
from tirek.department.control.enums import Origin, SampledState, SampleMethod, SampleUnit
from tirek.department.control.models.plan import InspectionPlan
from tirek.department.core.fields import TerritoryField


class Sample(models.Model):
    """One drawing: from what (``filter``), by which lot (``seed``), how many. Written once, never changed or drawn again.

    ``population_digest`` is the SHA-256 of the sorted keys of everything that could have been drawn: with it and the
    seed anybody draws the same. ``lot_size`` were drawn by lot, ``risk_size`` by their risk. ``confidence_percent`` and
    ``margin_percent`` are what the size was counted for, ``confidential`` lists which confidential programmes whoever drew
    could see.
    """

    plan = models.ForeignKey(InspectionPlan, on_delete=models.PROTECT, related_name="samples")
    method = models.CharField(max_length=10, choices=SampleMethod)
    unit = models.CharField(max_length=10, choices=SampleUnit)
    filter = models.JSONField(default=dict)
    population_size = models.PositiveIntegerField()
    population_digest = models.CharField(max_length=64)
    lot_size = models.PositiveIntegerField(default=0)
    risk_size = models.PositiveIntegerField(default=0)
    seed = models.CharField(max_length=64)
    confidence_percent = models.PositiveSmallIntegerField()
    margin_percent = models.DecimalField(max_digits=4, decimal_places=1)
    drawn_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(method__in=SampleMethod.values), name="sample_method_known"),
            models.CheckConstraint(condition=Q(unit__in=SampleUnit.values), name="sample_unit_known"),
            models.CheckConstraint(
                condition=Q(population_digest__regex=r"^[0-9a-f]{64}$", seed__regex=r"^[0-9a-f]{32,64}$"),
                name="sample_digest_and_seed_form",
            ),
            models.CheckConstraint(
                condition=Q(population_size__gte=F("lot_size") + F("risk_size"))
                & Q(population_size__gt=0)
                & (Q(lot_size__gt=0) | Q(risk_size__gt=0)),
                name="sample_of_its_population",
            ),
            models.CheckConstraint(
                condition=(Q(method="random", risk_size=0, lot_size__gt=0))
                | Q(method="risk", lot_size=0, risk_size__gt=0)
                | Q(method="both", lot_size__gt=0),
                name="sample_sizes_of_its_method",
            ),
            models.CheckConstraint(
                condition=Q(confidence_percent__in=[90, 95, 99], margin_percent__gt=0, margin_percent__lte=50),
                name="sample_confidence_stated",
            ),
        ]

    def __str__(self) -> str:
        return f"sample {self.pk}"


class SampledCase(models.Model):
    """One case of a sample: what was drawn, why, who inspects it.

    ``origin`` says whether the lot or its risk brought it here; ``score`` is its risk, ``risks`` the codes of ``risks.yaml`` with
    the figures they speak of. An inspector took no part in the case: the database refuses another.
    """

    sample = models.ForeignKey(Sample, on_delete=models.PROTECT, related_name="cases")
    position = models.PositiveIntegerField()
    origin = models.CharField(max_length=4, choices=Origin)
    case = models.ForeignKey("applications.Case", on_delete=models.PROTECT, related_name="+")
    decision = models.ForeignKey("decisions.Decision", on_delete=models.PROTECT, related_name="+")
    payment = models.ForeignKey("payments.Payment", on_delete=models.PROTECT, null=True, related_name="+")
    family = models.ForeignKey("registry.Family", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    territory = TerritoryField()
    confidential = models.CharField(max_length=20, choices=Confidential, blank=True)
    programme = models.CharField(max_length=60)
    score = models.PositiveSmallIntegerField(default=0)
    risks = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=10, choices=SampledState, default=SampledState.WAITING)
    inspector = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    assigned_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    assigned_at = models.DateTimeField(null=True)
    left_out_because = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["sample", "position"], name="sampled_position_once"),
            models.CheckConstraint(condition=Q(state__in=SampledState.values), name="sampled_state_known"),
            models.CheckConstraint(condition=Q(origin__in=Origin.values), name="sampled_origin_known"),
            models.CheckConstraint(
                condition=~Q(state__in=["assigned", "inspected"])
                | Q(inspector__isnull=False, assigned_at__isnull=False),
                name="sampled_assigned_to_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state="left_out") & ~Q(left_out_because="") | ~Q(state="left_out") & Q(left_out_because=""),
                name="sampled_left_out_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["inspector", "state"], name="sampled_inspector"),
            models.Index(fields=["case"], name="sampled_case"),
        ]

    def __str__(self) -> str:
        return f"sampled case {self.pk}"
