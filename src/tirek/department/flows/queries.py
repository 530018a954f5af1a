"""Reads of what is to be done because of an event."""

from __future__ import annotations

from django.db.models import QuerySet

from tirek.department.accounts.viewer import Viewer
from tirek.department.core.refusals import NotSeen
from tirek.department.flows.enums import ConsequenceState, Reaction
from tirek.department.flows.models import Consequence
from tirek.department.journal.views import note_view


def list_open_consequences(does: str = "", territory: str = "") -> QuerySet[Consequence]:
    """Consequences that nobody has dealt with, as far as the viewer sees; unordered, for a page of a list.

    Parameters
    ----------
    does, territory
        Only this reaction, only this district; an unknown one is as none.
    """
    rows = Consequence.objects.exclude(state=ConsequenceState.CLOSED)
    if does in Reaction.values:
        rows = rows.filter(does=does)
    if territory:
        rows = rows.filter(territory=territory)
    return rows.select_related("entitlement__holder", "entitlement__case__application", "event", "appeal", "decision")


def list_consequences_of(entitlement_id: int) -> QuerySet[Consequence]:
    """All consequences of one entitlement, newest first."""
    rows = Consequence.objects.filter(entitlement=entitlement_id)
    return rows.select_related("event", "appeal", "closed_by", "decision").order_by("-pk")


def access_consequence(viewer: Viewer, pk: int) -> Consequence:
    """A consequence with its entitlement; the look is journalled for the holder.

    Raises
    ------
    NotSeen
        If there is none, or it is not the viewer's to see.
    """
    rows = Consequence.objects.select_related(
        "entitlement__holder", "entitlement__case__application", "event", "appeal"
    )
    found = rows.filter(pk=pk).first()
    if found is None or not viewer.may("view_cases"):
        raise NotSeen("consequence")
    note_view("consequence", found.pk, [found.entitlement.holder_id])
    return found
