"""A decision: drafted by one, signed by another."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from tirek.department.accounts.enums import Confidential
from tirek.department.core.fields import TengeField, TerritoryField
from tirek.department.decisions.enums import DecisionKind, DecisionState


class Decision(models.Model):
    """What is decided in a case, on the ground of one evaluation.

    ``grounds`` are codes of refusal of the programme, or of the road (``survey_refused``, ``barred``, ...). ``amount`` is whole
    tenge a period, or units of ``unit``; of a ceiling it is the sum that the special commission set. ``starts_on`` to
    ``ends_on`` (the last day; null: until further notice) is what is granted. ``overrides`` says why the draft differs from
    the evaluation, where it does: such a decision is flagged. What is signed is never changed: a change is a new
    decision, ``previous`` names the one before it. ``dropped_because`` says why one was given up.
    """

    case = models.ForeignKey("applications.Case", on_delete=models.PROTECT, related_name="decisions")
    family = models.ForeignKey("registry.Family", on_delete=models.PROTECT, related_name="+")
    territory = TerritoryField()
    confidential = models.CharField(max_length=20, choices=Confidential, blank=True)
    programme = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=DecisionKind)
    state = models.CharField(max_length=10, choices=DecisionState, default=DecisionState.DRAFT)
    number = models.CharField(max_length=24, null=True, blank=True, unique=True)
    evaluation = models.ForeignKey("evaluations.Evaluation", on_delete=models.PROTECT, related_name="+")
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="next")
    grounds = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    reason = models.CharField(max_length=1000, blank=True)
    amount = TengeField(null=True)
    unit = models.CharField(max_length=30, blank=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    overrides = models.CharField(max_length=1000, blank=True)
    flags = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    author = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(auto_now_add=True)
    proposed_at = models.DateTimeField(null=True)
    signer = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    round = models.ForeignKey("decisions.SigningRound", on_delete=models.PROTECT, null=True, related_name="decisions")
    dropped_because = models.CharField(max_length=1000, blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=DecisionKind.values), name="decision_kind_known"),
            models.CheckConstraint(condition=Q(state__in=DecisionState.values), name="decision_state_known"),
            models.CheckConstraint(
                condition=Q(signer__isnull=True) | ~Q(signer=F("author")), name="decision_four_eyes"
            ),
            models.CheckConstraint(
                condition=Q(state="signed", number__isnull=False, signer__isnull=False, signed_at__isnull=False)
                & Q(digest__regex=r"^[0-9a-f]{64}$")
                | (~Q(state="signed") & Q(number__isnull=True, signer__isnull=True, signed_at__isnull=True, digest="")),
                name="decision_signed_whole_or_not_at_all",
            ),
            models.CheckConstraint(
                condition=~Q(kind="refuse") | Q(grounds__len__gt=0), name="decision_refusal_has_grounds"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["suspend", "terminate"]) | ~Q(reason=""), name="decision_stop_has_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["grant", "change"]) | Q(starts_on__isnull=False),
                name="decision_grant_has_a_start",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="decision_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(round__isnull=True) | Q(flags__len=0), name="decision_round_covers_no_flagged"
            ),
            models.CheckConstraint(
                condition=~Q(state="dropped") | ~Q(dropped_because=""), name="decision_dropped_with_a_reason"
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state__in=["draft", "proposed", "returned"]),
                name="decision_one_open_a_case",
            ),
        ]
        indexes = [
            models.Index(fields=["territory", "proposed_at"], name="decision_to_sign", condition=Q(state="proposed")),
            models.Index(fields=["family"], name="decision_family"),
            models.Index(fields=["author", "state"], name="decision_author"),
        ]

    def __str__(self) -> str:
        return f"decision {self.pk}"


class Return(models.Model):
    """A decision that the signer gave back, and why."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="returns")
    returned_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    returned_at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(max_length=1000)

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="return_has_a_reason")]

    def __str__(self) -> str:
        return f"return {self.pk}"
