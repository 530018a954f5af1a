"""The close of a month, or a payment between two closes: what gathers, checks and confirms lists."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from tirek.department.core.fields import TerritoryField
from tirek.department.payments.enums import ClosingKind, ClosingState, Step


class Closing(models.Model):
    """What is paid of a month in a territory and in everything that lies in it.

    ``month`` is the first day of the month, ``number`` counts the closings of a territory and month. ``step`` is what a job
    is doing now, empty while none does; ``percent`` how far it is, ``heard_at`` its last sign of life, ``fault`` what
    went wrong. ``collected_at`` and ``checked_at`` are the ends of the last collection and of the last check.
    """

    territory = TerritoryField()
    month = models.DateField()
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=ClosingKind)
    state = models.CharField(max_length=10, choices=ClosingState, default=ClosingState.OPEN)
    opened_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    collected_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=1000, blank=True)
    step = models.CharField(max_length=8, choices=Step, blank=True)
    percent = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(100)])
    heard_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["territory", "month", "number"], name="closing_number_once"),
            models.UniqueConstraint(
                fields=["territory", "month", "kind"],
                condition=Q(state__in=["open", "checked", "submitted"]),
                name="closing_one_open_a_month",
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="closing_month_is_its_first_day"),
            models.CheckConstraint(condition=Q(kind__in=ClosingKind.values), name="closing_kind_known"),
            models.CheckConstraint(condition=Q(state__in=ClosingState.values), name="closing_state_known"),
            models.CheckConstraint(condition=Q(percent__lte=100), name="closing_percent_in_range"),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_at__isnull=False), name="closing_closed_on_a_day"
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(reason=""), name="closing_cancelled_with_a_reason"
            ),
        ]
        indexes = [models.Index(fields=["territory", "-month"], name="closing_month")]

    def __str__(self) -> str:
        return f"closing {self.pk}"
