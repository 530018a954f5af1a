"""What is set aside for a due row: one row, one fund, one line."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tirek.department.accounts.enums import Confidential
from tirek.department.budgets.models.ledger import Entry
from tirek.department.budgets.models.line import Line
from tirek.department.core.fields import TengeField, TerritoryField


class Reservation(models.Model):
    """The money of one due row in the month of its day; ``released_by_entry`` set it free where the row was cancelled."""

    due = models.OneToOneField("entitlements.Due", on_delete=models.PROTECT, related_name="reservation")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="reservations")
    territory = TerritoryField()
    confidential = models.CharField(max_length=20, choices=Confidential, blank=True)
    month = models.PositiveSmallIntegerField()
    amount = TengeField()
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="reservations")
    released_by_entry = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="reservation_of_something"),
            models.CheckConstraint(condition=Q(month__gte=1, month__lte=12), name="reservation_month"),
        ]

    def __str__(self) -> str:
        return f"reservation {self.pk}"
