"""What a value would change, computed on a population before it is signed."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from tirek.department.parameters.enums import EffectState


class Effect(models.Model):
    """One computation: of which value and which law beneath it, on which snapshot, and what came out with small counts hidden.

    It speaks of a value only while ``value_digest`` is that of what the value says, and ``base_number`` that of the overlay
    in force: otherwise it is outdated, and no signature may rest on it.
    """

    value = models.ForeignKey("parameters.LocalValue", on_delete=models.CASCADE, related_name="effects")
    value_digest = models.CharField(max_length=64)
    base_number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=EffectState, default=EffectState.WAITING)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    percent = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(100)])
    on_day = models.DateField(null=True)
    snapshot_digest = models.CharField(max_length=64, blank=True)
    snapshot_on = models.DateField(null=True)
    rulebook_digest = models.CharField(max_length=64, blank=True)
    families = models.PositiveIntegerField(null=True)
    result = models.JSONField(null=True)
    fault = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=EffectState.values), name="effect_state_known"),
            models.CheckConstraint(condition=Q(percent__lte=100), name="effect_percent_in_range"),
            models.CheckConstraint(
                condition=~Q(state=EffectState.DONE)
                | Q(result__isnull=False, finished_at__isnull=False, on_day__isnull=False, families__isnull=False)
                & ~Q(snapshot_digest="")
                & ~Q(rulebook_digest=""),
                name="effect_done_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state=EffectState.FAILED) | ~Q(fault=""), name="effect_failed_says_why"
            ),
            models.UniqueConstraint(
                fields=["value"], condition=Q(state__in=["waiting", "running"]), name="effect_computed_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.value_id} {self.state}"
