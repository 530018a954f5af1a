"""A time in which nothing is granted."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tirek.department.applications.enums import BarGround
from tirek.department.core.fields import TerritoryField, ValidityField


class Bar(models.Model):
    """Refused measures, a broken contract, false data: no aid of these programmes for the term of the act.

    Written by the later stage that established it, read when an application is registered and when it is decided. It is
    lifted with a reason, never deleted.
    """

    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    family = models.ForeignKey("registry.Family", on_delete=models.PROTECT, null=True, related_name="+")
    territory = TerritoryField()
    programmes = ArrayField(models.CharField(max_length=60))
    ground = models.CharField(max_length=20, choices=BarGround)
    clock = models.CharField(max_length=60)
    valid = ValidityField()
    established_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    established_at = models.DateTimeField(auto_now_add=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    lift_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ground__in=BarGround.values), name="bar_ground_known"),
            models.CheckConstraint(condition=Q(valid__isempty=False), name="bar_lasts"),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lift_reason="")
                | (Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lift_reason="")),
                name="bar_lifted_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["person"], name="bar_person"),
            models.Index(fields=["family"], name="bar_family"),
        ]

    def __str__(self) -> str:
        return f"bar {self.pk}"
