"""What providers, operators, suppliers and the insurance fund ask for, and what was given for it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tirek.department.accounts.enums import Confidential
from tirek.department.core.fields import TengeField, TerritoryField
from tirek.department.payments.enums import InvoiceKind, InvoiceState


class Invoice(models.Model):
    """An invoice or act of an organisation for a month; received by one, accepted by another, then paid in a list."""

    organisation = models.ForeignKey("providers.Organisation", on_delete=models.PROTECT, related_name="+")
    contract = models.ForeignKey("providers.Contract", on_delete=models.PROTECT, null=True, related_name="+")
    number = models.CharField(max_length=40)
    kind = models.CharField(max_length=12, choices=InvoiceKind)
    month = models.DateField()
    amount_tenge = TengeField()
    territory = TerritoryField()
    confidential = models.CharField(max_length=20, choices=Confidential, blank=True)
    programme = models.CharField(max_length=60)
    line = models.ForeignKey("budgets.Line", on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=InvoiceState, default=InvoiceState.RECEIVED)
    received_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField(auto_now_add=True)
    accepted_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "number", "month"],
                condition=~Q(state="refused"),
                name="invoice_once",
            ),
            models.CheckConstraint(condition=Q(kind__in=InvoiceKind.values), name="invoice_kind_known"),
            models.CheckConstraint(condition=Q(state__in=InvoiceState.values), name="invoice_state_known"),
            models.CheckConstraint(condition=Q(amount_tenge__gt=0), name="invoice_of_money"),
            models.CheckConstraint(condition=Q(month__day=1), name="invoice_month_is_its_first_day"),
            models.CheckConstraint(
                condition=Q(accepted_by__isnull=True) | ~Q(accepted_by=F("received_by")), name="invoice_four_eyes"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "paid"])
                | Q(accepted_by__isnull=False, accepted_at__isnull=False, received_by__isnull=False),
                name="invoice_accepted_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(reason=""), name="invoice_refused_with_a_reason"),
        ]
        indexes = [models.Index(fields=["territory", "state"], name="invoice_state")]

    def __str__(self) -> str:
        return f"invoice {self.pk}"


class InvoiceDue(models.Model):
    """A due row in kind that an invoice asks money for: each once."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="given")
    due = models.OneToOneField("entitlements.Due", on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"invoice due {self.pk}"
