"""A social contract: what the family undertakes while it is helped."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q

from tirek.department.contracts.enums import ContractState, ExemptionGround, ObligationKind, ObligationState
from tirek.department.core.fields import TerritoryField, ValidityField


class SocialContract(models.Model):
    """A contract of a family with the career centre, for the days of the aid it belongs to.

    ``next_look`` is the first day of the month that is looked at next, ``look_due_on`` the last day for it; both are empty
    where no look is to come: before the signature, after the last month, and while the contract is broken or ended.
    """

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
    end_reason = models.CharField(max_length=500, blank=True)
    next_look = models.DateField(null=True)
    look_due_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ContractState.values), name="social_contract_state_known"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state__in=["draft", "in_force"]), name="social_contract_one_open_a_case"
            ),
            models.CheckConstraint(
                condition=Q(look_due_on__isnull=True) | Q(state="in_force", next_look__isnull=False),
                name="social_contract_looked_at_in_force",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(end_reason=""), name="social_contract_cancelled_with_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state="fulfilled") | Q(ended_on__isnull=False), name="social_contract_ended_on_a_day"
            ),
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
        indexes = [
            models.Index(fields=["territory", "state"], name="social_contract_state"),
            models.Index(
                fields=["look_due_on", "id"], name="social_contract_look", condition=Q(look_due_on__isnull=False)
            ),
        ]

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
    """Why a member of the family undertakes nothing, from a day on; lifted with a reason, never deleted."""

    contract = models.ForeignKey(SocialContract, on_delete=models.PROTECT, related_name="exemptions")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(max_length=12, choices=ExemptionGround)
    document = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    since = models.DateField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    lift_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ground__in=ExemptionGround.values), name="exemption_ground_known"),
            models.UniqueConstraint(
                fields=["contract", "person"], condition=Q(lifted_at__isnull=True), name="exemption_once"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True, lift_reason="")
                | (Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lift_reason="")),
                name="exemption_lifted_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"exemption {self.pk}"
