"""The journal as its readers see it: a view of the database that asks for the door and for the viewer's territory."""

from __future__ import annotations

from django.db import models

from tirek.department.journal.models.line import Said


class SeenLine(Said):
    """A line that the viewer may read, inside ``reading.reading(viewer)``; elsewhere there is none."""

    writer = models.UUIDField()
    hour = models.DateTimeField()
    sequence = models.PositiveIntegerField()
    digest = models.BinaryField(max_length=32)

    class Meta:
        managed = False
        db_table = "journal_seen"
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.writer} {self.sequence}"
