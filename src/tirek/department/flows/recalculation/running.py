"""A run: asked for by an officer or by the night, computed by a job, written whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from tirek.department.accounts.models import User
from tirek.department.core.calendar.today import today
from tirek.department.core.models import Territory
from tirek.department.core.refusals import Refused, refused_constraints
from tirek.department.flows.enums import RunKind, RunState
from tirek.department.flows.models import Recalculation
from tirek.department.flows.recalculation.answers import answers_of
from tirek.department.flows.recalculation.comparing import Line, lines_of
from tirek.department.flows.recalculation.known import KnownCase, known_cases
from tirek.department.flows.recalculation.standing import standing_on
from tirek.department.journal.notes import note_write
from tirek.department.parameters.overlays import current_overlay
from tirek.rulebook.digest import rulebook_digest

COMPUTE = "flows.recalculate"
"""Name of the job; its task stands in ``flows.tasks``."""
SILENT = timedelta(minutes=10)
"""A run of which nothing is heard for so long has lost its worker, and gets another."""
READ_PERCENT, DECIDED_PERCENT = 10, 90
FARTHEST = timedelta(days=366)

Heard = Callable[[int], None]
"""Called with the percent done."""


def ask_recalculation(
    kind: RunKind, territories: Sequence[str], *, on: date | None = None, acting_user: User | None
) -> Recalculation:
    """Ask for a run over districts; a job computes it after this transaction.

    Parameters
    ----------
    territories
        Codes of districts: those that the viewer sees.
    on
        The day on which memberships and facts hold and whose values of the law count; today by default.

    Raises
    ------
    Refused
        ``run_exists`` while one of the same districts and day is on its way; ``run_nowhere``; ``run_far_away`` for a day
        more than a year from today.
    """
    codes, day = sorted(set(territories)), on or today()
    if not codes:
        raise Refused("run_nowhere", _("You have no district to calculate."))
    if abs(day - today()) > FARTHEST:
        raise Refused("run_far_away", _("The day is more than a year away from today."), "on")
    message = _("Such a calculation is on its way already. Wait until it ends.")
    with transaction.atomic(), refused_constraints({"recalculation_once_at_a_time": ("run_exists", message, "")}):
        made = Recalculation.objects.create(kind=kind, territories=codes, on=day, asked_by=acting_user)
        note_write("ask", "recalculation", made.pk, (), acting_user=acting_user)
        defer_run(made)
    return made


def ask_everywhere(kind: RunKind) -> Recalculation | None:
    """Ask for a run over all districts, by the house itself; None while one is on its way."""
    districts = Territory.objects.exclude(kind__in=("city", "region")).values_list("code", flat=True)
    try:
        return ask_recalculation(kind, list(districts), acting_user=None)
    except Refused:
        return None


def defer_run(run: Recalculation) -> None:
    """A job for a run, in this transaction; two runs never compute at once."""
    app.configure_task(name=COMPUTE, lock=COMPUTE).defer(run_id=run.pk)


def defer_silent_runs() -> int:
    """Queue again what lost its worker; how many."""
    before = timezone.now() - SILENT
    lost = Q(heard_at__lt=before) | Q(heard_at__isnull=True, asked_at__lt=before)
    rows = list(Recalculation.objects.filter(lost, state__in=RunState.unfinished()).order_by("pk"))
    for row in rows:
        Recalculation.objects.filter(pk=row.pk).update(heard_at=timezone.now())
        defer_run(row)
    return len(rows)


@dataclass(frozen=True)
class Read:
    """What a run decides of: the facts of every case, and the local law that counts."""

    cases: Sequence[KnownCase]
    local: Any


def read_standing(run: Recalculation) -> Read:
    """Everything that runs in the districts of a run, with its facts. Reads only, inside the caller's transaction."""
    return Read(list(known_cases(standing_on(run.on, run.territories), run.on)), current_overlay())


def decide_standing(run: Recalculation, read: Read, heard: Heard = lambda _: None) -> tuple[list[Line], dict[str, Any]]:
    """What the law says of it, and what the run's row is told: digest, overlay, counts. No query."""

    def decided(count: int) -> None:
        heard(READ_PERCENT + (DECIDED_PERCENT - READ_PERCENT) * count // max(len(read.cases), 1))

    answers = list(answers_of(read.cases, run.on, read.local, decided))
    return lines_of(answers, run.on), {
        **law_read(read.local),
        "looked_at": len(read.cases),
        "by_rule": sum(said.by_rule for said in answers),
    }


def law_read(local: Any) -> dict[str, Any]:
    """Which text of the law a run read."""
    return {"rulebook_digest": rulebook_digest(), "overlay": (local.number or 0) if local else 0}
