"""A view of the queue that an officer keeps."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class SavedView(models.Model):
    """Filters of the queue under a name, seen by their owner alone.

    ``filters`` are the fields of the form of the queue by name: codes of states, turns, programmes, districts and officers,
    nothing of anybody who applies.
    """

    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    filters = models.JSONField(default=dict)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="saved_view_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="saved_view_has_a_name"),
        ]

    def __str__(self) -> str:
        return f"saved view {self.pk}"
