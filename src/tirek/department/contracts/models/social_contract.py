"""A social contract: what the family undertakes while it is helped."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q

from tirek.department.contracts.enums import ContractState, ExemptionGround, ObligationKind, ObligationState
from tirek.department.core.fields import TerritoryField, ValidityField


class SocialContract(models.Model):
    """A contract of a family with the career centre, for the days of the aid it belongs to."""

    case = models.ForeignKey("applications.Case", on_delete=models.PROTECT, related_name="contracts")
    family = models.ForeignKey("registry.Family", on_delete=models.PROTECT, related_name="+")
    territory = TerritoryField()
    number = models.CharField(max_length=24, null=True, blank=True, unique=True)
    valid = ValidityField()
    state = models.CharField(max_length=10, choices=ContractState, default=ContractState.DRAFT)
    drafted_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField(auto_now_add=True)
    signed_by = models.ForeignKey("registry.Person", on_delete=models.PROTECT, null=True, related_name="+")
    signed_on = models.DateField(null=True)
    concluded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    ended_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ContractState.values), name="social_contract_state_known"),
            models.CheckConstraint(condition=Q(valid__isempty=False), name="social_contract_lasts"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "cancelled"])
                | Q(number__isnull=False, signed_by__isnull=False, signed_on__isnull=False, concluded_by__isnull=False),
                name="social_contract_in_force_is_signed",
            ),
            ExclusionConstraint(
                name="social_contract_one_at_a_time",
                expressions=[("family", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
                condition=Q(state="in_force"),
            ),
        ]
        indexes = [models.Index(fields=["territory", "state"], name="social_contract_state")]

    def __str__(self) -> str:
        return f"social contract {self.pk}"


class Obligation(models.Model):
    """What one member undertakes, and by when: a line of the individual plan."""

    contract = models.ForeignKey(SocialContract, on_delete=models.PROTECT, related_name="obligations")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=14, choices=ObligationKind)
    detail = models.CharField(max_length=300, blank=True)
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=ObligationState, default=ObligationState.OPEN)
    settled_on = models.DateField(null=True)
    settled_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ObligationState.values), name="obligation_state_known"),
            models.CheckConstraint(
                condition=Q(state="open") | Q(settled_on__isnull=False, settled_by__isnull=False),
                name="obligation_settled_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["missed", "excused"]) | ~Q(reason=""), name="obligation_missed_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"obligation {self.pk}"


class Exemption(models.Model):
    """Why a member of the family undertakes nothing."""

    contract = models.ForeignKey(SocialContract, on_delete=models.PROTECT, related_name="exemptions")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(max_length=12, choices=ExemptionGround)
    document = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contract", "person"], name="exemption_once")]

    def __str__(self) -> str:
        return f"exemption {self.pk}"
