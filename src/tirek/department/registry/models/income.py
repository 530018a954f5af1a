"""Income of a person by month and kind."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tirek.department.core.fields import TengeField
from tirek.department.registry.enums import IncomeKind
from tirek.department.registry.models.recorded import OfPerson


class Income(OfPerson):
    """What a person got in a month, whole tenge, as one source says. "None" is a reported zero, never a missing row."""

    kind = models.CharField(max_length=16, choices=IncomeKind)
    month = models.DateField()
    amount_tenge = TengeField()
    payer_bin = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=IncomeKind.values), name="income_kind_known"),
            models.CheckConstraint(condition=Q(month__day=1), name="income_month_is_its_first_day"),
            models.CheckConstraint(condition=Q(amount_tenge__gte=0), name="income_not_negative"),
            models.UniqueConstraint(fields=["person", "month", "kind", "source", "payer_bin"], name="income_told_once"),
        ]

    def __str__(self) -> str:
        return f"income {self.pk}"
