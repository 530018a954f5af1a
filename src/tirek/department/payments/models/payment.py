"""One payment: a due row, an adjustment or an invoice, on its way to an account."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tirek.department.accounts.enums import Confidential
from tirek.department.core.fields import TengeField, TerritoryField
from tirek.department.payments.enums import PaymentState
from tirek.department.payments.models.adjustment import Adjustment
from tirek.department.payments.models.invoice import Invoice
from tirek.department.payments.models.payment_list import PaymentList

LIVE = ~Q(state__in=["excluded", "rejected", "returned", "cancelled"])


class Payment(models.Model):
    """Money for one payee, with the recipient as known on the day of the list.

    Of ``due``, ``adjustment`` and ``invoice`` exactly one is set, and each is paid by at most one payment that lives. ``month``
    is the month of the budget whose money it takes. ``payee`` is the holder or who receives for them; ``payee_number`` an IIN
    or a BIN. ``snapshot_digest`` is the SHA-256 of the recipient's data and the sums. ``end_to_end_id`` names no person and no
    programme; it is made of the source and ``attempt``, so the same attempt cannot be made twice. ``previous`` is the payment
    that came back, where this one repeats it.
    """

    list = models.ForeignKey(PaymentList, on_delete=models.PROTECT, related_name="payments")
    due = models.ForeignKey("entitlements.Due", on_delete=models.PROTECT, null=True, related_name="payments")
    adjustment = models.ForeignKey(Adjustment, on_delete=models.PROTECT, null=True, related_name="payments")
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, null=True, related_name="payments")
    territory = TerritoryField()
    confidential = models.CharField(max_length=20, choices=Confidential, blank=True)
    programme = models.CharField(max_length=60)
    holder = models.ForeignKey("registry.Person", on_delete=models.PROTECT, null=True, related_name="+")
    payee = models.ForeignKey("registry.Person", on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey("providers.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    iban = models.CharField(max_length=20)
    payee_name = models.CharField(max_length=250)
    payee_number = models.CharField(max_length=12, blank=True)
    snapshot_digest = models.CharField(max_length=64)
    due_tenge = TengeField()
    withheld_tenge = TengeField(default=0)
    amount_tenge = TengeField()
    month = models.DateField()
    end_to_end_id = models.CharField(max_length=35, unique=True)
    state = models.CharField(max_length=10, choices=PaymentState, default=PaymentState.LISTED)
    attempt = models.PositiveSmallIntegerField(default=1)
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["due"], condition=LIVE, name="payment_due_once"),
            models.UniqueConstraint(fields=["adjustment"], condition=LIVE, name="payment_adjustment_once"),
            models.UniqueConstraint(fields=["invoice"], condition=LIVE, name="payment_invoice_once"),
            models.CheckConstraint(
                condition=Q(due__isnull=False, adjustment__isnull=True, invoice__isnull=True)
                | Q(due__isnull=True, adjustment__isnull=False, invoice__isnull=True)
                | Q(due__isnull=True, adjustment__isnull=True, invoice__isnull=False),
                name="payment_of_one_source",
            ),
            models.CheckConstraint(
                condition=Q(holder__isnull=False, payee__isnull=False, organisation__isnull=True)
                | Q(holder__isnull=True, payee__isnull=True, organisation__isnull=False),
                name="payment_to_a_person_or_an_organisation",
            ),
            models.CheckConstraint(condition=Q(state__in=PaymentState.values), name="payment_state_known"),
            models.CheckConstraint(condition=Q(iban__regex=r"^KZ\d{5}[0-9A-Z]{13}$"), name="payment_iban_form"),
            models.CheckConstraint(
                condition=Q(payee_number="") | Q(payee_number__regex=r"^\d{12}$"), name="payment_payee_number_form"
            ),
            models.CheckConstraint(condition=Q(snapshot_digest__regex=r"^[0-9a-f]{64}$"), name="payment_has_a_digest"),
            models.CheckConstraint(
                condition=Q(
                    amount_tenge=F("due_tenge") - F("withheld_tenge"), amount_tenge__gt=0, withheld_tenge__gte=0
                ),
                name="payment_amount_adds_up",
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="payment_month_is_its_first_day"),
            models.CheckConstraint(condition=Q(attempt__gte=1), name="payment_attempt_counted"),
        ]
        indexes = [
            models.Index(fields=["list", "state"], name="payment_list_state"),
            models.Index(fields=["due"], name="payment_due"),
            models.Index(fields=["holder"], name="payment_holder"),
        ]

    def __str__(self) -> str:
        return f"payment {self.pk}"
