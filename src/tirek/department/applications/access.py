"""The doors to an application and to a case."""

from __future__ import annotations

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext

from tirek.department.accounts.viewer import Viewer
from tirek.department.applications.models import Application, Case
from tirek.department.core.refusals import NotSeen
from tirek.department.journal.views import note_view
from tirek.department.registry.models import Family, Person
from tirek.department.registry.own_family import IsOwnFamily, refuse_own_family


def access_application(viewer: Viewer, pk: int, *, what: str = "application") -> Application:
    """The application; the look is journalled for the applicant.

    Raises
    ------
    IsOwnFamily
        If it is of the viewer's own family, and nothing else hides it: a colleague must take it.
    NotSeen
        If there is none, or it is not the viewer's to see: another district, a confidential programme.
    """
    found = Application.objects.select_related("family", "applicant").filter(pk=pk).first()
    if found is None:
        _refuse_own(application=pk)
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
    IsOwnFamily
        If it is of the viewer's own family, and nothing else hides it: a colleague must take it.
    NotSeen
        If there is none, or it is not the viewer's to see.
    """
    cases: QuerySet[Case] = Case.objects.filter(pk=pk)
    if to_change:
        cases = cases.select_for_update(of=("self",))
    found = cases.select_related("application", "family", "applicant", "assigned_to").first() or _of_who_moved(cases)
    if found is None:
        _refuse_own(case=pk)
        raise NotSeen("case")
    refuse_own_family(viewer, family_id=found.family_id)
    note_view("case", found.pk, [found.applicant_id], detail=what)
    return found


def _of_who_moved(cases: QuerySet[Case]) -> Case | None:
    """The case whose applicant or family lives in another district by now: it stays with the district in which it was registered.

    Of whom the viewer does not see there is nothing but the id, and words in place of the name. Three queries.
    """
    found = cases.select_related("application", "assigned_to").first()
    if found is None:
        return None
    words = gettext("lives in another district now")
    unseen = Person(pk=found.applicant_id, surname_kk=words, surname_ru=words)
    found.applicant = Person.objects.filter(pk=found.applicant_id).first() or unseen
    found.family = Family.objects.filter(pk=found.family_id).first() or Family(pk=found.family_id)
    return found


def _refuse_own(*, application: int | None = None, case: int | None = None) -> None:
    """Say of what was not found that it is the own family's, where the viewer would see it otherwise. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT applications_is_own(%s, %s)", [application, case])
        (is_own,) = cursor.fetchone()
    if is_own:
        raise IsOwnFamily
