"""What was paid beside what the law gives now, period by period, without a database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class PaidPeriod:
    """Money that went out for a period: ``settled_tenge`` of it is claimed back already; ``stands`` says the law still gives it.

    ``key`` names the payment; a period is of its first to its last day.
    """

    key: int
    first: date
    last: date
    paid_tenge: int
    settled_tenge: int = 0
    stands: bool = False


@dataclass(frozen=True)
class LawPeriod:
    """What stands in law now for a period that is not paid by itself: ``key`` names its due row."""

    key: int
    first: date
    last: date
    tenge: int


@dataclass(frozen=True)
class Compared:
    """``over``: payment -> tenge paid too much, not claimed yet. ``under``: due row -> tenge owed.

    ``met`` are the rows that stand beside payments: such a row is never paid as it is, or its period would be paid twice.
    What it gives beyond the payments is owed, and nothing else.
    """

    over: dict[int, int]
    under: dict[int, int]
    met: frozenset[int]


def compare_periods(paid: Sequence[PaidPeriod], law: Iterable[LawPeriod]) -> Compared:
    """Set each row of the law against the payments whose periods it touches; a payment without a row is wholly too much.

    Payments that stand are as they should be. What a row gives is used up by the oldest payment first.
    """
    open_ = sorted((each for each in paid if not each.stands), key=lambda each: (each.first, each.key))
    left = {each.key: each.paid_tenge - each.settled_tenge for each in open_}
    under: dict[int, int] = {}
    met: set[int] = set()
    for row in sorted(law, key=lambda each: (each.first, each.key)):
        touched = [each for each in open_ if each.first <= row.last and row.first <= each.last]
        if not touched:
            continue
        met.add(row.key)
        rest = row.tenge
        for each in touched:
            used = min(rest, left[each.key])
            left[each.key] -= used
            rest -= used
        if rest:
            under[row.key] = rest
    return Compared({key: tenge for key, tenge in left.items() if tenge > 0}, under, frozenset(met))
