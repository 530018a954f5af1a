"""Numbers of decisions, by district and year."""

from __future__ import annotations

from django.db import models

from tirek.department.core.fields import TerritoryField


class Numbering(models.Model):
    """The last number of a decision of a district and year; the row is locked while a number is taken, so none is left out."""

    territory = TerritoryField()
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["territory", "year"], name="decision_numbering_once_a_year")]

    def __str__(self) -> str:
        return f"numbering {self.territory} {self.year}"
