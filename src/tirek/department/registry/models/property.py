"""Dwellings and vehicles of a person."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tirek.department.core.fields import ValidityField
from tirek.department.registry.enums import DwellingKind, Tenure, VehicleKind
from tirek.department.registry.models.recorded import OfPerson


class Dwelling(OfPerson):
    """A dwelling a person owns, rents or lives in. The area counts hundredths of a square metre, as the law does."""

    address = models.ForeignKey("registry.Address", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    cadastral_number = models.CharField(max_length=30, blank=True)
    kind = models.CharField(max_length=8, choices=DwellingKind)
    tenure = models.CharField(max_length=20, choices=Tenure)
    area_m2_hundredths = models.PositiveIntegerField(null=True, blank=True)
    rooms = models.PositiveSmallIntegerField(null=True, blank=True)
    share_numerator = models.PositiveIntegerField(default=1)
    share_denominator = models.PositiveIntegerField(default=1)
    residence = models.BooleanField(default=False)
    valid = ValidityField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=DwellingKind.values), name="dwelling_kind_known"),
            models.CheckConstraint(condition=Q(tenure__in=Tenure.values), name="dwelling_tenure_known"),
            models.CheckConstraint(
                condition=Q(share_numerator__gte=1, share_denominator__gte=F("share_numerator")),
                name="dwelling_share_at_most_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["cadastral_number"], name="dwelling_cadastral", condition=~Q(cadastral_number=""))
        ]

    def __str__(self) -> str:
        return f"dwelling {self.pk}"


class Vehicle(OfPerson):
    """A vehicle registered for a person."""

    kind = models.CharField(max_length=14, choices=VehicleKind)
    make = models.CharField(max_length=60, blank=True)
    made_in_year = models.PositiveSmallIntegerField(null=True, blank=True)
    plate = models.CharField(max_length=12, blank=True)
    valid = ValidityField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(kind__in=VehicleKind.values), name="vehicle_kind_known")]

    def __str__(self) -> str:
        return f"vehicle {self.pk}"
