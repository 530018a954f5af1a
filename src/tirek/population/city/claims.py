"""Claims: meters, gas points, damage by fire and disaster, deaths."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tirek.population.city.ages import pension_age
from tirek.population.city.draft import Draft, Role
from tirek.population.city.draws import choose, lognormal, share_out, whole
from tirek.population.city.incomes import income_a_person_month
from tirek.population.city.tunables import tunables

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray


def make_claims(draft: Draft) -> None:
    """Make the rows of claims, numbered within family and kind."""
    rng = draft.stream("claims")
    numbers = tunables("claims")
    entitled = _entitled(draft)
    meters = choose(rng, entitled, draft.wanted("meter_families"))
    a_family = numbers.table("meters_a_family")
    devices = rng.permutation(
        np.repeat([int(key) for key in a_family], share_out(meters.size, list(a_family.values())))
    )
    gas = choose(rng, entitled & _owns_house(draft), draft.wanted("gas_families"))
    struck = choose(rng, np.ones(draft.families, dtype=bool), draft.wanted("disaster_families"))
    fire = rng.random(struck.size) < numbers.number("fire_share")
    dead = struck[rng.random(struck.size) < numbers.number("deaths_share")]
    points = np.full(gas.size, numbers.whole("gas_points_a_family"))
    parts = [
        claim_rows(draft, rng, "water_or_gas_meter", np.repeat(meters, devices), numbers.table("meter_cost")),
        claim_rows(draft, rng, "gas_point", np.repeat(gas, points), numbers.table("gas_point_cost")),
        claim_rows(draft, rng, "fire_damage", struck[fire], numbers.table("damage_cost")),
        claim_rows(draft, rng, "disaster_damage", struck[~fire], numbers.table("damage_cost")),
        claim_rows(draft, rng, "death_in_disaster", dead, None),
    ]
    draft.claim = join_claims(parts)


def _entitled(draft: Draft) -> NDArray[np.bool_]:
    """Large families, families with a disability or of pension age, with income up to so many minima."""
    limit = tunables("claims").number("income_minima") * tunables("incomes").number("regional_minimum")
    old = draft.in_family(draft.age >= pension_age(draft.sex)) > 0
    disabled = draft.in_family(draft.person["disability"] > 0) > 0
    large = draft.counts[:, Role.MINOR] >= 4
    entitled: NDArray[np.bool_] = (old | disabled | large) & (income_a_person_month(draft) <= limit)
    return entitled


def _owns_house(draft: Draft) -> NDArray[np.bool_]:
    home = draft.dwelling["residence"] & (draft.dwelling["tenure"] == draft.enum("tenure", "dwelling")["owned"])
    home = home & (draft.dwelling["kind"] == draft.enum("kind", "dwelling")["house"])
    owns = np.zeros(draft.families, dtype=bool)
    owns[draft.dwelling["family_id"][home]] = True
    return owns


def claim_rows(
    draft: Draft, rng: Generator, kind: str, families: NDArray[np.int64], cost: dict[str, float] | None
) -> dict[str, NDArray[np.int64]]:
    """Claims of one kind; `families` are sorted, with a repetition for each further claim; `cost` is a median and deviation."""
    numbers = tunables("claims")
    count = families.size
    first = np.searchsorted(families, families)
    amount = np.zeros(count, dtype=np.int64)
    if cost is not None:
        amount = whole(lognormal(rng, cost["median"], cost["deviation"], count))
    return {
        "family_id": families,
        "kind": np.full(count, draft.enum("kind", "claim")[kind]),
        "cost": amount,
        "documented": rng.random(count) < numbers.number("documented"),
        "reimbursed_before": (rng.random(count) < numbers.number("reimbursed_before")) & (kind == "water_or_gas_meter"),
        "number": np.arange(count) - first + 1,
    }


def join_claims(parts: list[dict[str, NDArray[np.int64]]]) -> dict[str, NDArray[np.int64]]:
    """Claims of several kinds in one table, by family."""
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    order = np.argsort(columns["family_id"], kind="stable")
    return {name: column[order] for name, column in columns.items()}
