"""What runs is suspended, resumed, ended or replaced: from a day on, by a decision; what was due before stays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _
from psycopg.types.range import DateRange

from tirek.department.accounts.models import User
from tirek.department.applications.models import Case
from tirek.department.core.refusals import Refused
from tirek.department.decisions.models import Decision
from tirek.department.entitlements.enums import DueState, EntitlementState
from tirek.department.entitlements.models import Due, Entitlement, EntitlementEvent
from tirek.department.journal.history import change_row, table_of
from tirek.department.journal.notes import note_write
from tirek.department.registry.models import Person

RUNNING = (EntitlementState.ACTIVE, EntitlementState.SUSPENDED)


def running_entitlement(case: Case) -> Entitlement:
    """The entitlement of a case that runs or is suspended, locked until the transaction ends.

    Raises
    ------
    Refused
        ``nothing_runs``.
    """
    rows = Entitlement.objects.select_for_update(of=("self",)).filter(case=case, state__in=RUNNING)
    found = rows.order_by("-pk").first()
    if found is None:
        raise Refused("nothing_runs", _("Nothing is granted in this case any more: open it again and look."))
    return found


def suspend_entitlement(entitlement: Entitlement, decision: Decision, since: date, *, acting_user: User) -> None:
    """Nothing falls due from a day on, until it is resumed.

    Raises
    ------
    Refused
        ``not_running``.
    """
    _require(entitlement, EntitlementState.ACTIVE, _("Only what runs is suspended."))
    _record(entitlement, EntitlementState.SUSPENDED, decision, since, acting_user)
    _hold(entitlement, since, {"state": EntitlementState.SUSPENDED}, f"decision {decision.number}", acting_user)


def resume_entitlement(entitlement: Entitlement, decision: Decision, since: date, *, acting_user: User) -> None:
    """What was suspended falls due again from a day on; what was held of the days before is cancelled.

    Raises
    ------
    Refused
        ``not_running``.
    """
    _require(entitlement, EntitlementState.SUSPENDED, _("Only what is suspended is resumed."))
    _record(entitlement, EntitlementState.ACTIVE, decision, since, acting_user)
    changes = {"state": EntitlementState.ACTIVE, "held_from": None}
    reason = f"decision {decision.number}"
    _change(entitlement, changes, acting_user, reason)
    held = _dues_of(entitlement).filter(state=DueState.HELD)
    _set_dues(held.filter(period_from__lt=since), DueState.CANCELLED, entitlement, acting_user)
    _set_dues(held.filter(period_from__gte=since), DueState.PLANNED, entitlement, acting_user)


def end_entitlement(
    entitlement: Entitlement,
    decision: Decision,
    since: date,
    *,
    acting_user: User,
    state: EntitlementState = EntitlementState.ENDED,
) -> None:
    """Nothing is granted from a day on: days, members and due rows end there. ``state`` may be ``replaced``, by a change.

    A period that began before the day stays due as it was planned.
    """
    _record(entitlement, state, decision, since, acting_user)
    reason = f"decision {decision.number}"
    _shorten(entitlement, since, {"state": state}, acting_user=acting_user, reason=reason)
    # What it replaced may run until a later day: then that is shortened as well.
    earlier = entitlement.previous
    while earlier is not None:
        _shorten(earlier, since, {}, acting_user=acting_user, reason=reason)
        earlier = earlier.previous
    rows = _dues_of(entitlement).filter(period_from__gte=since, state__in=[DueState.PLANNED, DueState.HELD])
    _set_dues(rows, DueState.CANCELLED, entitlement, acting_user)


def hold_dues(entitlement: Entitlement, since: date, *, reason: str, acting_user: User | None) -> int:
    """Hold back what falls due of periods that begin on a day or later, also what is planned later; how many rows.

    May be repeated; the earliest day counts.
    """
    return _hold(entitlement, since, {}, reason, acting_user)


def release_dues(entitlement: Entitlement, *, acting_user: User) -> int:
    """Let fall due again whatever was held back; how many rows.

    Raises
    ------
    Refused
        ``not_running`` while the entitlement is suspended: a decision resumes it.
    """
    if entitlement.state == EntitlementState.SUSPENDED:
        raise Refused("not_running", _("It does not run: a decision resumes it."))
    changes, reason = {"held_from": None}, "released"
    _change(entitlement, changes, acting_user, reason)
    return _set_dues(_dues_of(entitlement).filter(state=DueState.HELD), DueState.PLANNED, entitlement, acting_user)


def _hold(
    entitlement: Entitlement, since: date, changes: dict[str, object], reason: str, acting_user: User | None
) -> int:
    first = min(since, entitlement.held_from) if entitlement.held_from else since
    told = {"held_from": first, **changes}
    _change(entitlement, told, acting_user, reason)
    rows = _dues_of(entitlement).filter(period_from__gte=first, state=DueState.PLANNED)
    return _set_dues(rows, DueState.HELD, entitlement, acting_user)


def _dues_of(entitlement: Entitlement) -> QuerySet[Due]:
    """Due rows of an entitlement and of those it replaced, which may run until a later day."""
    return Due.objects.filter(entitlement__case_id=entitlement.case_id)


def _shorten(
    entitlement: Entitlement, since: date, changes: dict[str, object], *, acting_user: User, reason: str
) -> None:
    told = {"valid": _until(entitlement.valid, since), **changes}
    _change(entitlement, told, acting_user, reason)
    for member in entitlement.members.all():
        member.valid = _until(member.valid, since)
        member.save(update_fields=["valid"])


def _change(entitlement: Entitlement, changes: Mapping[str, object], acting_user: User | None, reason: str) -> None:
    """Change an entitlement with its history, which is sealed for the holder and lies where the holder lives now.

    A holder who has moved to a district out of sight takes no history: the decision and the event say who did what and why.
    """
    holder = entitlement.holder_id
    where = Person.objects.filter(pk=holder).values_list("territory", flat=True).first()
    if where is not None:
        change_row(entitlement, changes, person_id=holder, acting_user=acting_user, reason=reason, territory=where)
        return
    for name, value in changes.items():
        setattr(entitlement, name, value)
    entitlement.version += 1
    entitlement.save(update_fields=[*changes, "version"])
    note_write("change", table_of(entitlement), entitlement.pk, [holder], acting_user=acting_user)


def _until(days: DateRange, since: date) -> DateRange:
    """The days before a day; none where it begins there or later."""
    if days.isempty or (days.lower is not None and days.lower >= since):
        return DateRange(empty=True)
    upper = since if days.upper is None else min(since, days.upper)
    return DateRange(days.lower, upper)


def _require(entitlement: Entitlement, state: EntitlementState, message: object) -> None:
    if entitlement.state != state:
        raise Refused("not_running", str(message))


def _record(
    entitlement: Entitlement, state: EntitlementState, decision: Decision, since: date, acting_user: User
) -> None:
    EntitlementEvent.objects.create(
        entitlement=entitlement,
        decision=decision,
        state=state,
        since=since,
        reason=decision.reason or f"decision {decision.number}",
        recorded_by=acting_user,
    )


def _set_dues(rows: QuerySet[Due], state: DueState, entitlement: Entitlement, acting_user: User | None) -> int:
    count = rows.update(state=state, version=F("version") + 1)
    if count:
        persons: Iterable[int] = [entitlement.holder_id]
        note_write(f"dues-{state}", "entitlement", entitlement.pk, persons, acting_user=acting_user)
    return count
