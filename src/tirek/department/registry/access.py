"""The doors to a person and to a family."""

from __future__ import annotations

from tirek.department.accounts.viewer import Viewer
from tirek.department.core.refusals import NotSeen
from tirek.department.journal.views import note_view
from tirek.department.registry.models import Family, Person
from tirek.department.registry.own_family import refuse_own_family
from tirek.department.registry.records import resolve_person


def access_person(viewer: Viewer, pk: int, *, what: str = "person") -> Person:
    """The person, or the one the record was merged into; the look is journalled.

    Raises
    ------
    IsOwnFamily
        If it is the viewer's own family or address: a colleague must take it.
    NotSeen
        If there is no such person, or it is not in the viewer's territories.
    """
    root = resolve_person(pk)
    found = Person.objects.filter(pk=root).first() if root is not None else None
    if found is None:
        refuse_own_family(viewer, person_id=pk)
        raise NotSeen("person")
    note_view("person", found.pk, [found.pk], detail=what)
    return found


def access_family(viewer: Viewer, pk: int, *, what: str = "family") -> Family:
    """The family; the look at all its members is journalled.

    Raises
    ------
    IsOwnFamily
        If it is the viewer's own family or address: a colleague must take it.
    NotSeen
        If there is no such family, or it is not in the viewer's territories.
    """
    found = Family.objects.select_related("address").filter(pk=pk).first()
    if found is None:
        refuse_own_family(viewer, family_id=pk)
        raise NotSeen("family")
    return found
