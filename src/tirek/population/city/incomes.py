"""Incomes of the quarter: pay, business, pensions, benefits, alimony, rent, and help of relatives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tirek.population.city.ages import ADULT
from tirek.population.city.districts import district_column
from tirek.population.city.draft import Draft, FamilyKind, Role
from tirek.population.city.draws import by_step, choose, draw_places, lognormal, whole
from tirek.population.city.tunables import tunables

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

MONTHS = 3
INCOMES = (
    "wage",
    "pension",
    "state_benefits",
    "scholarship",
    "alimony",
    "business_income",
    "rent_income",
    "farm_income",
    "other_income",
)


def income_a_person_month(draft: Draft) -> NDArray[np.float64]:
    """What a family has by the month and member, from the incomes made so far."""
    total = np.zeros(draft.persons, dtype=np.int64)
    for name in INCOMES:
        if name in draft.person:
            total += draft.person[name]
    return np.asarray(draft.in_family(total) / (MONTHS * draft.size))


def make_earnings(draft: Draft) -> None:
    """Set `wage`, `business_income`, `alimony`, and the rank of every family by what it has."""
    rng = draft.stream("earnings")
    numbers = tunables("incomes")
    codes, employment = draft.enum("employment"), draft.person["employment"]
    pay = _pay(draft, rng)
    temporary = employment == codes["temporary_job"]
    pay[temporary] *= numbers.number("wage_temporary")
    pay = np.maximum(pay, np.where(temporary, 0.3, 1.0) * numbers.number("wage_net_minimum"))
    full = rng.random(draft.persons) < numbers.number("wage_full_quarter")
    months = np.where(full, MONTHS, rng.integers(1, MONTHS, draft.persons))
    paid = temporary | (employment == codes["permanent_job"])
    draft.person["wage"] = np.where(paid, whole(pay) * months, 0)
    _make_business(draft, rng)
    _make_alimony(draft, rng)
    draft.income_rank = np.zeros(draft.families)
    order = np.argsort(income_a_person_month(draft), kind="stable")
    draft.income_rank[order] = (np.arange(draft.families) + 0.5) / draft.families


def _pay(draft: Draft, rng: Generator) -> NDArray[np.float64]:
    """Net pay a month that a person would have in a permanent job."""
    numbers = tunables("incomes")
    names = numbers.table("education")
    family = draw_places(rng, list(names.values()), draft.families)[draft.of_family]
    own = draw_places(rng, list(names.values()), draft.persons)
    education = np.where(rng.random(draft.persons) < numbers.number("education_from_family"), family, own)
    shift = np.array([numbers.table("wage_education")[name] for name in names])[education]
    shift += by_step(numbers.table("wage_age"), draft.age)
    shift += np.where(draft.sex == 1, numbers.number("wage_women"), 0.0)
    children = np.minimum(draft.counts[:, Role.MINOR], 5)[draft.of_family] * (draft.role == Role.PARENT)
    shift += numbers.number("wage_per_child") * children
    luck = numbers.number("wage_deviation_family") * rng.standard_normal(draft.families)
    shift += (luck + district_column("wage")[draft.district])[draft.of_family]
    shift += numbers.number("wage_deviation_own") * rng.standard_normal(draft.persons)
    return np.asarray(numbers.number("wage_median") * np.exp(shift))


def _make_business(draft: Draft, rng: Generator) -> None:
    numbers = tunables("incomes")
    codes, employment = draft.enum("employment"), draft.person["employment"]
    month = lognormal(rng, numbers.number("business_median"), numbers.number("business_deviation"), draft.persons)
    month = np.maximum(month, numbers.number("business_least"))
    at_side = rng.random(draft.persons) < numbers.number("side_business_share")
    has = (employment == codes["self_employed"]) | (at_side & (employment == codes["permanent_job"]))
    draft.person["business_income"] = np.where(has, whole(month) * MONTHS, 0)


def _make_alimony(draft: Draft, rng: Generator) -> None:
    numbers = tunables("incomes")
    spread = numbers.table("alimony_month")
    month = whole(lognormal(rng, spread["median"], spread["deviation"], draft.persons))
    alone = (draft.counts[:, Role.PARENT] == 1) & (draft.counts[:, Role.MINOR] > 0)
    getting = alone & (rng.random(draft.families) < numbers.number("alimony_share_of_lone_parents"))
    # It is the children's money, counted with the parent who receives it.
    parent = (draft.role == Role.PARENT) & getting[draft.of_family]
    draft.person["alimony"] = np.where(parent, month * MONTHS, 0)


def make_property_incomes(draft: Draft) -> None:
    """Set `rent_income`, `farm_income` and the gifts within `other_income`, on the family's first person."""
    rng = draft.stream("property incomes")
    numbers = tunables("incomes")
    owned = np.bincount(draft.dwelling["family_id"], ~draft.dwelling["residence"], minlength=draft.families)
    house = np.bincount(
        draft.dwelling["family_id"],
        draft.dwelling["residence"] & (draft.dwelling["kind"] == draft.enum("kind", "dwelling")["house"]),
        minlength=draft.families,
    )
    sources = {
        "rent_income": ("rent_month", owned * numbers.number("rent_share_of_second_dwellings")),
        "farm_income": ("farm_month", house * numbers.number("farm_share_of_houses")),
        "other_income": ("gift_month", np.full(draft.families, numbers.number("gift_share"))),
    }
    kept = draft.person["full_time_student"][draft.first] & (draft.size == 1)
    for name, (spread, chance) in sources.items():
        month = numbers.table(spread)
        sums = whole(lognormal(rng, month["median"], month["deviation"], draft.families)) * MONTHS
        has = (rng.random(draft.families) < chance) & (draft.age[draft.first] >= ADULT)
        column = np.zeros(draft.persons, dtype=np.int64)
        column[draft.first[has]] = sums[has]
        draft.person[name] = column
    _keep_students(draft, rng, kept)


