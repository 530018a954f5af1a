"""Lines of a statement, laid out without a database: in order, with two running balances, and totals that add up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class LineKind(StrEnum):
    """What a line tells. Their order is that of one day."""

    GRANTED = "granted"
    IN_KIND = "in_kind"
    HANDED = "handed"
    DUE = "due"
    ADJUSTED = "adjusted"
    HELD = "held"
    ON_WAY = "on_way"
    WITHHELD = "withheld"
    PAID = "paid"
    RETURNED = "returned"
    CLAIMED = "claimed"
    LIFTED = "lifted"
    REPAID = "repaid"
    DEDUCTED = "deducted"
    WRITTEN_OFF = "written_off"


TO_PAY: Mapping[LineKind, int] = {
    LineKind.DUE: 1,
    LineKind.ADJUSTED: 1,
    LineKind.WITHHELD: -1,
    LineKind.PAID: -1,
    LineKind.RETURNED: 1,
}
"""How a line moves what the department still has to pay."""
TO_REPAY: Mapping[LineKind, int] = {
    LineKind.CLAIMED: 1,
    LineKind.LIFTED: -1,
    LineKind.REPAID: -1,
    LineKind.DEDUCTED: -1,
    LineKind.WRITTEN_OFF: -1,
}
"""How a line moves what the family still has to repay."""
ORDER = {kind: place for place, kind in enumerate(LineKind)}


@dataclass(frozen=True)
class Happened:
    """One thing that happened. ``month`` is the first day of the month it is of; ``paper`` the number of a list or a claim.

    ``tenge`` is never negative; of what is given in kind it is a count of ``unit``.
    """

    on: date
    kind: LineKind
    programme: str
    confidential: str
    month: date | None
    paper: str
    tenge: int
    unit: str = ""


@dataclass(frozen=True)
class Line:
    """A line with the balances after it."""

    happened: Happened
    to_pay: int
    to_repay: int


@dataclass(frozen=True)
class Account:
    """A statement of some days: balances before and after, the lines, and a total for each kind of money that moved."""

    first: date
    last: date
    before: tuple[int, int]
    lines: tuple[Line, ...]
    after: tuple[int, int]
    totals: Mapping[LineKind, int]


def lay_out(happened: Iterable[Happened], first: date, last: date) -> Account:
    """The account of the days from ``first`` to ``last``; what happened earlier stands in the balances before.

    Raises
    ------
    ValueError
        If the days are out of order.
    """
    if last < first:
        raise ValueError("the first day of a statement comes before its last")
    to_pay = to_repay = 0
    before = (0, 0)
    lines: list[Line] = []
    totals: dict[LineKind, int] = {}
    for each in sorted(happened, key=_place):
        if each.on > last:
            break
        to_pay += TO_PAY.get(each.kind, 0) * each.tenge
        to_repay += TO_REPAY.get(each.kind, 0) * each.tenge
        if each.on < first:
            before = (to_pay, to_repay)
            continue
        lines.append(Line(each, to_pay, to_repay))
        if each.kind in TO_PAY or each.kind in TO_REPAY:
            totals[each.kind] = totals.get(each.kind, 0) + each.tenge
    ordered = {kind: totals[kind] for kind in LineKind if kind in totals}
    return Account(first, last, before, tuple(lines), (to_pay, to_repay), ordered)


def _place(each: Happened) -> tuple[object, ...]:
    return each.on, ORDER[each.kind], each.month or date.min, each.programme, each.paper, each.tenge
