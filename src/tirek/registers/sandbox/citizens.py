"""The people of the sandbox. Any valid IIN is somebody, always the same; a file of people may say otherwise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from tirek.registers.adapters.disability import Cause, Group
from tirek.registers.adapters.family_card import Relation
from tirek.registers.adapters.incomes import PensionKind
from tirek.registers.adapters.labour_market import Employment
from tirek.registers.adapters.population import Sex
from tirek.registers.identifiers import birth_date_of, sex_of
from tirek.registers.sandbox.draws import Draws
from tirek.registers.sandbox.kinship import GROWN_UP_YEARS, Kin
from tirek.registers.sandbox.things import DISTRICTS, business_number, cadastral_number, plate_number

PENSION_AGE_YEARS = 63
Number = Callable[[Draws, str], str]


@dataclass(frozen=True)
class Citizen:
    """All that the registers know of a person on a day. Sums are tenge a month, after tax."""

    iin: str
    birth_date: date
    sex: Sex
    died_on: date | None
    territory: str
    rural: bool
    members: tuple[tuple[str, Relation], ...]
    children: tuple[str, ...]
    birth_order: int
    spouse: str | None
    employment: Employment
    employer: str | None
    wage_tenge: int
    business_tenge: int
    pension_tenge: int
    benefit_tenge: int
    pension_kind: PensionKind
    disability: Group
    cause: Cause
    estates: tuple[str, ...]
    plates: tuple[str, ...]
    plots: tuple[str, ...]
    animals: int
    entities: tuple[str, ...]
    loans: int
    overdue: bool
    held_since: date | None


class City(Protocol):
    """Where people are found."""

    def find(self, iin: str, as_of: date) -> Citizen | None:
        """A person as of a day; None where nobody is known by the number."""
        ...


@dataclass(frozen=True)
class DerivedCity:
    """A city in which every number that could be issued is somebody's."""

    seed: int

    def find(self, iin: str, as_of: date) -> Citizen | None:
        """The person of a number; None for one that is not born yet or says no birth date."""
        born, sex = birth_date_of(iin), sex_of(iin)
        if born is None or sex is None or born > as_of or born.year < 1900:
            return None
        kin, draws = Kin(self.seed, as_of), Draws(self.seed, iin)
        alive = kin.lives(iin)
        age = kin.age_years(iin)
        work = _work(draws, age if alive else 0)
        group = _group(draws, age)
        spouse = kin.partner(iin) if alive else None
        pension_kind = _pension_kind(age, group) if alive else PensionKind.NONE
        return Citizen(
            iin=iin,
            birth_date=born,
            sex=Sex(sex),
            died_on=kin.died_on(iin),
            territory=Draws(self.seed, kin.household(iin)).pick("territory", DISTRICTS),
            rural=False,
            members=_members(kin, iin, spouse),
            children=kin.children(iin),
            birth_order=_birth_order(kin, iin),
            spouse=spouse,
            employment=work,
            employer=business_number(draws, "employer") if work in _EMPLOYED else None,
            wage_tenge=85_000 + draws.below("wage", 500) * 1_000 if work in _EMPLOYED else 0,
            business_tenge=60_000 + draws.below("business", 400) * 1_000 if work is Employment.SELF_EMPLOYED else 0,
            pension_tenge=45_000 + draws.below("pension", 150) * 1_000 if pension_kind is not PensionKind.NONE else 0,
            benefit_tenge=12_000 if alive and draws.chance("benefit", 60) else 0,
            pension_kind=pension_kind,
            disability=group,
            cause=_cause(draws, group),
            estates=_numbered(draws, "estate", (550, 120), cadastral_number, age),
            plates=_numbered(draws, "car", (350, 60), plate_number, age),
            plots=_numbered(draws, "plot", (80,), cadastral_number, age),
            animals=1 + draws.below("herd", 12) if age >= GROWN_UP_YEARS and draws.chance("animals", 40) else 0,
            entities=_numbered(draws, "entity", (50,), business_number, age),
            loans=_loans(draws, age),
            overdue=_loans(draws, age) > 0 and draws.chance("overdue", 150),
            held_since=as_of - timedelta(days=300)
            if age >= GROWN_UP_YEARS and alive and draws.chance("held", 5)
            else None,
        )


_EMPLOYED = (Employment.PERMANENT_JOB, Employment.TEMPORARY_JOB)


def _work(draws: Draws, age: int) -> Employment:
    if not GROWN_UP_YEARS <= age < PENSION_AGE_YEARS:
        return Employment.NONE
    drawn = draws.below("work", 100)
    bounds = (
        (58, Employment.PERMANENT_JOB),
        (66, Employment.TEMPORARY_JOB),
        (78, Employment.SELF_EMPLOYED),
        (80, Employment.SUSPENDED_TRADER),
        (88, Employment.REGISTERED_UNEMPLOYED),
        (100, Employment.NONE),
    )
    return next(kind for bound, kind in bounds if drawn < bound)


def _group(draws: Draws, age: int) -> Group:
    if not draws.chance("disability", 40):
        return Group.NONE
    if age < 7:
        return Group.CHILD_WITHOUT_GROUP
    return draws.pick("group", (Group.GROUP_1, Group.GROUP_2, Group.GROUP_3))


def _cause(draws: Draws, group: Group) -> Cause:
    if group is Group.NONE:
        return Cause.NONE
    return draws.pick("cause", (Cause.GENERAL_ILLNESS, Cause.SINCE_CHILDHOOD, Cause.OTHER_CAUSE))


def _pension_kind(age: int, group: Group) -> PensionKind:
    if age >= PENSION_AGE_YEARS:
        return PensionKind.AGE_PENSION
    return PensionKind.NONE if group is Group.NONE else PensionKind.DISABILITY_BENEFIT


def _numbered(draws: Draws, topic: str, per_mille: tuple[int, ...], number: Number, age: int) -> tuple[str, ...]:
    """Numbers of the things of a person: the first with one chance, the second with another."""
    if age < GROWN_UP_YEARS:
        return ()
    found = (
        number(draws, f"{topic}{place}")
        for place, odds in enumerate(per_mille)
        if draws.chance(f"{topic}{place}", odds)
    )
    return tuple(dict.fromkeys(found))


def _loans(draws: Draws, age: int) -> int:
    return draws.below("loans", 3) if age >= GROWN_UP_YEARS else 0


def _birth_order(kin: Kin, iin: str) -> int:
    mother = kin.mother(iin)
    return kin.children(mother).index(iin) + 1 if mother is not None else 0


def _members(kin: Kin, iin: str, spouse: str | None) -> tuple[tuple[str, Relation], ...]:
    me = (iin, Relation.SELF)
    if not kin.lives(iin):
        return (me,)
    parents = kin.parents(iin)
    if parents:
        siblings = ((child, Relation.SIBLING) for child in kin.minors(parents[0]) if child != iin)
        return (me, *((parent, Relation.PARENT) for parent in parents), *siblings)
    children = tuple((child, Relation.CHILD) for child in kin.minors(iin))
    return (me, *(((spouse, Relation.SPOUSE),) if spouse else ()), *children)
