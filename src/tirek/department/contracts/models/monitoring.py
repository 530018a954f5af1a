"""How a contract is kept: the monthly look, and the breach."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tirek.department.contracts.enums import ObligationKind
from tirek.department.contracts.models.social_contract import SocialContract


class Monitoring(models.Model):
    """The look of one month: kept or not, and what was found."""

    contract = models.ForeignKey(SocialContract, on_delete=models.PROTECT, related_name="monitoring")
    month = models.DateField()
    kept = models.BooleanField()
    finding = models.CharField(max_length=1000, blank=True)
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "month"], name="monitoring_once_a_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="monitoring_month_is_its_first_day"),
            models.CheckConstraint(condition=Q(kept=True) | ~Q(finding=""), name="monitoring_not_kept_says_what"),
        ]

    def __str__(self) -> str:
        return f"monitoring {self.pk}"


class Breach(models.Model):
    """A breach: aid of the whole family stops, and a bar of six months begins; reinstated with a reason where it was no fault."""

    contract = models.ForeignKey(SocialContract, on_delete=models.PROTECT, related_name="breaches")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    obligation = models.ForeignKey("contracts.Obligation", on_delete=models.PROTECT, null=True, related_name="+")
    happened_on = models.DateField()
    finding = models.CharField(max_length=1000)
    established_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    established_at = models.DateTimeField(auto_now_add=True)
    reinstated_at = models.DateTimeField(null=True)
    reinstated_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    reinstatement_reason = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(finding=""), name="breach_says_what"),
            models.UniqueConstraint(
                fields=["contract", "person", "happened_on"],
                condition=Q(reinstated_at__isnull=True),
                name="breach_once_a_day",
            ),
            models.CheckConstraint(
                condition=Q(reinstated_at__isnull=True, reinstated_by__isnull=True, reinstatement_reason="")
                | (Q(reinstated_at__isnull=False, reinstated_by__isnull=False) & ~Q(reinstatement_reason="")),
                name="breach_reinstated_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(reinstated_by__isnull=True)
                | Q(established_by__isnull=True)
                | ~Q(reinstated_by=models.F("established_by")),
                name="breach_reinstated_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"breach {self.pk}"


class BreachBar(models.Model):
    """Which bars a breach brought: they are lifted with it, and no others."""

    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="bars")
    bar = models.OneToOneField("applications.Bar", on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"bar of breach {self.breach_id}"


class MeasureRefusal(models.Model):
    """A member who must take part refused an employment measure: barred for the term of the act from that day on."""

    case = models.ForeignKey("applications.Case", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    refused_on = models.DateField()
    measure = models.CharField(max_length=14, choices=ObligationKind)
    finding = models.CharField(max_length=1000)
    bar = models.OneToOneField("applications.Bar", on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(finding=""), name="measure_refusal_says_what"),
            models.UniqueConstraint(fields=["person", "refused_on"], name="measure_refusal_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"refusal of measures {self.pk}"
