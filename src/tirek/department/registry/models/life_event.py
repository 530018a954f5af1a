"""What happened in a family."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tirek.department.core.fields import TerritoryField
from tirek.department.registry.enums import LifeEventKind
from tirek.department.registry.models.recorded import Recorded


class LifeEvent(Recorded):
    """An event with its day and source; later stages react to it. It stays where it happened when people move on."""

    family = models.ForeignKey("registry.Family", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    territory = TerritoryField()
    kind = models.CharField(max_length=20, choices=LifeEventKind)
    happened_on = models.DateField()
    evidence = models.CharField(max_length=120, blank=True)
    details = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-happened_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=LifeEventKind.values), name="life_event_kind_known"),
            models.CheckConstraint(
                condition=Q(family__isnull=False) | Q(person__isnull=False), name="life_event_of_somebody"
            ),
        ]

    def __str__(self) -> str:
        return f"life event {self.pk}"
