"""Into whose hands cases are given; and how an act that is not final is taken back for some seconds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from django.core import signing
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.models import User
from tirek.department.accounts.queries import holders_stood_in_for, viewer_for
from tirek.department.accounts.viewer import Viewer
from tirek.department.applications.actions.steps import assign_case, lock_case, pass_turn
from tirek.department.applications.enums import CaseState, Turn
from tirek.department.applications.models import Case
from tirek.department.applications.queue import TURNS
from tirek.department.core.calendar.today import today
from tirek.department.core.refusals import Refused
from tirek.department.journal.notes import note_write
from tirek.department.registry.own_family import own_family_for

WORKING: Final = frozenset(TURNS)
"""Whoever answers a turn may have cases in hand."""
UNDO_SECONDS: Final = 10
MOST_AT_ONCE: Final = 100
SALT: Final = "applications.undo"


def hand_over(viewer: Viewer, case_ids: Iterable[int], to: User | None, *, acting_user: User) -> list[Case]:
    """Give cases to a colleague, or lay them back for anybody of the district; all of them or none.

    Who may assign gives any case of the own districts. Others take what is in nobody's hands, and hand over what is in
    their own, or in those of an absent holder they stand in for: to a colleague whose posts reach the case.

    Returns
    -------
    list of Case
        As they stood before, for `undo_token`.

    Raises
    ------
    Refused
        ``too_many``, ``none_chosen``, ``not_all_seen``, ``not_yours``, ``cannot_take``, or ``case_closed``.
    """
    cases = _locked(case_ids)  # `assign_case` reads its own: these stay as they were
    if not viewer.may("assign_cases"):
        _refuse_others(cases, to, viewer, acting_user)
    if to is not None:
        _refuse_beyond_reach(cases, to)
    for case in cases:
        assign_case(case, to, acting_user=acting_user)
        note_write("assign", "case", case.pk, [case.applicant_id], acting_user=acting_user)
    return cases


def give_turn(case: Case, turn: Turn, *, acting_user: User) -> Case:
    """Say by hand who has to do something next; the case as it stood before, for `undo_token`.

    Raises
    ------
    Refused
        ``case_closed`` when nobody works on it any more, ``turn_of_signing`` where the turn follows from the state alone.
    """
    before = lock_case(case)
    if before.state not in CaseState.open():
        raise Refused("case_closed", _("The case is closed: nobody works on it any more."))
    if before.state == CaseState.TO_SIGN or turn in (Turn.HEAD, Turn.NOBODY):
        raise Refused("turn_of_signing", _("A case waits for a signature only through a decision."), "turn")
    pass_turn(before, turn)
    note_write("pass-turn", "case", case.pk, [case.applicant_id], acting_user=acting_user)
    return before


def undo_token(before: Sequence[Case], *, acting_user: User) -> str:
    """What gives the hands and turns of cases back as they were: signed, for this user, for `UNDO_SECONDS`."""
    now = {case.pk: case for case in Case.objects.filter(pk__in=[case.pk for case in before])}
    told = {"by": acting_user.pk, "cases": [[case.pk, _hand(case), _hand(now[case.pk])] for case in before]}
    return signing.dumps(told, salt=SALT, compress=True)


def undo(token: str, *, acting_user: User) -> list[Case]:
    """Give hands and turns back as they were before the act; all of them or none.

    Raises
    ------
    Refused
        ``undo_too_late`` after `UNDO_SECONDS`; ``case_moved_meanwhile`` when a case stands elsewhere by now.
    """
    try:
        told: dict[str, Any] = signing.loads(token, salt=SALT, max_age=UNDO_SECONDS)
    except signing.BadSignature:
        raise Refused("undo_too_late", _("It is too late to undo this. Change it again by hand.")) from None
    entries = {pk: (before, after) for pk, before, after in told["cases"]}
    cases = list(_to_change().filter(pk__in=list(entries)).order_by("pk"))
    if told["by"] != acting_user.pk or len(cases) != len(entries):
        raise Refused("undo_too_late", _("It is too late to undo this. Change it again by hand."))
    if any(_hand(case) != entries[case.pk][1] for case in cases):
        raise Refused(
            "case_moved_meanwhile",
            _("The case stands elsewhere by now: somebody has moved it. Open it again and look."),
        )
    for case in cases:
        _state, case.turn, since, case.assigned_to_id = entries[case.pk][0]
        case.turn_since = datetime.fromisoformat(since)
        case.save(update_fields=["turn", "turn_since", "assigned_to"])
        note_write("undo", "case", case.pk, [case.applicant_id], acting_user=acting_user)
    return cases


def _hand(case: Case) -> list[Any]:
    return [str(case.state), str(case.turn), case.turn_since.isoformat(), case.assigned_to_id]


def _locked(case_ids: Iterable[int]) -> list[Case]:
    wanted = set(case_ids)
    if not wanted:
        raise Refused("none_chosen", _("No case is chosen. Tick one, or press x on its row."), "case")
    if len(wanted) > MOST_AT_ONCE:
        raise Refused("too_many", _("These are too many at once: give at most a hundred cases."), "case")
    cases = list(_to_change().filter(pk__in=wanted).order_by("pk"))
    if len(cases) != len(wanted):
        raise Refused("not_all_seen", _("Some of these cases are not there, or not in your districts."), "case")
    return cases


def _to_change() -> QuerySet[Case]:
    return Case.objects.select_for_update(of=("self",))


def _refuse_others(cases: Sequence[Case], to: User | None, viewer: Viewer, acting_user: User) -> None:
    own = {viewer.user_id, *(holder.pk for holder in holders_stood_in_for(acting_user, today()))}
    is_taken = to is not None and to.pk == viewer.user_id
    if any(case.assigned_to_id not in own and not (is_taken and case.assigned_to_id is None) for case in cases):
        raise Refused("not_yours", _("You hand over cases of your own, and take those in nobody's hands."), "case")


def _refuse_beyond_reach(cases: Sequence[Case], to: User) -> None:
    """One answer for every reason: that a family is the colleague's own is nobody's business."""
    reach = viewer_for(to, today(), purpose="assign")
    own = own_family_for(reach)
    fits = bool(reach.abilities & WORKING) and all(
        case.territory in reach.territories
        and case.confidential in ("", *reach.confidential)
        and case.family_id not in own.families
        and case.applicant_id not in own.persons
        for case in cases
    )
    if not fits:
        raise Refused(
            "cannot_take",
            _("This colleague cannot take these cases: no post reaches them today. Choose another."),
            "to",
        )
