"""How many of what a drive promises: for 300 applications the figures that were agreed on, for fewer a smaller part of each."""

from __future__ import annotations

from dataclasses import dataclass

WHOLE = 300
LEAST = 20


@dataclass(frozen=True)
class Promises:
    """Least numbers that the database must show when a drive of so many applications has ended."""

    applications: int
    programmes: int
    abandoned: int
    withdrawn: int
    confidential: int
    appeals: int
    appeals_granted: int
    breaches: int
    deaths: int
    moves: int
    duplicates: int
    merged: int
    unmerged: int

    @property
    def whole(self) -> bool:
        """Whether every reason of refusal that can be met is promised."""
        return self.applications >= WHOLE


def promises_for(applications: int) -> Promises:
    """What a drive of so many applications promises."""

    def part(of_whole: int, least: int = 1) -> int:
        return max(least, of_whole * min(applications, WHOLE) // WHOLE)

    return Promises(
        applications=applications,
        programmes=part(15, 3),
        abandoned=part(10),
        withdrawn=part(5),
        confidential=part(5),
        appeals=part(10, 2),
        appeals_granted=part(3),
        breaches=part(8),
        deaths=part(5),
        moves=part(20, 2),
        duplicates=part(10, 3),
        merged=part(3),
        unmerged=part(1),
    )
