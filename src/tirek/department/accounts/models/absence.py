"""When a member of the staff is away."""

from __future__ import annotations

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q

from tirek.department.accounts.enums import AbsenceKind
from tirek.department.accounts.models.user import User
from tirek.department.core.fields import ValidityField


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class Absence(models.Model):
    """Days on which a person is away. On them the deputies act; the absent one keeps the rights only if it says so."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="absences")
    kind = models.CharField(max_length=16, choices=AbsenceKind)
    valid = ValidityField()
    keeps_rights = models.BooleanField(default=False)
    ground = models.CharField(max_length=200)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["user_id", "valid"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=AbsenceKind.values), name="absence_kind_known"),
            models.CheckConstraint(condition=Q(valid__isempty=False), name="absence_valid_some_day"),
            ExclusionConstraint(
                name="absence_once_at_a_time",
                expressions=[("user", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return f"absence {self.pk}"
