"""A place, and who is registered or lives there when. A place alone is nobody's personal data; the link is."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q

from tirek.department.core.fields import TerritoryField, ValidityField
from tirek.department.registry.enums import AddressKind
from tirek.department.registry.models.recorded import OfPerson


class Address(models.Model):
    """A house or a flat: KATO of the district or settlement, street, house, flat; where it is on the map."""

    territory = TerritoryField()
    locality = models.CharField(max_length=120, blank=True)
    street = models.CharField(max_length=160)
    house = models.CharField(max_length=20)
    flat = models.CharField(max_length=20, blank=True)
    cadastral_number = models.CharField(max_length=30, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ["territory", "street", "house", "flat"]
        constraints = [
            models.UniqueConstraint(fields=["territory", "locality", "street", "house", "flat"], name="address_once"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(40, 56),
                    longitude__range=(46, 88),
                ),
                name="address_in_kazakhstan",
            ),
        ]

    def __str__(self) -> str:
        return f"address {self.pk}"


class PersonAddress(OfPerson):
    """Where a person is registered or lives, for a time; one of each kind at a time."""

    address = models.ForeignKey(Address, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=AddressKind)
    valid = ValidityField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=AddressKind.values), name="person_address_kind_known"),
            ExclusionConstraint(
                name="person_address_one_of_a_kind",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"person address {self.pk}"
