"""A document brought to the treasury for a list: plan of financing, obligation, payment order."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tirek.department.accounts.enums import Confidential
from tirek.department.core.fields import TengeField, TerritoryField
from tirek.department.payments.enums import DocumentState, TreasuryKind
from tirek.department.payments.models.payment_list import PaymentList


class TreasuryDocument(models.Model):
    """One document. A refused one stays with its code; what is put right goes as a new one, ``attempt`` counts them.

    ``stored`` is the content that was brought, written before it is sent. ``extracted_on`` is the day whose extract shows
    an order carried out. A plan grows by documents, and what came back is restored by them, so a list may bring several of both.
    """

    list = models.ForeignKey(PaymentList, on_delete=models.PROTECT, related_name="documents")
    line = models.ForeignKey("budgets.Line", on_delete=models.PROTECT, related_name="+")
    territory = TerritoryField()
    confidential = models.CharField(max_length=20, choices=Confidential, blank=True)
    kind = models.CharField(max_length=10, choices=TreasuryKind)
    attempt = models.PositiveSmallIntegerField(default=1)
    number = models.CharField(max_length=40, unique=True)
    month = models.DateField()
    amount_tenge = TengeField()
    state = models.CharField(max_length=8, choices=DocumentState, default=DocumentState.DRAFT)
    refusal = models.CharField(max_length=40, blank=True)
    fault = models.CharField(max_length=30, blank=True)
    digest = models.CharField(max_length=64)
    stored = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True)
    extracted_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["list", "kind", "attempt"], name="treasury_document_attempt_once"),
            models.UniqueConstraint(
                fields=["list", "kind"],
                condition=~Q(state="refused") & ~Q(kind__in=["plan", "restore"]),
                name="treasury_document_one_alive",
            ),
            models.CheckConstraint(condition=Q(kind__in=TreasuryKind.values), name="treasury_document_kind_known"),
            models.CheckConstraint(condition=Q(state__in=DocumentState.values), name="treasury_document_state_known"),
            models.CheckConstraint(condition=Q(amount_tenge__gt=0), name="treasury_document_of_money"),
            models.CheckConstraint(
                condition=Q(state="refused") & ~Q(refusal="") | ~Q(state="refused") & Q(refusal=""),
                name="treasury_document_refused_with_a_code",
            ),
        ]
        indexes = [models.Index(fields=["territory", "-id"], name="treasury_document_newest")]

    def __str__(self) -> str:
        return f"treasury document {self.pk}"
