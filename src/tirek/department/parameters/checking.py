"""Whether the overlays still hold: digest, order, content, and what the engine says of it."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings

from tirek.department.parameters.enums import ValueState
from tirek.department.parameters.models import LocalValue, Overlay
from tirek.department.parameters.overlays import entries_of, signed_entries
from tirek.rulebook.engine.errors import TirekError
from tirek.rulebook.engine.local_law import OFFICE, canonical_text, digest_of, make_local_law


def check_overlays(department: str | None = None) -> tuple[int, list[tuple[int, str]]]:
    """How many overlays a department has, and each fault with the number of its overlay. Two queries."""
    rows = list(Overlay.objects.filter(department=department or settings.DEPARTMENT_KATO).order_by("number"))
    signed = list(
        LocalValue.objects.filter(state=ValueState.SIGNED, overlay__in=rows)
        .select_related("overlay")
        .order_by("overlay__number")
    )
    return len(rows), [
        (row.number, fault) for place, row in enumerate(rows, 1) for fault in _faults(row, place, signed)
    ]


def _faults(row: Overlay, place: int, signed: list[LocalValue]) -> Iterator[str]:
    if row.number != place:
        yield f"it stands at place {place}"
    if digest_of(row.content) != row.digest:
        yield "its digest is not that of its content"
    until_then = [value for value in signed if value.overlay is not None and value.overlay.number <= row.number]
    if canonical_text(signed_entries(until_then)) != row.content:
        yield "its content is not that of the values signed until then"
    try:
        make_local_law(entries_of(row.content), department=row.department, number=row.number, origin=OFFICE)
    except TirekError as fault:
        yield str(fault)
