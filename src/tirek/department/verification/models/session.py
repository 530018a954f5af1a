"""A session of the special commission, which sets sums under a ceiling."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tirek.department.accounts.enums import Confidential
from tirek.department.core.fields import TengeField, TerritoryField
from tirek.department.verification.enums import Ballot, SessionState


class Session(models.Model):
    """One session: called for a day, held with a quorum, closed by minutes with a number."""

    territory = TerritoryField()
    confidential = models.CharField(max_length=20, choices=Confidential, blank=True)
    held_on = models.DateField()
    state = models.CharField(max_length=10, choices=SessionState, default=SessionState.CALLED)
    quorum = models.PositiveSmallIntegerField()
    minutes_number = models.CharField(max_length=24, blank=True)
    called_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    called_at = models.DateTimeField(auto_now_add=True)
    closed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=SessionState.values), name="session_state_known"),
            models.CheckConstraint(condition=Q(quorum__gte=1), name="session_quorum_of_somebody"),
            models.CheckConstraint(
                condition=~Q(state="held") | (~Q(minutes_number="") & Q(closed_at__isnull=False)),
                name="session_held_has_minutes",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | (Q(closed_at__isnull=False) & ~Q(reason="")),
                name="session_cancelled_with_a_reason",
            ),
            models.UniqueConstraint(
                fields=["territory", "minutes_number"], condition=~Q(minutes_number=""), name="session_minutes_once"
            ),
        ]

    def __str__(self) -> str:
        return f"session {self.pk}"


class SessionMember(models.Model):
    """A member of the special commission in a session, present or not."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    chairs = models.BooleanField(default=False)
    present = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "user"], name="session_member_once"),
            models.UniqueConstraint(fields=["session"], condition=Q(chairs=True), name="session_one_chair"),
        ]

    def __str__(self) -> str:
        return f"session member {self.pk}"


class SessionItem(models.Model):
    """A case before the special commission: the ceiling that the law gives, the sum that is proposed, and on what ground.

    What is proposed is voted on and stands when more than half of those present are for it; ``deferred`` says why an
    item was put off to another session instead. After the session nothing of it changes.
    """

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="items")
    case = models.ForeignKey("applications.Case", on_delete=models.PROTECT, related_name="session_items")
    ceiling_tenge = TengeField()
    amount_tenge = TengeField(null=True)
    in_need = models.BooleanField(null=True)
    ground = models.CharField(max_length=1000, blank=True)
    deferred = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "case"], name="session_case_once"),
            models.CheckConstraint(
                condition=Q(amount_tenge__isnull=True)
                | (Q(amount_tenge__gte=0, amount_tenge__lte=F("ceiling_tenge")) & ~Q(ground="")),
                name="session_sum_under_the_ceiling_with_a_ground",
            ),
            models.CheckConstraint(
                condition=Q(in_need__isnull=True, amount_tenge__isnull=True)
                | (
                    Q(in_need__isnull=False, in_need=True, amount_tenge__isnull=False, amount_tenge__gt=0)
                    & ~Q(ground="")
                )
                | (Q(in_need__isnull=False, in_need=False, amount_tenge__isnull=True) & ~Q(ground="")),
                name="session_sum_for_who_is_in_need",
            ),
            models.CheckConstraint(
                condition=Q(deferred="") | Q(in_need__isnull=True), name="session_deferred_is_not_decided"
            ),
        ]

    def __str__(self) -> str:
        return f"session item {self.pk}"


class SessionVote(models.Model):
    """How a member voted on a case."""

    item = models.ForeignKey(SessionItem, on_delete=models.PROTECT, related_name="votes")
    member = models.ForeignKey(SessionMember, on_delete=models.PROTECT, related_name="+")
    ballot = models.CharField(max_length=10, choices=Ballot)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "member"], name="session_vote_once"),
            models.CheckConstraint(condition=Q(ballot__in=Ballot.values), name="session_ballot_known"),
        ]

    def __str__(self) -> str:
        return f"session vote {self.pk}"
