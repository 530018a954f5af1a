"""The only way by which a case moves: from state to state, from hand to hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import connection
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.models import User
from tirek.department.applications.enums import STEPS, CaseState, Turn
from tirek.department.applications.models import Case
from tirek.department.core.refusals import Refused


def lock_case(case: Case) -> Case:
    """The case as it stands now, locked until the transaction ends."""
    return Case.objects.select_for_update(of=("self",)).get(pk=case.pk)


def move_case(
    case: Case, state: CaseState, *, turn: Turn, acting_user: User | None, reason: str = "", at: datetime | None = None
) -> Case:
    """Move a case one step; the database writes the step down, with the reason.

    Parameters
    ----------
    turn
        Who has to do something next; ``nobody`` at the end of the road.
    acting_user
        Who moves it; None for a job of the house.

    Raises
    ------
    Refused
        ``case_moved_meanwhile`` when no step leads from where the case stands now to ``state``: a colleague was first.
    """
    now = at or timezone.now()
    current = lock_case(case)
    _demand_step(current, state)
    _tell_reason(reason)
    current.state, current.state_since = state, now
    _give(current, turn, now)
    current.version += 1
    current.save(update_fields=["state", "state_since", "turn", "turn_since", "version"])
    return current


def move_locked_cases(
    groups: Iterable[tuple[Sequence[Case], Mapping[str, object]]],
    state: CaseState,
    *,
    turn: Turn,
    acting_user: User | None,
    reason: str = "",
) -> None:
    """Move cases that the transaction has locked and read: `move_case` for many, one write a group.

    Parameters
    ----------
    groups
        Cases, each with what is written beside the step: the clock that starts with it.

    Raises
    ------
    Refused
        ``case_moved_meanwhile``, as `move_case`.
    """
    now = timezone.now()
    _tell_reason(reason)
    for cases, fields in groups:
        for case in cases:
            _demand_step(case, state)
        for stays in {case.turn == turn for case in cases}:
            given = {} if stays else {"turn": turn, "turn_since": now}
            moved = Case.objects.filter(pk__in=[case.pk for case in cases if (case.turn == turn) == stays])
            moved.update(state=state, state_since=now, version=F("version") + 1, **given, **fields)


def pass_turn(case: Case, turn: Turn) -> Case:
    """Say who has to do something next, where the state stays: the applicant brings a paper, a register answers."""
    current = lock_case(case)
    if current.turn != turn:
        _give(current, turn, timezone.now())
        current.save(update_fields=["turn", "turn_since"])
    return current


def assign_case(case: Case, to: User | None, *, acting_user: User) -> Case:
    """Give a case into the hands of an officer, or of nobody in particular."""
    current = lock_case(case)
    if current.state not in CaseState.open():
        raise Refused("case_closed", _("The case is closed: nobody works on it any more."))
    current.assigned_to = to
    current.save(update_fields=["assigned_to"])
    return current


def _demand_step(case: Case, state: CaseState) -> None:
    if (CaseState(case.state), state) not in STEPS:
        raise Refused(
            "case_moved_meanwhile",
            _("The case stands elsewhere by now: somebody has moved it. Open it again and look."),
        )


def _tell_reason(reason: str) -> None:
    """What the database writes beside the step."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('tirek.step_reason', %s, true)", [reason[:500]])


def _give(case: Case, turn: Turn, now: datetime) -> None:
    if case.turn != turn:
        case.turn, case.turn_since = turn, now
