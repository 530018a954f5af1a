"""The doors to an application and to a case."""

from __future__ import annotations

from django.db.models import QuerySet

from tirek.department.accounts.viewer import Viewer
from tirek.department.applications.models import Application, Case
from tirek.department.core.refusals import NotSeen
from tirek.department.journal.views import note_view
from tirek.department.registry.own_family import refuse_own_family


def access_application(viewer: Viewer, pk: int, *, what: str = "application") -> Application:
    """The application; the look is journalled for the applicant.

    Raises
    ------
    NotSeen
        If there is none, or it is not the viewer's to see: another district, the own family, a confidential programme.
    """
    found = Application.objects.select_related("family", "applicant").filter(pk=pk).first()
    if found is None:
        raise NotSeen("application")
    refuse_own_family(viewer, family_id=found.family_id)
    note_view("application", found.pk, [found.applicant_id], detail=what)
    return found


def access_case(viewer: Viewer, pk: int, *, what: str = "case", to_change: bool = False) -> Case:
    """The case with its application; the look is journalled for the applicant.

    Parameters
    ----------
    to_change
        Lock the case until the transaction ends: two officers at one case then follow one another.

    Raises
    ------
    NotSeen
        If there is none, or it is not the viewer's to see.
    """
    cases: QuerySet[Case] = Case.objects.select_related("application", "family", "applicant", "assigned_to")
    found = (cases.select_for_update(of=("self",)) if to_change else cases).filter(pk=pk).first()
    if found is None:
        raise NotSeen("case")
    refuse_own_family(viewer, family_id=found.family_id)
    note_view("case", found.pk, [found.applicant_id], detail=what)
    return found
