"""Signatures of decisions, and the rounds in which many are signed at once."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tirek.department.core.fields import TengeField
from tirek.department.decisions.enums import SignatureKind


class SigningRound(models.Model):
    """Several decisions signed with one reason: how many, for how much, over which digests."""

    signer = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(max_length=1000)
    count = models.PositiveIntegerField()
    total_tenge = TengeField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="signing_round_has_a_reason"),
            models.CheckConstraint(condition=Q(count__gte=1), name="signing_round_of_something"),
        ]

    def __str__(self) -> str:
        return f"signing round {self.pk}"


class Signature(models.Model):
    """A detached signature (CMS, DER) over the digest of a decision or of a round; the key never came here.

    ``algorithm`` is its name as the certificate says, ``certificate_digest`` names the certificate, ``subject`` who it was
    issued to as a code of the authority, without a name.
    """

    decision = models.ForeignKey("decisions.Decision", on_delete=models.PROTECT, null=True, related_name="signatures")
    round = models.ForeignKey(SigningRound, on_delete=models.PROTECT, null=True, related_name="signatures")
    kind = models.CharField(max_length=10, choices=SignatureKind)
    cms = models.BinaryField()
    signed_digest = models.CharField(max_length=64)
    algorithm = models.CharField(max_length=40)
    certificate_digest = models.CharField(max_length=64)
    verified_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decision__isnull=False, round__isnull=True) | Q(decision__isnull=True, round__isnull=False),
                name="signature_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"signature {self.pk}"
