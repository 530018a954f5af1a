"""Which limit pays: pure arithmetic of twelve months, without a database.

What earlier months did not spend is carried over, so what counts is the sum left from January to each month.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from tirek.department.budgets.models.line import WHOLE

Months = Sequence[int]
"""Twelve sums in tenge, January first."""
NO_MONTHS: Months = (0,) * 12


def months_of(amounts: Iterable[tuple[int, int]]) -> list[int]:
    """Twelve sums of pairs of month (1 to 12) and tenge."""
    found = [0] * 12
    for month, amount in amounts:
        found[month - 1] += amount
    return found


@dataclass
class Purse:
    """What a line has: ``free`` of each month (one may be negative, sums from January are not), ``used`` in all, its share.

    ``share`` is in parts per 10,000 of the programme.
    """

    line: int
    fund: str
    free: list[int]
    used: int
    share: int
    place: int = field(default=0)

    def left_after(self, need: Months = NO_MONTHS) -> list[int]:
        """The sums left from January to each month once ``need`` is taken."""
        return list(accumulate(have - want for have, want in zip(self.free, need, strict=True)))

    def left(self) -> int:
        """What may still be promised for some month of the year."""
        return max(0, self.left_after()[-1])

    def fits(self, need: Months) -> bool:
        """Whether all of it is there in time."""
        return min(self.left_after(need)) >= 0

    def short_from(self, need: Months) -> int | None:
        """The first month (1 to 12) for which the money is not there; None where all is."""
        return next((month for month, left in enumerate(self.left_after(need), 1) if left < 0), None)

    def take(self, need: Months) -> None:
        """Take it, or with negative sums give it back."""
        self.free = [have - want for have, want in zip(self.free, need, strict=True)]
        self.used += sum(need)


def choose(purses: Sequence[Purse], need: Months, *, prefer: Iterable[int] = ()) -> Purse | None:
    """The purse that pays: one of ``prefer`` (lines) that has all of it, else the one furthest below its share that has.

    None where no single purse has the money for the whole year: one entitlement is not paid by pieces of several funds.
    """
    wanted, total = set(prefer), sum(purse.used for purse in purses)
    below = {purse.line: purse.share * total - WHOLE * purse.used if total else purse.share for purse in purses}
    order = sorted(purses, key=lambda purse: (purse.line not in wanted, -below[purse.line], purse.place, purse.line))
    return next((purse for purse in order if purse.fits(need)), None)


def serve_ahead(purses: Sequence[Purse], ahead: Iterable[Months]) -> int:
    """Take what waits ahead out of the purses, in its order; how much of it found no money.

    Where one does not, nothing is left for whoever comes after: nobody overtakes.
    """
    unserved = 0
    for need in ahead:
        purse = choose(purses, need) if not unserved else None
        if purse is None:
            unserved += sum(need)
        else:
            purse.take(need)
    return unserved
