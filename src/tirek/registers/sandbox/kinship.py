"""Who is whose relative, worked out from a number alone, so that each of a family names the same family.

A partner has the mirrored day and month, the other sex and the same serial number; mirroring twice gives the first person back.
A mother is one of four women with the child's day, month and serial number, born 22, 26, 30 or 34 years before; which of them
is drawn for the child, and a woman's children are those who were drawn to her.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tirek.registers.check_digit import check_digit
from tirek.registers.identifiers import birth_date_of, is_invented, sex_of
from tirek.registers.sandbox.draws import Draws

GAPS_YEARS = (22, 26, 30, 34)
GROWN_UP_YEARS = 18
MARRIED_FROM_YEARS = 20
MARRIED_PER_MILLE = 700
DIES_AT_LEAST_YEARS = 76


@dataclass(frozen=True)
class Kin:
    """Relatives of people on a day."""

    seed: int
    as_of: date

    def lives(self, iin: str) -> bool:
        """Whether somebody is born, and not dead, on the day."""
        born = birth_date_of(iin)
        return born is not None and born <= self.as_of and self.died_on(iin) is None

    def died_on(self, iin: str) -> date | None:
        """The day of death, if it came."""
        born = birth_date_of(iin)
        if born is None:
            return None
        years = DIES_AT_LEAST_YEARS + Draws(self.seed, iin).below("death", 25)
        died = date(born.year + years, born.month, min(born.day, 28))
        return died if died <= self.as_of else None

    def age_years(self, iin: str) -> int:
        """Full years on the day."""
        born = birth_date_of(iin) or self.as_of
        return self.as_of.year - born.year - ((self.as_of.month, self.as_of.day) < (born.month, born.day))

    def partner(self, iin: str) -> str | None:
        """The living husband or wife."""
        other = self._mirrored(iin)
        return other if other is not None and self.lives(other) else None

    def mother(self, iin: str) -> str | None:
        """The mother, living or dead."""
        born = birth_date_of(iin)
        if born is None:
            return None
        first = Draws(self.seed, iin).below("mother", len(GAPS_YEARS))
        for gap in (*GAPS_YEARS[first:], *GAPS_YEARS[:first]):
            found = make_iin(born.year - gap, born.month, born.day, "female", iin)
            if found is not None:
                return found
        return None

    def children(self, iin: str) -> tuple[str, ...]:
        """Children born by the day, the oldest first, living or dead."""
        woman = iin if sex_of(iin) == "female" else self._mirrored(iin)
        born = birth_date_of(woman) if woman is not None else None
        if woman is None or born is None:
            return ()
        possible = (
            make_iin(born.year + gap, born.month, born.day, sex, woman)
            for gap in GAPS_YEARS
            for sex in ("male", "female")
        )
        found = [child for child in possible if child is not None and self.mother(child) == woman]
        return tuple(sorted((child for child in found if _born(child) <= self.as_of), key=_born))

    def minors(self, iin: str) -> tuple[str, ...]:
        """Living children who are not grown up."""
        return tuple(c for c in self.children(iin) if self.lives(c) and self.age_years(c) < GROWN_UP_YEARS)

    def parents(self, iin: str) -> tuple[str, ...]:
        """Living parents of somebody who is not grown up."""
        mother = self.mother(iin) if self.age_years(iin) < GROWN_UP_YEARS else None
        if mother is None:
            return ()
        return tuple(one for one in (mother, self._mirrored(mother)) if one is not None and self.lives(one))

    def household(self, iin: str) -> str:
        """One number for all of a family: that of the mother, or the lower one of a couple."""
        head = (self.mother(iin) if self.age_years(iin) < GROWN_UP_YEARS else None) or iin
        other = self._mirrored(head)
        return head if other is None else min(head, other)

    def _mirrored(self, iin: str) -> str | None:
        born = birth_date_of(iin)
        if born is None or born.day > 28 or self.as_of.year - born.year <= MARRIED_FROM_YEARS:
            return None
        sex = "male" if sex_of(iin) == "female" else "female"
        other = make_iin(born.year, 13 - born.month, 29 - born.day, sex, iin)
        if other is None or not Draws(self.seed, min(iin, other)).chance("married", MARRIED_PER_MILLE):
            return None
        return other


def _born(iin: str) -> date:
    return birth_date_of(iin) or date.max


def make_iin(year: int, month: int, day: int, sex: str, like: str) -> str | None:
    """A valid number with the serial of another; an invented person's relatives are invented too.

    Returns
    -------
    str or None
        None where the day does not exist or no such number is issued.
    """
    try:
        born = date(year, month, day)
    except ValueError:
        return None
    if not 1900 <= year <= 2099:
        return None
    female = sex == "female"
    if is_invented(like):
        base = f"{born:%y%m%d}{7 + female}{9 if year < 2000 else 0}{like[8:11]}"
    else:
        base = f"{born:%y%m%d}{(3 if year < 2000 else 5) + female}{like[7:11]}"
    last = check_digit(base)
    return None if last is None else f"{base}{last}"
