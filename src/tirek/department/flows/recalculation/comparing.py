"""What the law says now beside what stands: nothing to say, or one line of the list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tirek.department.decisions.flags import usual_of
from tirek.department.entitlements.enums import Period
from tirek.department.entitlements.schedule import MONTHS
from tirek.department.evaluations.enums import Outcome
from tirek.department.flows.enums import DifferenceKind
from tirek.department.flows.recalculation.answers import Said
from tirek.rulebook.catalogue import find_benefit
from tirek.rulebook.engine.calendar import shift_months

CEILING = "ceiling"


@dataclass(frozen=True)
class Line:
    """One entitlement that the law sees otherwise now. ``change_tenge`` is a period's, 0 of what is no money."""

    said: Said
    does: DifferenceKind
    change_tenge: int
    from_on: date
    is_unusual: bool = False

    @property
    def after(self) -> int | None:
        """What the law gives a period; None where that is nothing, or is not known."""
        return self.said.amount if self.does == DifferenceKind.CHANGE else None


def lines_of(answers: Iterable[Said], on: date) -> list[Line]:
    """The lines of a run, those that are unlike the others of their programme marked."""
    return _with_unusual([line for said in answers if (line := line_of(said, on)) is not None])


def line_of(said: Said, on: date) -> Line | None:
    """The line of one answer; None where what stands is what the law gives, or ends before anything could change."""
    row = said.standing
    since = next_period(row.period, on)
    if row.ends_before is not None and since >= row.ends_before:
        return None
    does = _kind(said)
    if does is None:
        return None
    is_money = row.unit.startswith("tenge")
    after = 0 if does == DifferenceKind.END else said.amount
    known = is_money and does != DifferenceKind.UNCLEAR and after is not None
    return Line(said, does, after - row.quantity if known and after is not None else 0, since)


def next_period(period: str, on: date) -> date:
    """The first day of the first calendar period that begins on a day or later: a change begins with a period."""
    months = MONTHS[Period(period)]
    start = date(on.year, (on.month - 1) // months * months + 1, 1)
    return start if start == on else shift_months(start, months)


def _kind(said: Said) -> DifferenceKind | None:
    row = said.standing
    if not said.decides or said.outcome not in (Outcome.GRANTED, Outcome.REFUSED):
        return DifferenceKind.UNCLEAR
    if said.outcome == Outcome.REFUSED:
        return DifferenceKind.END
    if said.amount is None:
        return None
    if find_benefit(row.programme).outcome == CEILING:
        return DifferenceKind.CHANGE if row.quantity > said.amount else None
    return DifferenceKind.CHANGE if said.amount != row.expected else None


def _with_unusual(lines: Sequence[Line]) -> list[Line]:
    """A change is unusual that lies far from those of its programme, and whatever departs from a rule already."""
    sizes: dict[str, list[int]] = defaultdict(list)
    for line in lines:
        if line.does == DifferenceKind.CHANGE:
            sizes[line.said.standing.programme].append(line.change_tenge)
    reach = {programme: _reach(found) for programme, found in sizes.items()}
    return [replace(line, is_unusual=_is_unusual(line, reach)) for line in lines]


def _is_unusual(line: Line, reach: dict[str, tuple[float, float]]) -> bool:
    row = line.said.standing
    if row.is_overridden:
        return True
    low, high = reach.get(row.programme, (0, 0))
    return line.does == DifferenceKind.CHANGE and not low <= line.change_tenge <= high


def _reach(changes: list[int]) -> tuple[float, float]:
    """Between which changes most lie. A change may be negative, so it is measured from the smallest."""
    least = min(changes)
    usual = usual_of([change - least for change in changes])
    assert usual is not None
    return usual.low + least, usual.high + least
