"""Ages and sexes: children first, then their parents, then grandparents; the old who live alone or as a couple last.

The number of people of pension age is a target. Whoever is that old as a parent, grandparent or relative is counted,
and singles and couples make up the difference, so that the number comes out exactly wherever enough of them are free.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tirek.population.city.draft import Draft, FamilyKind, Role
from tirek.population.city.draws import draw_keys, draw_steps
from tirek.population.city.tunables import tunables

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

MALE, FEMALE = 0, 1
ADULT = 18


def make_ages(draft: Draft) -> None:
    """Set `age` and `sex` of everybody, and the birth dates."""
    rng = draft.stream("ages")
    draft.age = np.zeros(draft.persons, dtype=np.int64)
    draft.sex = (rng.random(draft.persons) >= tunables("ages").number("boys")).astype(np.int8)
    _age_minors(draft, rng)
    _age_adult_children(draft, rng)
    _age_parents(draft, rng)
    _age_relatives(draft, rng)
    _age_grandparents(draft, rng)
    _age_singles_and_couples(draft, rng)
    draft.person["birth_date"] = birth_dates(draft.age, draft.as_of, draft.stream("birth dates"))
    draft.person["sex"] = draft.sex


def pension_age(sex: NDArray[np.int8]) -> NDArray[np.int64]:
    """From which age a person of this sex is of pension age."""
    numbers = tunables("ages")
    return np.where(sex == MALE, numbers.whole("pension_age_men"), numbers.whole("pension_age_women"))


def _ladder(rng: Generator, draft: Draft, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Years by which each child of a family is older than the youngest one of the same role."""
    gaps = draw_keys(rng, tunables("ages").table("sibling_gaps"), rows.size)
    first = draft.place[rows] == 0
    gaps[first] = 0
    steps = np.cumsum(gaps)
    base = np.maximum.accumulate(np.where(first, steps, 0))
    return steps - base


def _age_minors(draft: Draft, rng: Generator) -> None:
    numbers = tunables("ages")
    rows = np.flatnonzero(draft.role == Role.MINOR)
    family = draft.of_family[rows]
    ladder = _ladder(rng, draft, rows)
    span = np.zeros(draft.families, dtype=np.int64)
    np.maximum.at(span, family, ladder)
    # A ladder that does not fit under 18 years is squeezed, keeping its order.
    tall = span[family] >= ADULT
    ladder[tall] = ladder[tall] * (ADULT - 1) // span[family][tall]
    span = np.minimum(span, ADULT - 1)
    room = ADULT - span
    youngest = np.floor(room * rng.random(draft.families) ** numbers.number("youngest_minor_power")).astype(np.int64)
    draft.age[rows] = youngest[family] + ladder


def _age_adult_children(draft: Draft, rng: Generator) -> None:
    numbers = tunables("ages")
    rows = np.flatnonzero(draft.role == Role.ADULT_CHILD)
    family = draft.of_family[rows]
    with_minors = draft.counts[:, Role.MINOR] > 0
    mean = np.where(
        with_minors,
        numbers.number("adult_child_with_minors_mean_years_over_18"),
        numbers.number("adult_child_mean_years_over_18"),
    )
    youngest = ADULT + np.floor(mean * rng.standard_exponential(draft.families)).astype(np.int64)
    # Brothers and sisters are no more than about the years of one mother's births apart.
    most = np.where(with_minors, 26, numbers.whole("oldest_adult_child"))
    draft.age[rows] = np.minimum(youngest[family] + _ladder(rng, draft, rows), most[family])


def _age_parents(draft: Draft, rng: Generator) -> None:
    numbers = tunables("ages")
    birth, gap, older = (numbers.table(name) for name in ("first_birth", "parent_gap", "husband_older"))
    child = (draft.role == Role.ADULT_CHILD) | (draft.role == Role.MINOR)
    oldest = np.maximum.reduceat(np.where(child, draft.age, -1), draft.first)
    youngest = np.minimum.reduceat(np.where(child, draft.age, 999), draft.first)
    span = np.maximum(oldest - youngest, 0)
    drawn = np.rint(birth["mean"] + birth["deviation"] * rng.standard_normal(draft.families))
    latest = np.minimum(birth["latest"], gap["most"] - span)
    mother = oldest + np.clip(drawn, birth["earliest"], latest).astype(np.int64)
    more = np.rint(older["mean"] + older["deviation"] * rng.standard_normal(draft.families)).astype(np.int64)
    father = np.clip(mother + more, oldest + int(gap["least"]), youngest + int(gap["most"]))
    women = rng.random(draft.families) < numbers.number("lone_parent_women")
    # A girl of 17 may be a mother, but then she lives with her parents: whoever heads a family is of age.
    mother, father = np.maximum(mother, ADULT), np.maximum(father, ADULT)
    with_children = (draft.counts[:, Role.PARENT] > 0) & (oldest >= 0)
    _seat_parents(draft, with_children, father, mother, women)


def _seat_parents(
    draft: Draft,
    families: NDArray[np.bool_],
    men: NDArray[np.int64],
    women: NDArray[np.int64],
    woman_alone: NDArray[np.bool_],
) -> None:
    """The man first and the woman second in a couple; a parent alone is a woman where `woman_alone`."""
    two = draft.counts[:, Role.PARENT] == 2
    rows = draft.first[families]
    is_woman = ~two[families] & woman_alone[families]
    draft.sex[rows] = np.where(is_woman, FEMALE, MALE)
    draft.age[rows] = np.where(is_woman, women[families], men[families])
    second = draft.first[families & two] + 1
    draft.sex[second] = FEMALE
    draft.age[second] = women[families & two]


