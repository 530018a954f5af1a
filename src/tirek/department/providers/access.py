"""The door to an organisation: all of the department see it, its territory changes it (``models`` says why)."""

from __future__ import annotations

from tirek.department.accounts.viewer import Viewer
from tirek.department.core.refusals import NotSeen
from tirek.department.journal.views import note_view
from tirek.department.providers.models import Organisation

VIEW, EDIT = "view_providers", "edit_providers"


def access_organisation(viewer: Viewer, pk: int, *, to_change: bool = False) -> Organisation:
    """An organisation to look at, or to change; looking at a sole trader is noted in the journal.

    Raises
    ------
    NotSeen
        There is none, the viewer has not the ability, or may see it but not change it.
    """
    found = Organisation.objects.filter(pk=pk).first() if viewer.may(EDIT if to_change else VIEW) else None
    if found is None or (to_change and not may_change(viewer, found)):
        raise NotSeen
    if found.sole_trader:
        note_view("organisation", found.pk)
    return found


def may_change(viewer: Viewer, organisation: Organisation) -> bool:
    """Whether the viewer keeps the record of this organisation."""
    return viewer.may(EDIT) and organisation.territory in viewer.territories
