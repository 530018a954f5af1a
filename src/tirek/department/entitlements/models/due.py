"""What falls due: one row a period; payments and providers settle it."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from tirek.department.accounts.enums import Confidential
from tirek.department.core.fields import TengeField, TerritoryField
from tirek.department.entitlements.enums import DueState
from tirek.department.entitlements.models.entitlement import Entitlement


class Due(models.Model):
    """One period of an entitlement: ``quantity`` units of ``unit``, payable from ``due_on``.

    ``period_from`` to ``period_to`` (the last day) lie inside the days of the entitlement when the row is made, and the
    periods of an entitlement do not overlap. ``valued_on`` is the day whose values the quantity goes by, as the
    programme says: of the decision, of the application, the first of the period due, or of the event.
    """

    entitlement = models.ForeignKey(Entitlement, on_delete=models.PROTECT, related_name="dues")
    territory = TerritoryField()
    confidential = models.CharField(max_length=20, choices=Confidential, blank=True)
    programme = models.CharField(max_length=60)
    period_from = models.DateField()
    period_to = models.DateField()
    valued_on = models.DateField()
    due_on = models.DateField()
    quantity = TengeField()
    unit = models.CharField(max_length=30)
    state = models.CharField(max_length=10, choices=DueState, default=DueState.PLANNED)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entitlement", "period_from"], condition=~Q(state="cancelled"), name="due_once_a_period"
            ),
            ExclusionConstraint(
                name="due_periods_apart",
                expressions=[
                    ("entitlement", RangeOperators.EQUAL),
                    (
                        Func(
                            F("period_from"),
                            F("period_to"),
                            Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=~Q(state="cancelled"),
            ),
            models.CheckConstraint(condition=Q(period_to__gte=F("period_from")), name="due_period_lasts"),
            models.CheckConstraint(condition=Q(state__in=DueState.values), name="due_state_known"),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="due_quantity_not_negative"),
        ]
        indexes = [
            models.Index(fields=["territory", "programme", "due_on"], name="due_planned", condition=Q(state="planned")),
        ]

    def __str__(self) -> str:
        return f"due {self.pk}"
