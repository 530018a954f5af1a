"""Whose certificate signs: the link between a key that never comes here and a member of the staff."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tirek.department.core.fields import ValidityField


class SignerCertificate(models.Model):
    """A certificate with which a member of the staff signs, named by the SHA-256 of its DER form.

    ``valid`` are the days of the certificate itself, cut short where it was ended here: a lost key, another post. One
    certificate is of one person; nobody registers the own one. Rows are not deleted: a signature of the past names them.
    """

    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    valid = ValidityField()
    registered_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    registered_at = models.DateTimeField(auto_now_add=True)
    ended_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="signer_certificate_digest_form"),
            models.CheckConstraint(
                condition=Q(registered_by__isnull=True) | ~Q(registered_by=models.F("user")),
                name="signer_certificate_by_another",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, end_reason="")
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(end_reason="")),
                name="signer_certificate_ended_with_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["user"], name="signer_certificate_user")]

    def __str__(self) -> str:
        return f"signer certificate {self.pk}"
