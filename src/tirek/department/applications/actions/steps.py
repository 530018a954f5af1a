"""The only way by which a case moves: from state to state, from hand to hand."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
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
    if (CaseState(current.state), state) not in STEPS:
        raise Refused(
            "case_moved_meanwhile",
            _("The case stands elsewhere by now: somebody has moved it. Open it again and look."),
        )
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('tirek.step_reason', %s, true)", [reason[:500]])
    current.state, current.state_since = state, now
    _give(current, turn, now)
    current.version += 1
    current.save(update_fields=["state", "state_since", "turn", "turn_since", "version"])
    return current


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


def _give(case: Case, turn: Turn, now: datetime) -> None:
    if case.turn != turn:
        case.turn, case.turn_since = turn, now
