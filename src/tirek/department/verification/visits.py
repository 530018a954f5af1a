"""Reads of visits: those that are open, those that wait to be assigned, one with all that its page shows."""

from __future__ import annotations

from functools import cache

from django.db.models import Exists, OuterRef, Q, QuerySet

from tirek.department.accounts.viewer import Viewer
from tirek.department.applications.models import Application, Case
from tirek.department.applications.roads import roads
from tirek.department.verification.actions.visits import VISITED_STATES
from tirek.department.verification.enums import NoAct, VisitState
from tirek.department.verification.models import Visit, VisitMember
from tirek.department.verification.staffing import OPEN_VISITS


@cache
def surveyed_programmes() -> tuple[str, ...]:
    """The programmes on whose road the participating commission visits the family."""
    return tuple(sorted(name for name, road in roads().of.items() if road.survey))


def list_open_visits(viewer: Viewer, *, only_own: bool = False) -> QuerySet[Visit]:
    """The visits that wait, as the policies show them; ``only_own`` are those on which the viewer goes."""
    visits = Visit.objects.filter(state__in=OPEN_VISITS, due_on__isnull=False).select_related(
        "application", "application__applicant", "family__address"
    )
    if only_own:
        visits = visits.filter(Exists(VisitMember.objects.filter(visit=OuterRef("pk"), user=viewer.user_id)))
    return visits.prefetch_related("members__user")


def list_ended_visits() -> QuerySet[Visit]:
    """The visits that ended, as the policies show them."""
    visits = Visit.objects.filter(closed_at__isnull=False).exclude(state__in=OPEN_VISITS)
    return visits.select_related("application", "application__applicant", "family__address").prefetch_related(
        "members__user"
    )


def list_applications_to_visit() -> QuerySet[Application]:
    """Registered applications whose law asks for a visit that nobody was sent on, or that has to be made again."""
    asking = Case.objects.filter(
        application=OuterRef("pk"), state__in=VISITED_STATES, programme__in=surveyed_programmes()
    )
    answered = Q(state__in=[*OPEN_VISITS, VisitState.CLOSED]) | Q(state=VisitState.NO_ACT, no_act=NoAct.REFUSED)
    visits = Visit.objects.filter(answered, application=OuterRef("pk"))
    return (
        Application.objects.filter(Exists(asking), ~Exists(visits), registered_at__isnull=False)
        .select_related("applicant", "family__address")
        .prefetch_related("cases")
    )
