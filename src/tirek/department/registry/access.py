"""The doors to a person and to a family."""

from __future__ import annotations

from django.db import connection

from tirek.department.accounts.viewer import Viewer
from tirek.department.core.refusals import NotSeen
from tirek.department.journal.views import note_view
from tirek.department.registry.models import Family, Person


class OwnFamily(NotSeen):
    """The family of the member of the staff who looks, or one at the same address: a colleague must take it."""


def access_person(viewer: Viewer, pk: int, *, what: str = "person") -> Person:
    """The person, or the one the record was merged into; the look is journalled.

    Raises
    ------
    OwnFamily
        If it is the viewer's own family or address.
    NotSeen
        If there is no such person, or it is not in the viewer's territories.
    """
    found = Person.objects.filter(pk=pk).first()
    for _ in range(MERGES_FOLLOWED):
        if found is None or found.merged_into_id is None:
            break
        found = Person.objects.filter(pk=found.merged_into_id).first()
    if found is None:
        raise _unseen(viewer, "person", pk)
    note_view("person", found.pk, [found.pk], detail=what)
    return found


MERGES_FOLLOWED = 8
"""How long a chain of merges may be; a longer one is a fault, not a family."""


def access_family(viewer: Viewer, pk: int, *, what: str = "family") -> Family:
    """The family; the look at all its members is journalled.

    Raises
    ------
    OwnFamily
        If it is the viewer's own family or address.
    NotSeen
        If there is no such family, or it is not in the viewer's territories.
    """
    found = Family.objects.select_related("address").filter(pk=pk).first()
    if found is None:
        raise _unseen(viewer, "family", pk)
    return found


def _unseen(viewer: Viewer, kind: str, pk: int) -> NotSeen:
    """Why a row is not there: the own family is told apart, everything else is the same answer."""
    if viewer.user_id is not None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT registry_is_own(%s, %s, %s)", [viewer.user_id, kind, pk])
            if (cursor.fetchone() or (False,))[0]:
                return OwnFamily(kind)
    return NotSeen(kind)
