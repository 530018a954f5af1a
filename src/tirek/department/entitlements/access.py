"""The door to an entitlement."""

from __future__ import annotations

from tirek.department.accounts.viewer import Viewer
from tirek.department.core.refusals import NotSeen
from tirek.department.entitlements.models import Entitlement
from tirek.department.journal.views import note_view


def access_entitlement(viewer: Viewer, pk: int) -> Entitlement:
    """The entitlement with its decision and holder; the look is journalled for everybody counted in it. Two queries.

    Raises
    ------
    NotSeen
        If there is none, or it is not the viewer's to see: another district, the own family, a confidential programme.
    """
    rows = Entitlement.objects.select_related("decision", "case__application", "holder", "family", "previous")
    found = rows.filter(pk=pk).first()
    if found is None or not viewer.may("view_cases"):
        raise NotSeen("entitlement")
    members = found.members.values_list("person_id", flat=True)
    note_view("entitlement", found.pk, [found.holder_id, *members])
    return found
