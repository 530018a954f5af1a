"""A payment that did not reach its payee: rejected by the bank, or sent back later; somebody must look."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tirek.department.accounts.enums import Confidential
from tirek.department.core.fields import TengeField, TerritoryField
from tirek.department.payments.enums import ReturnEnd, ReturnState
from tirek.department.payments.models.bank_message import BankMessage
from tirek.department.payments.models.payment import Payment


class MoneyReturn(models.Model):
    """While it is open the same is not listed again. ``reason`` is the bank's code.

    ``end`` says how it was resolved: paid again, or not to be paid; ``resolved_because`` why, in the officer's words.
    """

    payment = models.OneToOneField(Payment, on_delete=models.PROTECT, related_name="came_back")
    message = models.ForeignKey(BankMessage, on_delete=models.PROTECT, related_name="+")
    territory = TerritoryField()
    confidential = models.CharField(max_length=20, choices=Confidential, blank=True)
    rejected = models.BooleanField()
    amount_tenge = TengeField()
    reason = models.CharField(max_length=35, blank=True)
    booked_on = models.DateField(null=True)
    state = models.CharField(max_length=8, choices=ReturnState, default=ReturnState.OPEN)
    end = models.CharField(max_length=10, choices=ReturnEnd, blank=True)
    resolved_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    resolved_at = models.DateTimeField(null=True)
    resolved_because = models.CharField(max_length=1000, blank=True)
    opened_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ReturnState.values), name="money_return_state_known"),
            models.CheckConstraint(condition=Q(amount_tenge__gt=0), name="money_return_of_money"),
            models.CheckConstraint(
                condition=Q(state="open", end="", resolved_at__isnull=True)
                | Q(state="resolved", end__in=ReturnEnd.values, resolved_at__isnull=False, resolved_by__isnull=False)
                & ~Q(resolved_because=""),
                name="money_return_resolved_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["territory", "id"], name="money_return_open", condition=Q(state="open"))]

    def __str__(self) -> str:
        return f"money return {self.pk}"
