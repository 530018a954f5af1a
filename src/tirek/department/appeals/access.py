"""The doors to an appeal and to a complaint."""

from __future__ import annotations

from tirek.department.accounts.viewer import Viewer
from tirek.department.appeals.models import Appeal, Complaint
from tirek.department.core.refusals import NotSeen
from tirek.department.journal.views import note_view

DECIDE, HANDLE = "decide_appeal", "handle_complaint"


def access_appeal(viewer: Viewer, pk: int, *, what: str = "appeal") -> Appeal:
    """The appeal with its decision; the look is journalled for the appellant.

    Raises
    ------
    NotSeen
        If there is none, or the database hides it: another district, the own family, a confidential programme.
    """
    related = ("decision__case", "decision__author", "decision__signer", "appellant", "reviewer", "decided_by")
    found = Appeal.objects.select_related(*related).filter(pk=pk).first()
    if found is None:
        raise NotSeen("appeal")
    note_view("appeal", found.pk, [found.appellant_id], detail=what)
    return found


def access_complaint(viewer: Viewer, pk: int, *, what: str = "complaint") -> Complaint:
    """The complaint; the look is journalled for whoever complains.

    Raises
    ------
    NotSeen
        If there is none, or it is not the viewer's to see: another district, a confidential programme, or neither the
        ombudsman's nor sent to the viewer.
    """
    related = ("person", "case", "routed_to", "answered_by", "recorded_by")
    found = Complaint.objects.select_related(*related).filter(pk=pk).first()
    if found is None or not (viewer.may(HANDLE) or found.routed_to_id == viewer.user_id):
        raise NotSeen("complaint")
    note_view("complaint", found.pk, [found.person_id] if found.person_id else [], detail=what)
    return found
