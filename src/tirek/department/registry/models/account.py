"""Bank accounts of a person."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tirek.department.core.fields import ValidityField
from tirek.department.registry.models.recorded import OfPerson


class BankAccount(OfPerson):
    """An account of a Kazakh bank (IBAN, 20 characters). At most one is the one to pay to."""

    iban = models.CharField(max_length=20)
    preferred = models.BooleanField(default=True)
    valid = ValidityField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(iban__regex=r"^KZ\d{5}[0-9A-Z]{13}$"), name="account_iban_form"),
            models.UniqueConstraint(fields=["person", "iban"], name="account_once"),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(preferred=True, valid__endswith__isnull=True),
                name="account_one_preferred",
            ),
        ]

    def __str__(self) -> str:
        return f"account {self.pk}"
