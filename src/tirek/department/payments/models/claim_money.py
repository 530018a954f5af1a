"""How a claim is met: by a plan, by money that came in, by what is withheld, by a court, or not at all."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tirek.department.core.fields import TengeField
from tirek.department.payments.claim_enums import CourtStepKind, MoneySource, WriteOffState
from tirek.department.payments.models.claim import Claim


class RepaymentPlan(models.Model):
    """What the debtor agreed to pay, month by month; a later plan takes the place of the one before (``live``)."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="plans")
    agreed_on = models.DateField()
    amount_tenge = TengeField()
    live = models.BooleanField(default=True)
    made_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_tenge__gt=0), name="plan_of_something"),
            models.UniqueConstraint(fields=["claim"], condition=Q(live=True), name="plan_one_a_claim"),
        ]

    def __str__(self) -> str:
        return f"plan {self.pk}"


class Instalment(models.Model):
    """One month of a plan; together they are the plan exactly, which the database holds at commit."""

    plan = models.ForeignKey(RepaymentPlan, on_delete=models.PROTECT, related_name="instalments")
    due_on = models.DateField()
    amount_tenge = TengeField()

    class Meta:
        ordering = ["due_on"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_tenge__gt=0), name="instalment_of_something"),
            models.UniqueConstraint(fields=["plan", "due_on"], name="instalment_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"instalment {self.pk}"


class Repayment(models.Model):
    """Money that came in for a claim; one paper (``reference``) is booked once, however often it is brought."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="repayments")
    amount_tenge = TengeField()
    booked_on = models.DateField()
    source = models.CharField(max_length=10, choices=MoneySource)
    reference = models.CharField(max_length=60)
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["booked_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_tenge__gt=0), name="repayment_of_something"),
            models.CheckConstraint(condition=Q(source__in=MoneySource.values), name="repayment_source_known"),
            models.CheckConstraint(condition=~Q(reference=""), name="repayment_names_its_paper"),
            models.UniqueConstraint(fields=["claim", "reference"], name="repayment_once_a_paper"),
        ]

    def __str__(self) -> str:
        return f"repayment {self.pk}"


class Deduction(models.Model):
    """What a payment was lessened by for a claim; ``share`` per ten thousand of ``base_tenge`` was the most that was lawful.

    It counts while its payment is on its way or paid; of a payment that was turned back nothing was withheld.
    """

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="deductions")
    payment = models.ForeignKey("payments.Payment", on_delete=models.PROTECT, related_name="deductions")
    amount_tenge = TengeField()
    base_tenge = TengeField()
    share = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_tenge__gt=0), name="deduction_of_something"),
            models.CheckConstraint(
                condition=Q(share__lte=10_000, amount_tenge__lte=F("base_tenge") * F("share") / 10_000),
                name="deduction_within_the_share",
            ),
            models.UniqueConstraint(fields=["claim", "payment"], name="deduction_once_a_payment"),
        ]

    def __str__(self) -> str:
        return f"deduction {self.pk}"


class CourtStep(models.Model):
    """What happened at a court, by its paper."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="court_steps")
    kind = models.CharField(max_length=10, choices=CourtStepKind)
    happened_on = models.DateField()
    reference = models.CharField(max_length=60)
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["happened_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=CourtStepKind.values), name="court_step_known"),
            models.CheckConstraint(condition=~Q(reference=""), name="court_step_names_its_paper"),
            models.UniqueConstraint(fields=["claim", "kind", "reference"], name="court_step_once_a_paper"),
        ]

    def __str__(self) -> str:
        return f"court step {self.pk}"


class WriteOff(models.Model):
    """What is given up of a claim: asked for by one, decided by another, with the act that allows it."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="write_offs")
    amount_tenge = TengeField()
    act = models.CharField(max_length=200)
    reason = models.CharField(max_length=1000)
    state = models.CharField(max_length=10, choices=WriteOffState, default=WriteOffState.ASKED)
    asked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=WriteOffState.values), name="write_off_state_known"),
            models.CheckConstraint(condition=Q(amount_tenge__gt=0), name="write_off_of_something"),
            models.CheckConstraint(condition=~Q(act="") & ~Q(reason=""), name="write_off_says_why"),
            models.CheckConstraint(
                condition=Q(state="asked", decided_by__isnull=True)
                | (
                    ~Q(state="asked")
                    & Q(decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(decided_by=F("asked_by"))
                ),
                name="write_off_decided_by_another",
            ),
            models.UniqueConstraint(fields=["claim"], condition=Q(state="asked"), name="write_off_one_asked"),
        ]

    def __str__(self) -> str:
        return f"write-off {self.pk}"
