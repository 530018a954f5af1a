"""What cannot simply be paid, and what to do about it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tirek.department.accounts.enums import Confidential
from tirek.department.core.fields import TengeField, TerritoryField
from tirek.department.payments.enums import ExceptionKind, ExceptionState
from tirek.department.payments.models.adjustment import Adjustment
from tirek.department.payments.models.closing import Closing
from tirek.department.payments.models.invoice import Invoice
from tirek.department.payments.models.payment import Payment


class PaymentException(models.Model):
    """One obstacle of one due row (adjustment, invoice) in one closing.

    ``payment`` is null where it was never listed: no account, no money in the limit, held back. ``explained`` holds what the
    sentence about it needs (days, districts; no names). A check clears one whose cause is gone, then ``settled_by`` is null; an
    officer clears some kinds with a reason, or leaves the payment out.
    """

    closing = models.ForeignKey(Closing, on_delete=models.PROTECT, related_name="exceptions")
    due = models.ForeignKey("entitlements.Due", on_delete=models.PROTECT, null=True, related_name="+")
    adjustment = models.ForeignKey(Adjustment, on_delete=models.PROTECT, null=True, related_name="+")
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, null=True, related_name="+")
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, null=True, related_name="exceptions")
    holder = models.ForeignKey("registry.Person", on_delete=models.PROTECT, null=True, related_name="+")
    territory = TerritoryField()
    confidential = models.CharField(max_length=20, choices=Confidential, blank=True)
    programme = models.CharField(max_length=60)
    amount_tenge = TengeField()
    kind = models.CharField(max_length=12, choices=ExceptionKind)
    explained = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=ExceptionState, default=ExceptionState.OPEN)
    found_at = models.DateTimeField(auto_now_add=True)
    settled_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["closing", "kind", "due", "adjustment", "invoice"],
                name="exception_once_a_closing",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(due__isnull=False, adjustment__isnull=True, invoice__isnull=True)
                | Q(due__isnull=True, adjustment__isnull=False, invoice__isnull=True)
                | Q(due__isnull=True, adjustment__isnull=True, invoice__isnull=False),
                name="exception_of_one_source",
            ),
            models.CheckConstraint(condition=Q(kind__in=ExceptionKind.values), name="exception_kind_known"),
            models.CheckConstraint(condition=Q(state__in=ExceptionState.values), name="exception_state_known"),
            models.CheckConstraint(
                condition=Q(state="open", settled_at__isnull=True) | (~Q(state="open") & Q(settled_at__isnull=False)),
                name="exception_settled_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(settled_by__isnull=True) | ~Q(reason=""), name="exception_settled_with_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state="cleared")
                | Q(settled_by__isnull=True)
                | Q(kind__in=["moved", "duplicate", "name_changed", "claim_open"]),
                name="exception_cleared_where_judged",
            ),
        ]
        indexes = [
            models.Index(fields=["closing", "kind"], name="exception_open", condition=Q(state="open")),
            models.Index(fields=["payment"], name="exception_payment"),
            models.Index(fields=["due"], name="exception_due"),
        ]

    def __str__(self) -> str:
        return f"payment exception {self.pk}"
