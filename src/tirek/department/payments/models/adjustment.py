"""What is paid beside the due rows: an underpayment that was found, a claim that was taken back."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tirek.department.accounts.enums import Confidential
from tirek.department.core.fields import TengeField, TerritoryField
from tirek.department.payments.enums import AdjustmentCause


class Adjustment(models.Model):
    """A sum for the holder of an entitlement, for past days. ``digest`` tells the cause: the same is made once.

    ``line`` is the budget line whose money it takes, null until one has it.
    """

    entitlement = models.ForeignKey("entitlements.Entitlement", on_delete=models.PROTECT, related_name="+")
    territory = TerritoryField()
    confidential = models.CharField(max_length=20, choices=Confidential, blank=True)
    programme = models.CharField(max_length=60)
    cause = models.CharField(max_length=12, choices=AdjustmentCause)
    period_from = models.DateField()
    period_to = models.DateField()
    amount_tenge = TengeField()
    reason = models.CharField(max_length=1000)
    evaluation = models.ForeignKey("evaluations.Evaluation", on_delete=models.PROTECT, null=True, related_name="+")
    line = models.ForeignKey("budgets.Line", on_delete=models.PROTECT, null=True, related_name="+")
    made_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(cause__in=AdjustmentCause.values), name="adjustment_cause_known"),
            models.CheckConstraint(condition=Q(amount_tenge__gt=0), name="adjustment_of_money"),
            models.CheckConstraint(condition=Q(period_to__gte=F("period_from")), name="adjustment_period_lasts"),
            models.CheckConstraint(condition=~Q(reason=""), name="adjustment_says_why"),
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="adjustment_has_a_digest"),
        ]
        indexes = [models.Index(fields=["territory", "programme"], name="adjustment_programme")]

    def __str__(self) -> str:
        return f"adjustment {self.pk}"
