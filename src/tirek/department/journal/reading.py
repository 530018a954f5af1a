"""Reading the journal: for viewers with the ability, about people and staff of their territory; each reading is a line itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from tirek.department.accounts.viewer import Viewer
from tirek.department.journal.faults import NotAllowed
from tirek.department.journal.models import SeenLine
from tirek.department.journal.views import note_view


@contextmanager
def reading(viewer: Viewer) -> Iterator[None]:
    """Open the journal inside ``entered(viewer)`` while the block runs.

    Raises
    ------
    NotAllowed
        Without the ability ``view_journal``.
    """
    if not viewer.may("view_journal"):
        raise NotAllowed
    _set_door("on")
    try:
        yield
    finally:
        if not connection.needs_rollback:
            _set_door("")


def lines_for_reading() -> QuerySet[SeenLine]:
    """Lines that the viewer may read: about people of the territory, and about nobody by staff who have posts in it."""
    return SeenLine.objects.all()


def lines_of_person(person_id: int) -> QuerySet[SeenLine]:
    """Who looked at a person, and who wrote: none of them when the person lives in another territory."""
    ids = RawSQL("SELECT journal_lines_of_person(%s)", [person_id])
    return SeenLine.objects.filter(pk__in=ids)


def note_reading(person_id: int | None, detail: str) -> None:
    """The journal is told who reads it."""
    note_view("journal", None, () if person_id is None else (person_id,), detail=detail)


def _set_door(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('tirek.journal', %s, true)", [value])
