"""Which records are one person: reads take the survivor and all that was merged into it."""

from __future__ import annotations

from django.db.models import F
from django.db.models.functions import Coalesce

from tirek.department.registry.models import Person


def resolve_person(pk: int) -> int | None:
    """The record that a record turned out to be, itself where it was not merged; None where it is not seen. One query."""
    found: int | None = Person.objects.filter(pk=pk).values_list(Coalesce("merged_into_id", F("pk")), flat=True).first()
    return found


def records_of(pk: int) -> tuple[int, ...]:
    """The ids of all records of the person of a record: the survivor first, then what was merged into it. Two queries."""
    root = resolve_person(pk)
    if root is None:
        return ()
    merged = Person.objects.filter(merged_into=root).order_by("pk").values_list("pk", flat=True)
    return (root, *merged)
