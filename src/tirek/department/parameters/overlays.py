"""Overlays: the text of all signed values, and the object that the rulebook binds to."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.conf import settings

from tirek.department.parameters.enums import ValueState
from tirek.department.parameters.models import LocalValue, Overlay
from tirek.rulebook.engine.local_law import OFFICE, LocalLaw, make_local_law


def overlay_for(number: int, department: str | None = None) -> LocalLaw:
    """The overlay of a number, as the rulebook binds to it: the same for ever. One query.

    Raises
    ------
    Overlay.DoesNotExist
        If there is none of that number.
    """
    row = Overlay.objects.get(department=department or settings.DEPARTMENT_KATO, number=number)
    return _parsed(row.department, row.number, row.content)


def current_overlay(department: str | None = None) -> LocalLaw | None:
    """The overlay in force, None before the first signature. One query."""
    row = last_overlay(department)
    return _parsed(row.department, row.number, row.content) if row else None


def last_overlay(department: str | None = None) -> Overlay | None:
    """The row of the overlay in force."""
    return Overlay.objects.filter(department=department or settings.DEPARTMENT_KATO).order_by("-number").first()


def entries_of(content: str) -> list[dict[str, Any]]:
    """The entries of an overlay's text."""
    return [json.loads(line) for line in content.splitlines()]


def signed_entries(values: Iterable[LocalValue]) -> list[dict[str, Any]]:
    """Entries of values in the order of their signatures; a withdrawal marks the entry that it withdraws."""
    made: dict[int, dict[str, Any]] = {}
    for value in values:
        assert value.state == ValueState.SIGNED
        assert value.known_from is not None
        if value.withdraws_id is None:
            made[value.pk] = value.as_entry(known_from=value.known_from.isoformat())
        else:
            made[value.withdraws_id]["withdrawn_from"] = value.known_from.isoformat()
    return list(made.values())


@lru_cache(maxsize=32)
def _parsed(department: str, number: int, content: str) -> LocalLaw:
    return make_local_law(
        entries_of(content), department=department, number=number, origin=OFFICE, where=f"overlay {number}"
    )
