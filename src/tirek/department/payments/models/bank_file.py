"""A file of payments for the bank: a part of one list, written once."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tirek.department.accounts.enums import Confidential
from tirek.department.core.fields import TengeField, TerritoryField
from tirek.department.payments.enums import FileState
from tirek.department.payments.models.payment_list import PaymentList


class BankFile(models.Model):
    """At most 10,000 payments of a list: those whose numbers lie between ``first_payment`` and ``last_payment``.

    ``message_id`` names the file for ever and says nothing of the programme. ``digest`` is the SHA-256 of its content, which
    lies in the files under ``stored``. ``fault`` is what the line said when it was last tried.
    """

    list = models.ForeignKey(PaymentList, on_delete=models.PROTECT, related_name="files")
    territory = TerritoryField()
    confidential = models.CharField(max_length=20, choices=Confidential, blank=True)
    sequence = models.PositiveSmallIntegerField()
    format = models.CharField(max_length=12)
    message_id = models.CharField(max_length=35, unique=True)
    first_payment = models.BigIntegerField()
    last_payment = models.BigIntegerField()
    count = models.PositiveIntegerField()
    total_tenge = TengeField()
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=FileState, default=FileState.MADE)
    stored = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=30, blank=True)

    class Meta:
        ordering = ["list", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["list", "sequence"], name="bank_file_sequence_once"),
            models.CheckConstraint(condition=Q(state__in=FileState.values), name="bank_file_state_known"),
            models.CheckConstraint(condition=Q(count__gte=1, count__lte=10_000), name="bank_file_of_ten_thousand"),
            models.CheckConstraint(
                condition=Q(total_tenge__gt=0, last_payment__gte=F("first_payment")), name="bank_file_of_money"
            ),
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="bank_file_has_a_digest"),
            models.CheckConstraint(
                condition=Q(state__in=["made", "refused"]) | Q(sent_at__isnull=False), name="bank_file_sent_on_a_day"
            ),
        ]
        indexes = [models.Index(fields=["territory", "-id"], name="bank_file_newest")]

    def __str__(self) -> str:
        return f"bank file {self.pk}"
