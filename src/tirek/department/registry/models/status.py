"""Statuses of the vulnerable groups, and those of confidential programmes."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q

from tirek.department.accounts.enums import Confidential
from tirek.department.core.fields import ValidityField
from tirek.department.registry.models.recorded import OfPerson


class Status(OfPerson):
    """That a person belongs to a group, from when to when, by which document. Kinds stand in ``statuses.yaml``.

    ``confidential`` is the kind of the programme that must not be seen; the policy hides the row from every post that
    does not name it.
    """

    kind = models.CharField(max_length=40)
    confidential = models.CharField(max_length=20, choices=Confidential, blank=True)
    valid = ValidityField()
    document = models.CharField(max_length=80, blank=True)
    document_on = models.DateField(null=True, blank=True)
    issuer = models.CharField(max_length=160, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confidential__in=["", *Confidential.values]), name="status_confidential_known"
            ),
            ExclusionConstraint(
                name="status_once_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"status {self.pk}"