def _age_relatives(draft: Draft, rng: Generator) -> None:
    """Brothers, sisters, nephews and others who share a home; the head's couple is of working age."""
    numbers = tunables("ages")
    rows = np.flatnonzero(draft.role == Role.RELATIVE)
    draft.age[rows] = draw_steps(rng, numbers.table("relatives"), 60, rows.size)
    family = draft.family_kind == FamilyKind.RELATIVES
    _seat_young(draft, family, rng)


def _seat_young(draft: Draft, families: NDArray[np.bool_], rng: Generator) -> None:
    numbers = tunables("ages")
    older = numbers.table("husband_older")
    last_woman, last_man = numbers.whole("pension_age_women") - 1, numbers.whole("pension_age_men") - 1
    two = draft.counts[:, Role.PARENT] == 2
    alone = draw_steps(rng, numbers.table("young_singles"), last_woman, draft.families)
    paired = draw_steps(rng, numbers.table("young_couples"), last_woman, draft.families)
    women = np.where(two, paired, alone)
    more = np.rint(older["mean"] + older["deviation"] * rng.standard_normal(draft.families)).astype(np.int64)
    men = np.clip(np.where(two, women + more, women), ADULT, last_man)
    woman_alone = rng.random(draft.families) < numbers.number("young_singles_women")
    _seat_parents(draft, families, men, women, woman_alone)


def _age_grandparents(draft: Draft, rng: Generator) -> None:
    numbers = tunables("ages")
    gap, spread, older = (numbers.table(name) for name in ("parent_gap", "grandparent_gap", "husband_older"))
    # They are the parents of the family's first parent; of a parent who is not there, where they raise the children alone.
    head = np.where(draft.counts[:, Role.PARENT] > 0, draft.age[draft.first], 0)
    oldest_minor = np.maximum.reduceat(np.where(draft.role == Role.MINOR, draft.age, 0), draft.first)
    absent = oldest_minor + 24
    parent = np.where(draft.counts[:, Role.PARENT] > 0, head, absent)
    years = gap["least"], gap["most"] - 5
    drawn = np.rint(spread["mean"] + spread["deviation"] * rng.standard_normal(draft.families))
    oldest = numbers.whole("oldest") - 2
    women = np.minimum(parent + np.clip(drawn, *years).astype(np.int64), oldest)
    more = np.rint(older["mean"] + older["deviation"] * rng.standard_normal(draft.families)).astype(np.int64)
    men = np.clip(women + more, parent + int(years[0]), oldest)
    woman_alone = rng.random(draft.families) < numbers.number("grandmother_alone")
    rows = np.flatnonzero(draft.role == Role.GRANDPARENT)
    family = draft.of_family[rows]
    two = (draft.counts[:, Role.GRANDPARENT] == 2)[family]
    is_woman = np.where(two, draft.place[rows] == 1, woman_alone[family])
    draft.sex[rows] = np.where(is_woman, FEMALE, MALE)
    draft.age[rows] = np.where(is_woman, women[family], men[family])


def _age_singles_and_couples(draft: Draft, rng: Generator) -> None:
    single, couple = draft.family_kind == FamilyKind.SINGLE, draft.family_kind == FamilyKind.COUPLE
    _seat_young(draft, single | couple, rng)
    seated = int((draft.age >= pension_age(draft.sex)).sum())
    missing = max(draft.wanted("pensioners") + draft.wanted("age_allowance") - seated, 0)
    numbers = tunables("ages")
    couples = min(int(missing * numbers.number("elderly_in_couples") / 2), int(couple.sum()))
    singles = min(missing - 2 * couples, int(single.sum()))
    couples = min((missing - singles) // 2, int(couple.sum()))
    old = np.zeros(draft.families, dtype=bool)
    old[np.flatnonzero(couple)[:couples]] = True
    old[np.flatnonzero(single)[:singles]] = True
    _seat_old(draft, old, rng)


def _seat_old(draft: Draft, families: NDArray[np.bool_], rng: Generator) -> None:
    numbers = tunables("ages")
    older = numbers.table("husband_older")
    drawn = draw_steps(rng, numbers.table("elderly"), numbers.whole("oldest"), draft.families)
    women = np.maximum(drawn, numbers.whole("pension_age_women"))
    more = np.rint(older["mean"] + older["deviation"] * rng.standard_normal(draft.families)).astype(np.int64)
    two = draft.counts[:, Role.PARENT] == 2
    men = np.clip(np.where(two, drawn + more, drawn), numbers.whole("pension_age_men"), numbers.whole("oldest"))
    woman_alone = rng.random(draft.families) < numbers.number("single_elderly_women")
    _seat_parents(draft, families, men, women, woman_alone)


def birth_dates(ages: NDArray[np.int64], as_of: int, rng: Generator) -> NDArray[np.int32]:
    """Birth dates YYYYMMDD of people who have these ages on 1 January of the year of `as_of`.

    Such a person was born from 2 January of the year before `as_of`'s year less the age to 1 January of the next one.
    """
    year = as_of // 10_000 - 1 - ages
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    day = np.floor(rng.random(ages.size) * (365 + leap)).astype(np.int64)
    calendar = np.arange("2000-01-01", "2001-01-01", dtype="datetime64[D]").astype(object)
    month_days = np.array([date.month * 100 + date.day for date in calendar])
    # 2000 is a leap year: in other years its 29 February, day 59, is skipped.
    dates = (year + (day == 0)) * 10_000 + month_days[day + ((day >= 59) & ~leap)]
    return np.asarray(dates, dtype=np.int32)
