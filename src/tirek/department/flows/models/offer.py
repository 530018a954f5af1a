"""An offer: a family is entitled to a programme and does not receive it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tirek.department.core.fields import TengeField, TerritoryField
from tirek.department.flows.enums import OfferState


class Offer(models.Model):
    """What a family could ask for: once a family, programme and period, whatever became of it.

    ``amount`` is what the law gives a period, in ``unit``; null of a right without a quantity. ``is_ceiling`` says that it is
    the most a commission may set. ``period_from`` is the first day of the period of the programme's road in which it was found.
    Confidential programmes are never offered.
    """

    family = models.ForeignKey("registry.Family", on_delete=models.PROTECT, related_name="+")
    territory = TerritoryField()
    programme = models.CharField(max_length=60)
    period_from = models.DateField()
    period_to = models.DateField()
    amount = TengeField(null=True)
    unit = models.CharField(max_length=30, blank=True)
    is_ceiling = models.BooleanField(default=False)
    run = models.ForeignKey("flows.Recalculation", on_delete=models.PROTECT, related_name="offers")
    since = models.DateField()
    state = models.CharField(max_length=8, choices=OfferState, default=OfferState.OPEN)
    application = models.ForeignKey("applications.Application", on_delete=models.PROTECT, null=True, related_name="+")
    told_at = models.DateTimeField(null=True)
    told_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=1000, blank=True)
    settled_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["family", "programme", "period_from"], name="offer_once_a_period"),
            models.CheckConstraint(condition=Q(state__in=OfferState.values), name="offer_state_known"),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(application__isnull=False),
                name="offer_accepted_names_the_application",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(told_at__isnull=False, told_by__isnull=False),
                name="offer_sent_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(state="declined") | ~Q(reason=""), name="offer_declined_says_why"),
        ]
        indexes = [
            models.Index(fields=["territory", "-amount"], name="offer_open", condition=Q(state__in=["open", "sent"])),
            models.Index(fields=["run"], name="offer_run"),
        ]

    def __str__(self) -> str:
        return f"offer {self.pk}"
