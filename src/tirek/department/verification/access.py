"""The doors to a check, to a visit, to a session and to an item of its agenda."""

from __future__ import annotations

from django.db.models import QuerySet

from tirek.department.accounts.viewer import Viewer
from tirek.department.core.refusals import NotSeen
from tirek.department.journal.views import note_view
from tirek.department.registry.own_family import refuse_own_family
from tirek.department.verification.models import FactCheck, Session, SessionItem, Visit


def access_visit(viewer: Viewer, pk: int, *, what: str = "visit", to_change: bool = False) -> Visit:
    """The visit with its application; the look is journalled for the applicant.

    Parameters
    ----------
    to_change
        Lock the visit until the transaction ends: two members at one visit then follow one another.

    Raises
    ------
    NotSeen
        If there is none, or it is not the viewer's to see: another district, the own family, a confidential programme.
    """
    visits: QuerySet[Visit] = Visit.objects.select_related("application", "application__applicant", "family__address")
    found = (visits.select_for_update(of=("self",)) if to_change else visits).filter(pk=pk).first()
    if found is None:
        raise NotSeen("visit")
    refuse_own_family(viewer, family_id=found.family_id)
    note_view("visit", found.pk, [found.application.applicant_id], detail=what)
    return found


def access_session(viewer: Viewer, pk: int, *, to_change: bool = False) -> Session:
    """The session; the people of its agenda are noted where they are shown.

    Raises
    ------
    NotSeen
        If there is none, or it is not the viewer's to see.
    """
    sessions: QuerySet[Session] = Session.objects.all()
    found = (sessions.select_for_update() if to_change else sessions).filter(pk=pk).first()
    if found is None:
        raise NotSeen("session")
    note_view("session", found.pk, [])
    return found


def access_item(viewer: Viewer, pk: int, *, to_change: bool = False) -> SessionItem:
    """An item of an agenda with its case and session, locked where it is to be changed.

    Raises
    ------
    NotSeen
        If there is none, or the case is not the viewer's to see: nobody is shown the case of the own family.
    """
    items: QuerySet[SessionItem] = SessionItem.objects.select_related("session", "case", "case__applicant")
    found = (items.select_for_update(of=("self",)) if to_change else items).filter(pk=pk).first()
    if found is None:
        raise NotSeen("session item")
    refuse_own_family(viewer, family_id=found.case.family_id)
    note_view("case", found.case_id, [found.case.applicant_id], detail="session item")
    return found


def access_check(viewer: Viewer, pk: int) -> FactCheck:
    """The check of a fact with its case; the look is journalled for whose fact it is.

    Raises
    ------
    NotSeen
        If there is none, or the case is not the viewer's to see.
    """
    checks = FactCheck.objects.select_related("case", "case__application", "person", "evidence", "settled_by")
    found = checks.filter(pk=pk).first()
    if found is None:
        raise NotSeen("check")
    refuse_own_family(viewer, family_id=found.case.family_id)
    note_view("case", found.case_id, [found.person_id or found.case.applicant_id], detail="check")
    return found
