"""A list of payments: one programme, one district, one budget line."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tirek.department.accounts.enums import Confidential
from tirek.department.core.fields import TengeField, TerritoryField
from tirek.department.payments.enums import ListState
from tirek.department.payments.models.closing import Closing


class PaymentList(models.Model):
    """What is confirmed, sent and answered for as one.

    ``number`` names no programme. ``count``, ``total_tenge`` and ``digest`` are of its payments that are not left out: worked
    out at the submission, compared by the database at the confirmation. ``digest`` is the SHA-256 of the snapshot digests of
    the payments in the order of ``end_to_end_id``. ``reason`` says why it was given back or cancelled.
    """

    closing = models.ForeignKey(Closing, on_delete=models.PROTECT, related_name="lists")
    territory = TerritoryField()
    confidential = models.CharField(max_length=20, choices=Confidential, blank=True)
    programme = models.CharField(max_length=60)
    line = models.ForeignKey("budgets.Line", on_delete=models.PROTECT, related_name="+")
    fund = models.CharField(max_length=30)
    number = models.CharField(max_length=24, unique=True)
    state = models.CharField(max_length=10, choices=ListState, default=ListState.DRAFTED)
    count = models.PositiveIntegerField(default=0)
    total_tenge = TengeField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    prepared_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["closing", "territory", "programme", "confidential", "line"],
                condition=Q(state="drafted"),
                name="payment_list_one_drafted",
            ),
            models.CheckConstraint(condition=Q(state__in=ListState.values), name="payment_list_state_known"),
            models.CheckConstraint(condition=Q(total_tenge__gte=0), name="payment_list_total_not_negative"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("prepared_by")),
                name="payment_list_four_eyes",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["confirmed", "sent", "settled"])
                | Q(
                    confirmed_by__isnull=False,
                    prepared_by__isnull=False,
                    confirmed_at__isnull=False,
                    digest__regex=r"^[0-9a-f]{64}$",
                ),
                name="payment_list_confirmed_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["closing", "state"], name="payment_list_closing"),
            models.Index(fields=["line"], name="payment_list_line"),
        ]

    def __str__(self) -> str:
        return f"payment list {self.pk}"
