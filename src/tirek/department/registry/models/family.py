"""A family, and who belongs to it when."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from tirek.department.core.fields import TerritoryField, ValidityField
from tirek.department.registry.enums import FamilyRole
from tirek.department.registry.models.recorded import OfPerson, Recorded


class Family(Recorded):
    """People who keep a common household. The district is where they live. ``confidential`` as of its members."""

    territory = TerritoryField()
    address = models.ForeignKey("registry.Address", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    formed_on = models.DateField(null=True, blank=True)
    dissolved_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    confidential = models.CharField(max_length=60, blank=True, db_default="", editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["id", "territory"], name="family_id_territory"),
            models.CheckConstraint(
                condition=Q(dissolved_on__isnull=True)
                | Q(formed_on__isnull=True)
                | Q(dissolved_on__gte=F("formed_on")),
                name="family_dissolved_after_formed",
            ),
        ]
        indexes = [
            models.Index(fields=["territory"], name="family_territory"),
            models.Index(fields=["address"], name="family_address"),
        ]

    def __str__(self) -> str:
        return f"family {self.pk}"


class Membership(OfPerson):
    """A person in a family for a time: in one family at a time, and one head at a time."""

    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=12, choices=FamilyRole)
    valid = ValidityField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=FamilyRole.values), name="membership_role_known"),
            models.CheckConstraint(condition=Q(valid__isempty=False), name="membership_valid_some_day"),
            ExclusionConstraint(
                name="membership_one_family_at_a_time",
                expressions=[("person", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
            ExclusionConstraint(
                name="membership_one_head_at_a_time",
                expressions=[("family", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
                condition=Q(role="head"),
            ),
        ]

    def __str__(self) -> str:
        return f"membership {self.pk}"
