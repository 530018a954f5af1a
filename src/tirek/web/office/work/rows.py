"""The rows of a list of cases, in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from tirek.department.applications.models import Case
from tirek.department.applications.queue import stage_of
from tirek.department.core.calendar.working_days import calendar_kept
from tirek.department.journal.views import note_view
from tirek.department.registry.models import Person
from tirek.web.ui.cases import (
    TONES,
    Deadline,
    deadline_of,
    flag_words,
    masked_number,
    short_name,
    short_programme,
    waits_words,
)
from tirek.web.ui.places import place_title

COLUMNS = {"due": "due", "since": "turn_since", "applied": "applied_on"}
"""Columns by which lists of cases are sorted."""


@dataclass(frozen=True)
class Row:
    """One case of a list."""

    case: Case
    person: str
    iin: str
    programme: str
    district: str
    waits: str
    is_own_turn: bool
    deadline: Deadline
    tone: str
    officer: str
    flags: tuple[Any, ...]
    stage: str
    """The part of the list that this row begins; empty within it."""


def with_people(cases: QuerySet[Case]) -> QuerySet[Case]:
    """The cases with what a row shows; a case stays where it is when its applicant has moved out of sight."""
    return cases.select_related("application", "assigned_to").prefetch_related("applicant")


def rows_of(cases: Iterable[Case], on: date, *, own_turns: Collection[str], parted: bool) -> list[Row]:
    """The rows of a page; who was shown is journalled.

    Parameters
    ----------
    own_turns
        The turns that are the viewer's.
    parted
        Whether the list is parted by its days: overdue, today, this week, later.
    """
    now, own, rows, last = timezone.now(), frozenset(own_turns), [], ""
    with calendar_kept():  # one query for the terms of all rows
        for case in cases:
            stage = stage_of(case.due, on) if parted else ""  # type: ignore[attr-defined]
            rows.append(_row(case, on, now, own, "" if stage == last else stage))
            last = stage
    if rows:
        note_view("case-list", None, [row.case.applicant_id for row in rows])
    return rows


def _applicant(case: Case) -> tuple[str, str]:
    """Name and masked number; of somebody who lives in another district by now, only that."""
    try:
        return short_name(case.applicant), masked_number(case.applicant)
    except Person.DoesNotExist:
        return _("lives in another district now"), ""


def _row(case: Case, on: date, now: datetime, own_turns: frozenset[str], stage: str) -> Row:
    person, iin = _applicant(case)
    return Row(
        case=case,
        person=person,
        iin=iin,
        programme=short_programme(case.programme),
        district=place_title(case.territory),
        waits=waits_words(case, now),
        is_own_turn=case.turn in own_turns,
        deadline=deadline_of(case, on),
        tone=TONES.get(case.state, ""),
        officer=case.assigned_to.get_full_name() if case.assigned_to else "",
        flags=tuple(flag_words(flag) for flag in case.flags),
        stage=stage,
    )
