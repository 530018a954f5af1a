"""Reads of cases: whose turn it is, by when, and the queue of a district."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Final

from django.db.models import Count, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from tirek.department.accounts.viewer import Viewer
from tirek.department.applications.enums import CaseState, Turn
from tirek.department.applications.models import Application, Case, SavedView
from tirek.department.applications.models.case import NO_TERM

TURNS: Final[Mapping[str, tuple[Turn, ...]]] = {
    "register_application": (Turn.REGISTRAR,),
    "check_facts": (Turn.SPECIALIST,),
    "sit_in_commission": (Turn.SPECIAL_COMMISSION,),
    "manage_contracts": (Turn.CAREER_CONSULTANT,),
    "sign_decision": (Turn.HEAD,),
}
"""Whose turn an ability answers. A visit is the turn of its members alone, see ``verification.waiting``."""

OVERDUE, TODAY, THIS_WEEK, LATER = "overdue", "today", "this_week", "later"
STAGES: Final = (OVERDUE, TODAY, THIS_WEEK, LATER)
SATURDAY: Final = 5
MOST_COUNTED: Final = 999
"""More rows are not counted: nobody reads the figure then, and a count reads every row."""


def turns_of(viewer: Viewer) -> tuple[Turn, ...]:
    """The turns that the abilities of a viewer answer."""
    return tuple(dict.fromkeys(turn for ability, turns in TURNS.items() if viewer.may(ability) for turn in turns))


def open_cases() -> QuerySet[Case]:
    """Cases in which somebody still has to do something, each with ``due``: its last day, or `NO_TERM`."""
    return in_order(Case.objects.filter(state__in=CaseState.open()))


def in_order(cases: QuerySet[Case]) -> QuerySet[Case]:
    """The cases with ``due``, by which lists are put in order: the last day, or `NO_TERM`."""
    return cases.annotate(due=Coalesce("due_on", Value(NO_TERM)))


def cases_to_do_for(viewer: Viewer, hands: Collection[int]) -> QuerySet[Case]:
    """Open cases whose turn is the viewer's: those in these hands, and those of the district in nobody's.

    Parameters
    ----------
    hands
        The viewer, and the absent holders of the posts the viewer stands in for.
    """
    return open_cases().filter(
        Q(assigned_to__isnull=True) | Q(assigned_to__in=list(hands)), turn__in=list(turns_of(viewer))
    )


def cases_that_wait(viewer: Viewer, hands: Collection[int]) -> QuerySet[Case]:
    """Open cases in these hands in which another has to do something first."""
    return open_cases().filter(assigned_to__in=list(hands)).exclude(turn__in=list(turns_of(viewer)))


def stage_of(due: date, on: date) -> str:
    """In which part of the list a last day stands: before today, today, up to the end of the week, or later."""
    if due < on:
        return OVERDUE
    if due == on:
        return TODAY
    return THIS_WEEK if due <= end_of_week(on) else LATER


def end_of_week(on: date) -> date:
    """The Sunday of the week of a day; on a Saturday or Sunday that of the week that begins.

    >>> end_of_week(date(2026, 11, 20)), end_of_week(date(2026, 11, 22)), end_of_week(date(2026, 11, 23))
    (datetime.date(2026, 11, 22), datetime.date(2026, 11, 29), datetime.date(2026, 11, 29))
    """
    return on + timedelta(days=6 - on.weekday() + (7 if on.weekday() >= SATURDAY else 0))


def count_stages(cases: QuerySet[Case], on: date) -> dict[str, int]:
    """How many of the cases stand in each part of the list. One query."""
    found = cases.order_by().aggregate(
        **{
            OVERDUE: Count("pk", filter=Q(due__lt=on)),
            TODAY: Count("pk", filter=Q(due=on)),
            THIS_WEEK: Count("pk", filter=Q(due__gt=on, due__lte=end_of_week(on))),
            LATER: Count("pk", filter=Q(due__gt=end_of_week(on))),
        }
    )
    return {stage: int(found[stage]) for stage in STAGES}


@dataclass(frozen=True)
class QueueFilter:
    """What of the queue is asked for; empty fields ask nothing.

    ``officer`` is the id of an officer, or ``nobody``. ``overdue`` and ``flagged`` are set or not.
    """

    state: str = ""
    turn: str = ""
    programme: str = ""
    territory: str = ""
    officer: str = ""
    overdue: bool = False
    flagged: bool = False

    def asked(self) -> dict[str, str | bool]:
        """The fields that ask something."""
        told = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in told.items() if value}


def list_queue(asked: QueueFilter, on: date) -> QuerySet[Case]:
    """The open cases of the viewer's districts that a filter asks for; of a state of the end, the closed ones."""
    found = in_order(Case.objects.filter(state=asked.state)) if asked.state else open_cases()
    for name in ("turn", "programme", "territory"):
        if getattr(asked, name):
            found = found.filter(**{name: getattr(asked, name)})
    if asked.officer == "nobody":
        found = found.filter(assigned_to__isnull=True)
    elif asked.officer:
        found = found.filter(assigned_to=int(asked.officer))
    if asked.overdue:
        found = found.filter(due_on__lt=on)
    if asked.flagged:
        found = found.exclude(flags=[])
    return found


def drafts_for(viewer: Viewer) -> QuerySet[Application]:
    """Applications that the viewer began and has neither registered nor given up."""
    return Application.objects.filter(
        registered_at__isnull=True, created_by=viewer.user_id, cases__state=CaseState.DRAFT
    ).distinct()


def saved_views_of(viewer: Viewer) -> QuerySet[SavedView]:
    """The views of the queue that a viewer keeps."""
    return SavedView.objects.filter(user=viewer.user_id)
