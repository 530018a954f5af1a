"""What due rows need is set aside when they come into being, and set free when they are cancelled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q

from tirek.department.accounts.models import User
from tirek.department.budgets.actions.waiting import close_needless, close_served, keep_waiting
from tirek.department.budgets.actions.writing import Move, Source, lock_lines, write_entries
from tirek.department.budgets.choosing import Purse, choose, months_of, serve_ahead
from tirek.department.budgets.enums import EntryKind
from tirek.department.budgets.models import Reservation
from tirek.department.budgets.pools import Need, Pool, pools_for, purses_of, waiting_ahead
from tirek.department.budgets.shortages import LimitShort, shortage_of
from tirek.department.core.calendar.today import today
from tirek.department.decisions.content import MONEY
from tirek.department.decisions.models import Decision
from tirek.department.entitlements.enums import DueState
from tirek.department.entitlements.models import Due

YEARS_AHEAD = 3
"""No budget is planned further ahead."""
Bound = Callable[[Sequence[int]], Iterable[int]]
_bound: dict[str, Bound] = {}


def keep_while_bound(name: str, bound: Bound) -> None:
    """Register who knows of due rows in payments under way, by their ids; called once, from the ``ready`` of an app.

    What is cancelled meanwhile stays set aside until that app lifts its commitment and calls `align_reservations` again.
    """
    _bound[name] = bound


def align_reservations(case_id: int, *, acting_user: User | None) -> None:
    """Bring the reservations of a case to what its due rows say now; done again it changes nothing.

    Raises
    ------
    LimitShort
        ``limit_short``, where a due row finds no money: nothing is reserved then.
    """
    align_cases([case_id], acting_user=acting_user, strict=True)


def align_cases(case_ids: Sequence[int], *, acting_user: User | None, strict: bool = False) -> int:
    """The same for several cases, in the order of their applications; how many due rows were set aside.

    Parameters
    ----------
    strict
        Refuse where money is short; otherwise that case is put on the waiting list and the others go on.
    """
    with transaction.atomic():
        rows = _rows(case_ids)
        lacking = {(row.decision, row.need.year) for row in rows if not row.line}
        close_needless(case_ids, lacking, acting_user=acting_user)
        if not rows:
            return 0
        pools = pools_for(row.need for row in rows if not row.line)
        lock_lines([line for pool in pools.values() for line in pool.lines] + [row.line for row in rows if row.line])
        rows = _rows(case_ids)  # as they stand now that nobody else writes to these lines
        _release([row for row in rows if row.line], acting_user)
        return _reserve([row for row in rows if not row.line], pools, acting_user, strict)


def lock_limits(decisions: Iterable[Decision]) -> None:
    """Lock the lines that several decisions may draw on, before the first of them is carried out."""
    first = today().year
    needs = {
        Need(each.territory, each.programme, first + more) for each in decisions for more in range(YEARS_AHEAD + 1)
    }
    lock_lines(line for pool in pools_for(needs).values() for line in pool.lines)


@dataclass(frozen=True)
class _Row:
    """A due row without the reservation it needs, or (``line``) with one that it does not need any more."""

    due: int
    case: int
    decision: int
    need: Need
    month: int
    amount: int
    confidential: str
    applied_on: date
    number: str
    reservation: int | None
    line: int | None


def _rows(case_ids: Sequence[int]) -> list[_Row]:
    lacking = Q(state__in=[DueState.PLANNED, DueState.HELD], reservation__isnull=True)
    spare = Q(state=DueState.CANCELLED, reservation__isnull=False, reservation__released_by_entry__isnull=True)
    found = Due.objects.filter(lacking | spare, entitlement__case__in=case_ids, unit__startswith=MONEY, quantity__gt=0)
    columns = (
        *("pk", "entitlement__case_id", "entitlement__decision_id", "territory", "programme", "due_on", "quantity"),
        *("confidential", "entitlement__case__applied_on", "entitlement__case__application__number"),
        *("reservation__pk", "reservation__line_id", "reservation__month", "reservation__amount"),
    )
    rows = []
    for told in found.order_by("due_on", "pk").values_list(*columns):
        (
            pk,
            case,
            decision,
            territory,
            programme,
            due_on,
            quantity,
            kind,
            applied,
            number,
            reserved,
            line,
            month,
            sum_,
        ) = told
        need = Need(territory, programme, due_on.year)
        rows.append(
            _Row(
                pk,
                case,
                decision,
                need,
                month or due_on.month,
                sum_ or quantity,
                kind,
                applied,
                number or "",
                reserved,
                line,
            )
        )
    return sorted(rows, key=lambda row: (row.applied_on, row.number, row.case, row.need.year, row.month, row.due))


def _release(rows: Sequence[_Row], acting_user: User | None) -> None:
    kept = {due for bound in _bound.values() for due in bound([row.due for row in rows])} if rows else set()
    by_entry: dict[tuple[int, int], list[_Row]] = defaultdict(list)
    for row in rows:
        if row.due not in kept and row.line is not None:
            by_entry[row.case, row.line].append(row)
    moves = [
        Move(line, EntryKind.RELEASE, _amounts(own), Source("case", case)) for (case, line), own in by_entry.items()
    ]
    entries = write_entries(moves, acting_user=acting_user)
    for entry, own in zip(entries, by_entry.values(), strict=True):
        Reservation.objects.filter(pk__in=[row.reservation for row in own]).update(released_by_entry=entry)


def _reserve(rows: Sequence[_Row], pools: dict[Need, Pool], acting_user: User | None, strict: bool) -> int:
    by_case: dict[tuple[int, Need], list[_Row]] = defaultdict(list)
    for row in rows:
        if row.need in pools:
            by_case[row.case, row.need].append(row)
    if not by_case:
        return 0
    purses, held = purses_of(set(pools.values())), _lines_held({case for case, _need in by_case})
    moves, taken = [], []
    for (case, need), own in by_case.items():
        chosen = _purse_for(
            pools[need], purses[pools[need]], own, held.get((case, need.year), set()), strict, acting_user
        )
        if chosen is not None:
            moves.append(Move(chosen.line, EntryKind.RESERVE, _amounts(own), Source("case", case)))
            taken.append((chosen.line, own))
    entries = write_entries(moves, acting_user=acting_user)
    made = [
        Reservation(
            due_id=row.due,
            line_id=line,
            territory=row.need.territory,
            confidential=row.confidential,
            month=row.month,
            amount=row.amount,
            entry=entry,
        )
        for entry, (line, own) in zip(entries, taken, strict=True)
        for row in own
    ]
    Reservation.objects.bulk_create(made)
    close_served({(own[0].decision, own[0].need.year) for _line, own in taken}, acting_user=acting_user)
    return len(made)


def _purse_for(
    pool: Pool, purses: list[Purse], own: Sequence[_Row], held: set[int], strict: bool, acting_user: User | None
) -> Purse | None:
    """The purse that pays a case, taken from; None where it waits instead."""
    first, need = own[0], months_of((row.month, row.amount) for row in own)
    ahead = waiting_ahead(pool, first.applied_on, first.number, besides=first.decision)
    trial = [Purse(each.line, each.fund, list(each.free), each.used, each.share, each.place) for each in purses]
    unserved = serve_ahead(trial, ahead)
    found = None if unserved else choose(trial, need, prefer=held)
    if found is not None:
        purse = next(each for each in purses if each.line == found.line)
        purse.take(need)
        return purse
    if strict:
        told = shortage_of(pool.year, trial, need, ahead=sum(map(sum, ahead)), unserved=unserved, number=first.number)
        raise LimitShort(told)
    keep_waiting(pool, first.decision, need, acting_user=acting_user)
    return None


def _lines_held(cases: set[int]) -> dict[tuple[int, int], set[int]]:
    """Lines on which cases have reservations already, by case and year: what is added goes to the same."""
    rows = Reservation.objects.filter(due__entitlement__case__in=cases, released_by_entry__isnull=True).order_by()
    found: dict[tuple[int, int], set[int]] = {}
    for case, year, line in rows.values_list("due__entitlement__case_id", "line__year", "line_id").distinct():
        found.setdefault((case, year), set()).add(line)
    return found


def _amounts(rows: Sequence[_Row]) -> dict[int, int]:
    found: dict[int, int] = defaultdict(int)
    for row in rows:
        found[row.month] += row.amount
    return dict(found)
