"""A bundle of evidence that was made."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tirek.department.accounts.enums import Confidential
from tirek.department.core.fields import TerritoryField


class EvidenceBundle(models.Model):
    """Which decision, or payment of it, was proved, in which file and why; ``manifest_digest`` (SHA-256) is of the list."""

    decision = models.ForeignKey("decisions.Decision", on_delete=models.PROTECT, related_name="+")
    payment = models.ForeignKey("payments.Payment", on_delete=models.PROTECT, null=True, related_name="+")
    family = models.ForeignKey("registry.Family", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    territory = TerritoryField()
    confidential = models.CharField(max_length=20, choices=Confidential, blank=True)
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    manifest_digest = models.CharField(max_length=64)
    reason = models.CharField(max_length=500)
    issued_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="bundle_says_why"),
            models.CheckConstraint(condition=Q(manifest_digest__regex=r"^[0-9a-f]{64}$"), name="bundle_digest_form"),
        ]
        indexes = [models.Index(fields=["decision"], name="bundle_decision")]

    def __str__(self) -> str:
        return f"evidence bundle {self.pk}"
