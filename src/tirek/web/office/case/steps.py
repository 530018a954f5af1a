"""What was done with a case, by whom and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tirek.department.applications.enums import CaseState
from tirek.department.applications.models import Case


@dataclass(frozen=True)
class Entry:
    """One step of the road."""

    at: datetime
    text: str | Promise
    who: str
    reason: str


def entries_of(case: Case) -> list[Entry]:
    """The steps that the database wrote down, newest first. One query."""
    return [
        Entry(
            at=step.at,
            text=CaseState(step.after).label,
            who=step.by.get_full_name() if step.by else _("by itself"),
            reason=step.reason,
        )
        for step in reversed(case.steps.select_related("by"))
    ]
