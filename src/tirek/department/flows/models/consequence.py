"""What a life event asks to be done, entitlement by entitlement; and which events were looked at."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tirek.department.accounts.enums import Confidential
from tirek.department.core.fields import TerritoryField
from tirek.department.flows.enums import ConsequenceState, Reaction


class Consequence(models.Model):
    """What is to be done to one entitlement because of one event: once, however often the event is looked at.

    ``since`` is the first day on which the event counts; ``held_back`` says that what falls due from that day on was held
    back when it was heard of. It is closed by what a signed decision did, or by an officer with a reason; ``decision`` is
    the draft that was made of it.
    """

    event = models.ForeignKey("registry.LifeEvent", on_delete=models.PROTECT, related_name="+")
    entitlement = models.ForeignKey("entitlements.Entitlement", on_delete=models.PROTECT, related_name="+")
    territory = TerritoryField()
    confidential = models.CharField(max_length=20, choices=Confidential, blank=True)
    kind = models.CharField(max_length=20)
    does = models.CharField(max_length=12, choices=Reaction)
    since = models.DateField()
    held_back = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=ConsequenceState, default=ConsequenceState.OPEN)
    decision = models.ForeignKey("decisions.Decision", on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "entitlement"], name="consequence_once"),
            models.CheckConstraint(condition=Q(state__in=ConsequenceState.values), name="consequence_state_known"),
            models.CheckConstraint(condition=Q(does__in=Reaction.values), name="consequence_reaction_known"),
            models.CheckConstraint(
                condition=~Q(state="closed") | (Q(closed_at__isnull=False) & ~Q(reason="")),
                name="consequence_closed_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="drafted") | Q(decision__isnull=False), name="consequence_drafted_names_the_draft"
            ),
        ]
        indexes = [
            models.Index(fields=["territory", "id"], name="consequence_open", condition=~Q(state="closed")),
            models.Index(fields=["entitlement"], name="consequence_entitlement"),
            models.Index(fields=["decision"], name="consequence_decision"),
        ]

    def __str__(self) -> str:
        return f"consequence {self.pk}"


class FollowedEvent(models.Model):
    """A life event whose consequences stand: it is not looked at again."""

    event = models.OneToOneField("registry.LifeEvent", on_delete=models.PROTECT, related_name="+")
    followed_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"event {self.event_id}"
