"""An inspection of one sampled case."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tirek.department.control.enums import InspectionKind
from tirek.department.control.models.sample import SampledCase


class Inspection(models.Model):
    """One look at a case by somebody who took no part in it: how, when, what was seen.

    ``closed_at`` ends it: from then on nothing of it changes and no finding is added. ``is_clean`` is what the estimate
    counts: whether the inspector found nothing.
    """

    sampled = models.OneToOneField(SampledCase, on_delete=models.PROTECT, related_name="inspection")
    kind = models.CharField(max_length=6, choices=InspectionKind)
    inspector = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    held_on = models.DateField()
    words = models.TextField()
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)
    is_clean = models.BooleanField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=InspectionKind.values), name="inspection_kind_known"),
            models.CheckConstraint(condition=~Q(words=""), name="inspection_says_what_was_seen"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, is_clean__isnull=True)
                | Q(closed_at__isnull=False, is_clean__isnull=False),
                name="inspection_closed_with_an_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"inspection {self.pk}"
