"""Pensions and state benefits by kind, with the minima of the year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tirek.population.city.ages import ADULT, pension_age
from tirek.population.city.draft import Draft, FamilyKind, Role
from tirek.population.city.draws import choose, lognormal, whole
from tirek.population.city.incomes import MONTHS, survivors
from tirek.population.city.tunables import tunables

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray


def make_orphans(draft: Draft) -> None:
    """Set `orphan`: children in the care of grandparents first, then of other families."""
    rng = draft.stream("orphans")
    minor = draft.role == Role.MINOR
    kept = (draft.family_kind == FamilyKind.GRANDPARENTS_WITH_GRANDCHILDREN)[draft.of_family]
    weights = np.where(kept, 1.0, 1e-4)
    rows = choose(rng, minor, draft.wanted("orphans"), weights)
    draft.person["orphan"] = draft.flags(rows)


def make_pensions(draft: Draft) -> None:
    """Set `pension_kind`, `pension`, `state_benefits`, `breadwinner_lost`, `disability_cause`."""
    rng = draft.stream("pensions")
    kinds = draft.enum("pension_kind")
    kind = np.zeros(draft.persons, dtype=np.int8)
    bereaved, lost = survivors(draft, rng), draft.enum("breadwinner_lost")
    kind[bereaved] = kinds["survivor_benefit"]
    draft.person["breadwinner_lost"] = np.where(
        bereaved, np.where(draft.person["orphan"], lost["both_parents"], lost["one"]), 0
    )
    kind[draft.person["disability"] != draft.enum("disability")["none"]] = kinds["disability_benefit"]
    old = draft.age >= pension_age(draft.sex)
    kind[old] = kinds["age_pension"]
    kind[choose(rng, old, draft.wanted("age_allowance"))] = kinds["age_allowance"]
    draft.person["pension_kind"] = kind
    pension = whole(_age_pension(draft, rng)) * MONTHS
    draft.person["pension"] = np.where(kind == kinds["age_pension"], pension, 0)
    benefit = _disability_benefit(draft, rng)
    numbers = tunables("incomes")
    monthly = {
        "disability_benefit": benefit,
        "survivor_benefit": np.full(draft.persons, _in_minima(numbers.number("survivor_benefit"))),
        "age_allowance": np.full(draft.persons, numbers.whole("age_allowance_month")),
    }
    benefits = np.zeros(draft.persons, dtype=np.int64)
    for name, amount in monthly.items():
        rows = kind == kinds[name]
        benefits[rows] = amount[rows] * MONTHS
    draft.person["state_benefits"] = benefits


def _in_minima(coefficient: float) -> int:
    """So many subsistence minima, rounded up to a tenge; hundredths, so that 2.20 x 50,851 is exact."""
    return -(-round(coefficient * 100) * tunables("incomes").whole("subsistence_minimum") // 100)


def _age_pension(draft: Draft, rng: Generator) -> NDArray[np.float64]:
    numbers = tunables("incomes")
    base = numbers.table("base_pension")
    basic = base["least"] + (base["most"] - base["least"]) * rng.random(draft.persons)
    over = lognormal(
        rng,
        numbers.number("solidary_pension_median_over_least"),
        numbers.number("solidary_pension_deviation"),
        draft.persons,
    )
    solidary = numbers.number("solidary_pension_least") + over
    return basic + np.minimum(solidary, numbers.number("solidary_pension_most"))


def _disability_benefit(draft: Draft, rng: Generator) -> NDArray[np.int64]:
    """A month's benefit by group; a child's and a since-childhood one is higher in groups II and III."""
    numbers = tunables("incomes")
    codes, disability = draft.enum("disability"), draft.person["disability"]
    higher = (draft.age < ADULT) | (rng.random(draft.persons) < numbers.number("since_childhood_share"))
    causes = draft.enum("disability_cause")
    cause = np.where(higher, causes["since_childhood"], causes["general_illness"])
    draft.person["disability_cause"] = np.where(disability == codes["none"], causes["none"], cause).astype(np.int8)
    amounts = np.zeros((2, len(codes)), dtype=np.int64)
    for group in ("group_1", "group_2", "group_3"):
        amounts[0, codes[group]] = _in_minima(numbers.number(f"benefit_{group}"))
    amounts[1] = amounts[0]
    for group in ("group_2", "group_3"):
        amounts[1, codes[group]] = _in_minima(numbers.number(f"benefit_{group}_since_childhood"))
    amounts[:, codes["child_without_group"]] = _in_minima(numbers.number("benefit_child_without_group"))
    result: NDArray[np.int64] = amounts[higher.astype(np.int8), disability]
    return result
