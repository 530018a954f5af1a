"""An evaluation: frozen facts, the text of the law that was applied, and what came out. Never updated."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tirek.department.accounts.enums import Confidential
from tirek.department.core.fields import TengeField, TerritoryField
from tirek.department.evaluations.enums import Mode, Outcome


class Evaluation(models.Model):
    """What the law said of these facts, at this moment of knowledge.

    ``facts`` is the case in the stored form of the law with the order of its persons; ``facts_digest`` and
    ``rulebook_digest`` (SHA-256, hexadecimal) name exactly what was read, ``overlay`` the number of the local law, 0 without
    one. ``answer`` is the whole answer: reasons, trace, what would turn it. Amounts are whole tenge, or units of ``unit``.
    The row is written once: the database refuses an update.
    """

    case = models.ForeignKey("applications.Case", on_delete=models.PROTECT, null=True, related_name="evaluations")
    family = models.ForeignKey("registry.Family", on_delete=models.PROTECT, related_name="+")
    territory = TerritoryField()
    confidential = models.CharField(max_length=20, choices=Confidential, blank=True)
    programme = models.CharField(max_length=60)
    mode = models.CharField(max_length=16, choices=Mode)
    again_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="again")
    on = models.DateField()
    applied_on = models.DateField()
    known_on = models.DateField(null=True)
    facts = models.JSONField()
    facts_digest = models.CharField(max_length=64)
    rulebook_digest = models.CharField(max_length=64)
    overlay = models.PositiveIntegerField(default=0)
    assumption = models.CharField(max_length=60, blank=True)
    decides = models.BooleanField()
    outcome = models.CharField(max_length=14, choices=Outcome)
    amount = TengeField(null=True)
    amount_low = TengeField(null=True)
    amount_high = TengeField(null=True)
    unit = models.CharField(max_length=30, blank=True)
    answer = models.JSONField()
    evaluated_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    evaluated_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="evaluation_outcome_known"),
            models.CheckConstraint(condition=Q(mode__in=Mode.values), name="evaluation_mode_known"),
            models.CheckConstraint(
                condition=Q(facts_digest__regex=r"^[0-9a-f]{64}$", rulebook_digest__regex=r"^[0-9a-f]{64}$"),
                name="evaluation_digests_form",
            ),
            models.CheckConstraint(
                condition=Q(mode__in=["as_known_then", "as_known_now"], again_of__isnull=False)
                | ~Q(mode__in=["as_known_then", "as_known_now"]),
                name="evaluation_again_of_something",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "-id"], name="evaluation_case"),
            models.Index(fields=["family", "programme"], name="evaluation_family"),
        ]

    def __str__(self) -> str:
        return f"evaluation {self.pk}"
