"""The long tail of facts: whatever the law asks and no table of its own holds."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models

from tirek.department.core.fields import ValidityField
from tirek.department.registry.models.recorded import OfPerson


class Circumstance(OfPerson):
    """The value of one fact of the law's register for a time.

    ``fact`` is its name in ``rulebook/facts``; ``value`` the integer that the law reads (0/1 of a yes-no, YYYYMMDD of a
    date, a number in the fact's unit); of an enumeration ``choice`` holds the word and ``value`` is null. A fact of a
    family is recorded for its head. A new fact of the law therefore needs no table.

    One value of a fact at a time: open rows by a unique index, closed ones by an exclusion, an open and a closed one by the
    trigger ``registry_circumstance_apart``, which names the exclusion when it refuses. Together they cost a load of
    millions a tenth of an exclusion over all rows.
    """

    fact = models.CharField(max_length=40)
    value = models.BigIntegerField(null=True, blank=True)
    choice = models.CharField(max_length=40, blank=True)
    confidential = models.CharField(max_length=20, blank=True)
    valid = ValidityField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(value__isnull=False, choice="")
                | (models.Q(value__isnull=True) & ~models.Q(choice="")),
                name="circumstance_value_or_choice",
            ),
            ExclusionConstraint(
                name="circumstance_one_value_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("fact", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=models.Q(valid__upper_inf=False),
            ),
            models.UniqueConstraint(
                fields=["person", "fact"],
                condition=models.Q(valid__upper_inf=True),
                name="circumstance_one_open_value",
            ),
        ]

    def __str__(self) -> str:
        return f"circumstance {self.pk}"
