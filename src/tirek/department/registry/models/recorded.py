"""What every row of the registry says of itself: from where, by whom, when."""

from __future__ import annotations

from django.db import models

from tirek.department.core.fields import TerritoryField


class Recorded(models.Model):
    """Source and hand of a row.

    ``source`` is a code: a register, ``declared``, ``document``, ``visit``, ``list`` or ``import``.
    """

    source = models.CharField(max_length=30, default="declared")
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True


class OfPerson(Recorded):
    """A row about one person. Its territory is the person's, kept so by the database (``follow_territory``)."""

    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    territory = TerritoryField()

    class Meta:
        abstract = True
