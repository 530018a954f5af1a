"""The nightly question whether all stages agree."""

from __future__ import annotations

from django.db import models


class ConsistencyRun(models.Model):
    """One time that everything was checked: how many checks, how long, and how many rows break each; none is right."""

    at = models.DateTimeField(auto_now_add=True)
    checks = models.PositiveIntegerField()
    milliseconds = models.PositiveIntegerField()
    broken = models.JSONField(default=dict)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"consistency run {self.pk}"

    @property
    def holds(self) -> bool:
        """Whether all stages agreed."""
        return not self.broken
