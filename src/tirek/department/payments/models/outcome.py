"""What one message of the bank said of one payment."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tirek.department.core.fields import TengeField
from tirek.department.payments.enums import OutcomeStatus
from tirek.department.payments.models.bank_message import BankMessage
from tirek.department.payments.models.payment import Payment


class Outcome(models.Model):
    """A word of the bank, kept as it came; seen by whoever sees the payment.

    ``reason`` is its code; ``amount_tenge`` null where the message names none.
    """

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="outcomes")
    message = models.ForeignKey(BankMessage, on_delete=models.PROTECT, related_name="outcomes")
    status = models.CharField(max_length=8, choices=OutcomeStatus)
    reason = models.CharField(max_length=35, blank=True)
    booked_on = models.DateField(null=True)
    amount_tenge = TengeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["payment", "message", "status"], name="outcome_once_a_message"),
            models.CheckConstraint(condition=Q(status__in=OutcomeStatus.values), name="outcome_status_known"),
            models.CheckConstraint(
                condition=~Q(status__in=["paid", "returned"]) | Q(booked_on__isnull=False),
                name="outcome_booked_on_a_day",
            ),
        ]
        indexes = [models.Index(fields=["message"], name="outcome_message")]

    def __str__(self) -> str:
        return f"outcome {self.pk}"
