"""Dwellings: who owns how many, who rents, how large the home is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tirek.population.city.draft import Draft
from tirek.population.city.draws import share_out
from tirek.population.city.tunables import read_margins_file, tunables

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

# Per holding of margins/housing.yaml: tenure of the home (none: no dwelling of their own), and further dwellings owned.
HOLDINGS = {
    "none": (None, 0),
    "rented_privately": ("rented_privately", 0),
    "state_stock": ("state_stock", 0),
    "rented_by_akimat": ("rented_by_akimat", 0),
    "one_owned": ("owned", 0),
    "two_owned": ("owned", 1),
    "three_owned": ("owned", 2),
}


def noisy_order(draft: Draft, rng: Generator, deviation: float) -> NDArray[np.int64]:
    """Families from poor to rich, with luck: the order in which things are dealt out."""
    order: NDArray[np.int64] = np.argsort(
        draft.income_rank + deviation * rng.standard_normal(draft.families), kind="stable"
    )
    return order


def make_dwellings(draft: Draft) -> None:
    """Make the rows of dwellings: the home, then further ones."""
    rng = draft.stream("dwellings")
    numbers = tunables("housing")
    holdings = numbers.table("holdings")
    holding = np.zeros(draft.families, dtype=np.int64)
    order = noisy_order(draft, rng, numbers.number("rank_deviation"))
    holding[order] = np.repeat(np.arange(len(holdings)), share_out(draft.families, list(holdings.values())))
    tenures = draft.enum("tenure", "dwelling")
    homes = [HOLDINGS[name][0] for name in holdings]
    has_home = np.array([tenure is not None for tenure in homes])[holding]
    tenure = np.array([tenures[tenure] if tenure else -1 for tenure in homes])[holding]
    further = np.array([HOLDINGS[name][1] for name in holdings])[holding]
    rows = has_home + further
    family = np.repeat(np.arange(draft.families, dtype=np.int32), rows)
    start = np.concatenate(([0], np.cumsum(rows)[:-1]))
    at_home = np.arange(family.size) - start[family] == 0
    kinds = draft.enum("kind", "dwelling")
    chance = np.array(list(numbers.table("house_share").values()))[_places_of_districts()][draft.district]
    house = at_home & (rng.random(draft.families) < chance)[family]
    registered = rng.random(draft.families) < numbers.number("home_registered")
    area = np.where(at_home, _home_areas(draft, rng, family, house), _further_areas(rng, family.size))
    draft.dwelling = {
        "family_id": family,
        "area": np.rint(area * 100).astype(np.int32),
        "tenure": np.where(at_home, tenure[family], tenures["owned"]).astype(np.int8),
        "kind": np.where(house, kinds["house"], kinds["flat"]).astype(np.int8),
        "residence": at_home & registered[family],
    }


def _places_of_districts() -> list[int]:
    keys = list(tunables("housing").table("house_share"))
    return [keys.index(kato) for kato in read_margins_file("districts")]


def _home_areas(
    draft: Draft, rng: Generator, family: NDArray[np.int32], house: NDArray[np.bool_]
) -> NDArray[np.float64]:
    numbers = tunables("housing")
    members = draft.size[family]
    richer = np.exp(numbers.number("income_on_area") * (draft.income_rank[family] - 0.5))
    luck = rng.standard_normal(family.size)
    areas = []
    for name in ("flat_area", "house_area"):
        shape = numbers.table(name)
        area = (shape["base"] + shape["step"] * members) * richer * np.exp(shape["deviation"] * luck)
        areas.append(np.clip(area, shape["least"], shape["most"]))
    return np.asarray(np.where(house, areas[1], areas[0]))


def _further_areas(rng: Generator, count: int) -> NDArray[np.float64]:
    shape = tunables("housing").table("second_area")
    area = shape["base"] * np.exp(shape["deviation"] * rng.standard_normal(count))
    return np.asarray(np.clip(area, shape["least"], shape["most"]))
