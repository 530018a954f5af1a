"""What every action on a visit asks first: who, in which state, when and where."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import current_viewer
from tirek.department.applications.models import Application
from tirek.department.core.calendar.today import local_day
from tirek.department.core.refusals import Refused
from tirek.department.verification.enums import VisitState
from tirek.department.verification.models import Visit, VisitMember
from tirek.department.verification.staffing import VISITS, may_serve

CLOCK_SKEW: Final = timedelta(minutes=15)
"""How much a phone's clock may run ahead of ours."""


def lock_visit(visit: Visit) -> Visit:
    """The visit as it stands now, with its application, locked until the transaction ends."""
    related = Visit.objects.select_related("application", "application__applicant", "family__address")
    return related.select_for_update(of=("self",)).get(pk=visit.pk)


def lock_open_visit(visit: Visit, *states: VisitState) -> Visit:
    """The same, where the visit is in one of these states; otherwise refused as `visit_ended`."""
    current = lock_visit(visit)
    demand_state(current, *states)
    return current


def demand_state(visit: Visit, *states: VisitState) -> None:
    """Raise ``visit_ended`` unless the visit is in one of these states."""
    if visit.state not in states:
        raise Refused("visit_ended", _("The visit has ended: nothing of it changes any more."))


def demand_member(visit: Visit, user: User) -> VisitMember:
    """The member that the user is on this visit, or ``not_a_member``."""
    member = VisitMember.objects.filter(visit=visit, user=user).first()
    if member is None or not current_viewer().may(VISITS):
        raise Refused("not_a_member", _("You are not on this visit."))
    return member


def demand_fit(user: User, application: Application, now: datetime) -> None:
    """Raise ``member_unfit`` unless the user may visit this family today."""
    if not may_serve(
        user,
        VISITS,
        application.territory,
        local_day(now),
        confidential=application.confidential,
        family_id=application.family_id,
    ):
        told = _("One of those chosen may not visit this family: another district, no such right, away, or kin.")
        raise Refused("member_unfit", told, "members")


def demand_time(application: Application, visited_at: datetime) -> None:
    """Raise ``time_impossible`` for a moment in the future, or before the application."""
    if timezone.is_naive(visited_at) or visited_at > timezone.now() + CLOCK_SKEW:
        raise Refused(
            "time_impossible", _("The visit lies in the future: check the clock of the device."), "visited_at"
        )
    if local_day(visited_at) < application.received_on:
        told = _("The visit lies before the application: check the clock of the device.")
        raise Refused("time_impossible", told, "visited_at")


def demand_place(latitude: float | None, longitude: float | None, accuracy_m: float | None = None) -> None:
    """Raise ``place_impossible`` unless both coordinates are told, or none, and they are on Earth."""
    told = _("The place is not one on Earth: send latitude and longitude in degrees, and the accuracy in metres.")
    if (latitude is None) != (longitude is None) or (accuracy_m is not None and latitude is None):
        raise Refused("place_impossible", told, "latitude")
    fits = latitude is None or longitude is None or (-90 <= latitude <= 90 and -180 <= longitude <= 180)
    if not fits or (accuracy_m is not None and not 0 <= accuracy_m < float("inf")):
        raise Refused("place_impossible", told, "latitude")
