"""What a life event or an appeal asks to be done, entitlement by entitlement; and which events were looked at."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise

from tirek.department.accounts.enums import Confidential
from tirek.department.core.calendar.today import local_day
from tirek.department.core.fields import TerritoryField
from tirek.department.flows.enums import AppealKind, ConsequenceState, Reaction
from tirek.department.registry.enums import LifeEventKind


class Consequence(models.Model):
    """What is to be done to one entitlement because of one event, or one appeal: once, however often it is looked at.

    ``since`` is the first day on which the event counts; ``held_back`` says that what falls due from that day on was held
    back when it was heard of. It is closed by what a signed decision did, or by an officer with a reason; ``decision`` is
    the draft that was made of it.
    """

    event = models.ForeignKey("registry.LifeEvent", on_delete=models.PROTECT, null=True, related_name="+")
    appeal = models.ForeignKey("appeals.Appeal", on_delete=models.PROTECT, null=True, related_name="+")
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
            models.UniqueConstraint(fields=["appeal", "entitlement", "kind"], name="consequence_once_an_appeal"),
            models.CheckConstraint(
                condition=Q(event__isnull=False, appeal__isnull=True) | Q(event__isnull=True, appeal__isnull=False),
                name="consequence_of_an_event_or_an_appeal",
            ),
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

    @property
    def what(self) -> str | Promise:
        """What happened, in words."""
        return LifeEventKind(self.kind).label if self.appeal is None else AppealKind(self.kind).label

    @property
    def happened_on(self) -> date:
        """The day of the event; of an appeal the day on which it was decided, or else came."""
        if self.appeal is None:
            assert self.event is not None
            return self.event.happened_on
        return local_day(self.appeal.decided_at) if self.appeal.decided_at else self.appeal.received_on


class FollowedEvent(models.Model):
    """A life event whose consequences stand: it is not looked at again."""

    event = models.OneToOneField("registry.LifeEvent", on_delete=models.PROTECT, related_name="+")
    followed_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"event {self.event_id}"
