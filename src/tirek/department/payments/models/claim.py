"""A claim: money that went out and was not due, the months it is made of, and each step it took."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tirek.department.accounts.enums import Confidential
from tirek.department.core.fields import TengeField, TerritoryField
from tirek.department.payments.claim_enums import Cause, ClaimState


class Claim(models.Model):
    """What a person owes of one entitlement. ``amount_tenge`` is the sum of its months and never changes.

    What is left is computed (``actions.claims.balances``): the amount less what came in, was withheld of payments that were
    not turned back, and was written off; the database refuses more than the amount. ``answer_by`` is the last day for the
    debtor's word.
    """

    number = models.CharField(max_length=24, unique=True)
    debtor = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    family = models.ForeignKey("registry.Family", on_delete=models.PROTECT, related_name="+")
    entitlement = models.ForeignKey("entitlements.Entitlement", on_delete=models.PROTECT, related_name="+")
    decision = models.ForeignKey("decisions.Decision", on_delete=models.PROTECT, null=True, related_name="+")
    territory = TerritoryField()
    confidential = models.CharField(max_length=20, choices=Confidential, blank=True)
    programme = models.CharField(max_length=60)
    cause = models.CharField(max_length=12, choices=Cause)
    amount_tenge = TengeField()
    state = models.CharField(max_length=12, choices=ClaimState, default=ClaimState.NOTICED)
    answer_by = models.DateField()
    agreed_on = models.DateField(null=True)
    reason = models.CharField(max_length=1000)
    opened_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ClaimState.values), name="claim_state_known"),
            models.CheckConstraint(condition=Q(cause__in=Cause.values), name="claim_cause_known"),
            models.CheckConstraint(condition=Q(amount_tenge__gt=0), name="claim_of_something"),
            models.CheckConstraint(condition=~Q(reason=""), name="claim_says_why"),
            models.CheckConstraint(
                condition=~Q(state="agreed") | Q(agreed_on__isnull=False), name="claim_agreed_on_a_day"
            ),
        ]
        indexes = [
            models.Index(
                fields=["territory", "opened_at", "id"],
                name="claim_open",
                condition=~Q(state__in=["recovered", "written_off", "cancelled"]),
            ),
            models.Index(fields=["debtor"], name="claim_debtor"),
            models.Index(fields=["family"], name="claim_family"),
            models.Index(fields=["entitlement"], name="claim_entitlement"),
        ]

    def __str__(self) -> str:
        return f"claim {self.number}"


class ClaimDue(models.Model):
    """One month of a claim: how much of which payment. A payment stands in one open claim, and gives back no more than it was."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="months")
    payment = models.ForeignKey("payments.Payment", on_delete=models.PROTECT, related_name="claimed")
    due = models.ForeignKey("entitlements.Due", on_delete=models.PROTECT, null=True, related_name="+")
    month = models.DateField()
    amount_tenge = TengeField()
    live = models.BooleanField(default=True)

    class Meta:
        ordering = ["month", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_tenge__gt=0), name="claim_due_of_something"),
            models.UniqueConstraint(fields=["claim", "payment"], name="claim_due_once_a_claim"),
            models.UniqueConstraint(fields=["payment"], condition=Q(live=True), name="claim_due_in_one_open_claim"),
        ]

    def __str__(self) -> str:
        return f"claimed month {self.pk}"


class ClaimStep(models.Model):
    """What was done with a claim, by whom, when, and why; never changed."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=12, choices=ClaimState)
    reason = models.CharField(max_length=1000, blank=True)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"step {self.pk} of a claim"