def _keep_students(draft: Draft, rng: Generator, kept: NDArray[np.bool_]) -> None:
    numbers = tunables("incomes")
    month = numbers.table("kept_students_month")
    kept = kept & (rng.random(draft.families) < numbers.number("kept_students_share"))
    sums = whole(lognormal(rng, month["median"], month["deviation"], draft.families)) * MONTHS
    draft.person["other_income"][draft.first[kept]] += sums[kept]


def calibrate_help(draft: Draft) -> None:
    """Let relatives help the families nearest to the regional minimum until the published share is left below it."""
    rng = draft.stream("help")
    numbers = tunables("incomes")
    line = numbers.number("regional_minimum")
    income = income_a_person_month(draft)
    below = np.flatnonzero(income < line)
    surplus = int(draft.size[below].sum()) - draft.wanted("below_regional_minimum")
    nearness = income[below] / line + numbers.number("help_nearness_deviation") * rng.standard_normal(below.size)
    below = below[np.argsort(-nearness, kind="stable")]
    helped = below[np.cumsum(draft.size[below]) <= max(surplus, 0)]
    goal = line * (1 + numbers.number("help_over_line") * rng.random(helped.size))
    missing = np.ceil((goal - income[helped]) * draft.size[helped]).astype(np.int64) * MONTHS
    draft.person["other_income"][draft.first[helped]] += missing
    _help_below(draft, rng, line)
    draft.below_line = income_a_person_month(draft) < line


def _help_below(draft: Draft, rng: Generator, line: float) -> None:
    """Part of what those below the line miss, never lifting them over it: a sensitivity, off by default (share 0)."""
    numbers = tunables("incomes")
    income = income_a_person_month(draft)
    part = numbers.table("help_below_part")
    covered = part["least"] + (part["most"] - part["least"]) * rng.random(draft.families)
    missing = np.floor(covered * (line - income) * draft.size).astype(np.int64) * MONTHS
    helped = (income < line) & (rng.random(draft.families) < numbers.number("help_below_share"))
    draft.person["other_income"][draft.first[helped]] += missing[helped]


def survivors(draft: Draft, rng: Generator) -> NDArray[np.bool_]:
    """Children of a lone parent whose other parent died, and most orphans."""
    numbers = tunables("incomes")
    bereaved = (draft.family_kind == FamilyKind.LONE_PARENT) & (
        rng.random(draft.families) < numbers.number("survivor_share_of_lone_parents")
    )
    child = (draft.role == Role.MINOR) & bereaved[draft.of_family]
    orphan = draft.person["orphan"]
    chosen = choose(rng, orphan, round(orphan.sum() * numbers.number("survivor_share_of_orphans")))
    return np.asarray(child | draft.flags(chosen))
