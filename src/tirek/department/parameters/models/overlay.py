"""All signed values of a department after each signature, as one text with a number."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from tirek.department.core.fields import TerritoryField


class Overlay(models.Model):
    """An immutable, numbered text of local law: what an evaluation names, and what answers the same for ever.

    Numbers are dense for each department (a trigger), the digest is that of the content (a check in the database), and no
    row is ever changed or deleted.
    """

    department = TerritoryField()
    number = models.PositiveIntegerField()
    content = models.TextField()
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["department", "number"]
        constraints = [
            models.UniqueConstraint(fields=["department", "number"], name="overlay_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="overlay_number_from_one"),
        ]
        triggers = [
            pgtrigger.Protect(name="overlay_immutable", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="overlay_numbers_dense",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="""
                    IF NEW.number <> (
                        SELECT coalesce(max(number), 0) + 1 FROM parameters_overlay WHERE department = NEW.department
                    ) THEN
                        RAISE EXCEPTION 'overlay % of % is not the next number', NEW.number, NEW.department;
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department} {self.number}"
