"""A disability as established: group, cause, term."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q

from tirek.department.core.fields import ValidityField
from tirek.department.registry.enums import DisabilityCause, DisabilityGroup
from tirek.department.registry.models.recorded import OfPerson


class Disability(OfPerson):
    """The group and cause that an expert commission established, for a term; one at a time."""

    group = models.CharField(max_length=20, choices=DisabilityGroup)
    cause = models.CharField(max_length=16, choices=DisabilityCause)
    document = models.CharField(max_length=60, blank=True)
    valid = ValidityField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(group__in=DisabilityGroup.values), name="disability_group_known"),
            models.CheckConstraint(condition=Q(cause__in=DisabilityCause.values), name="disability_cause_known"),
            ExclusionConstraint(
                name="disability_one_at_a_time",
                expressions=[("person", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return f"disability {self.pk}"
