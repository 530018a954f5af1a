"""What the applicant declares, fact by fact."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tirek.department.applications.models.application import Application

ENTITIES = ("family", "person", "dwelling", "vehicle", "claim", "employer")


class DeclaredFact(models.Model):
    """One fact of the law's register as told by the applicant, in the stored form of the law.

    ``row`` is the place among the rows of its entity (0 for a family); of a person's fact ``person`` says whose. ``value``
    is null where the applicant said "I do not know". A correction is a new row: the newest counts, none is changed.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="declared")
    entity = models.CharField(max_length=10)
    row = models.PositiveSmallIntegerField(default=0)
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, null=True, related_name="+")
    fact = models.CharField(max_length=60)
    value = models.BigIntegerField(null=True)
    declared_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(entity__in=ENTITIES), name="declared_entity_known"),
            models.CheckConstraint(
                condition=~Q(entity="person") | Q(person__isnull=False), name="declared_person_named"
            ),
        ]
        indexes = [models.Index(fields=["application", "entity", "row", "fact"], name="declared_fact")]

    def __str__(self) -> str:
        return f"declared fact {self.pk}"
