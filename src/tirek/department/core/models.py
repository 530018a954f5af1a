"""Territories of the country, as the classifier KATO names them; the calendar and the keys stand in folders of their own."""

from __future__ import annotations

from django.db import models

from tirek.department.core.calendar.models import CalendarDay
from tirek.department.core.fields import TerritoryField
from tirek.department.core.idempotency.models import IdempotencyKey

__all__ = ["CalendarDay", "IdempotencyKey", "SeriesNumber", "Territory"]


class Territory(models.Model):
    """One unit of KATO of any level. The tree is small and known to everybody: no policy."""

    code = TerritoryField(primary_key=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=20)
    title_kk = models.CharField(max_length=120)
    title_ru = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120, blank=True)
    contact = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=models.Q(code__regex=r"^[1-9][0-9]{8}$"), name="territory_code_is_kato"),
        ]

    def __str__(self) -> str:
        return self.code


class SeriesNumber(models.Model):
    """The last number of a series of papers in a district and year; locked while a number is taken, so none is left out."""

    series = models.CharField(max_length=20)
    territory = TerritoryField()
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "territory", "year"], name="series_number_once_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.territory} {self.year}"
