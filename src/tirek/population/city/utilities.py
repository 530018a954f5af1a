"""Bills for the home, and the prices they are counted by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tirek.population.city.draft import Draft
from tirek.population.city.draws import whole
from tirek.population.city.tunables import tunables

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

SERVICES = ("heating", "cold_water", "hot_water", "gas", "electricity")
HUNDREDTHS = 100


def make_utilities(draft: Draft) -> None:
    """Set bills and tariffs of every family that has a home; the others have neither (zero, not unknown)."""
    rng = draft.stream("utilities")
    numbers = tunables("utilities")
    home = _homes(draft)
    area, house, at_home = home.area, home.house, home.has
    members = draft.size
    use = {
        "heating": np.where(house, 0.0, numbers.number("heating_gcal_m2") * area),
        "cold_water": numbers.number("cold_water_m3_person") * members,
        "hot_water": np.where(house, 0.0, numbers.number("hot_water_m3_person") * members),
        "gas": np.where(
            house, numbers.number("gas_m3_m2_house") * area, numbers.number("gas_m3_person_flat") * members
        ),
        "electricity": numbers.number("electricity_kwh_home") + numbers.number("electricity_kwh_person") * members,
    }
    supplier = draft.district % numbers.whole("suppliers")
    for service in SERVICES:
        tariff = _tariffs(rng, service)[supplier]
        luck = np.exp(numbers.number("use_deviation") * rng.standard_normal(draft.families))
        served = at_home & (use[service] > 0)
        draft.family[f"{service}_tariff"] = np.where(served, tariff, 0)
        bill = whole(use[service] * luck * tariff / HUNDREDTHS)
        draft.family[f"{service}_bill"] = np.where(served, bill, 0)
    _make_other_bills(draft, rng, home)


def _tariffs(rng: Generator, service: str) -> NDArray[np.int64]:
    """Hundredths of a tenge a unit, by supplier."""
    numbers = tunables("utilities")
    spread = 1 + numbers.number("tariff_spread") * (2 * rng.random(numbers.whole("suppliers")) - 1)
    return whole(numbers.number(f"{service}_tariff") * spread * HUNDREDTHS)


@dataclass(frozen=True)
class Homes:
    """Of each family's first dwelling, where it lives: m2, is it a house, is there one, does the state let it."""

    area: NDArray[np.float64]
    house: NDArray[np.bool_]
    has: NDArray[np.bool_]
    state: NDArray[np.bool_]


def _homes(draft: Draft) -> Homes:
    family = draft.dwelling["family_id"]
    first = np.concatenate(([True], family[1:] != family[:-1])) if family.size else np.zeros(0, dtype=bool)
    rows = family[first]
    area = np.zeros(draft.families)
    house, has, state = (np.zeros(draft.families, dtype=bool) for _ in range(3))
    area[rows] = draft.dwelling["area"][first] / HUNDREDTHS
    house[rows] = draft.dwelling["kind"][first] == draft.enum("kind", "dwelling")["house"]
    tenures = draft.enum("tenure", "dwelling")
    of_state = (tenures["state_stock"], tenures["rented_by_akimat"])
    state[rows] = np.isin(draft.dwelling["tenure"][first], of_state)
    has[rows] = True
    return Homes(area, house, has, state)


def _make_other_bills(draft: Draft, rng: Generator, home: Homes) -> None:
    numbers = tunables("utilities")
    flat = home.has & ~home.house
    lift = flat & (rng.random(draft.families) < numbers.number("lift_share_of_flats"))
    phone = home.has & (rng.random(draft.families) < numbers.number("phone_share"))
    bills = {
        "condominium_bill": flat * whole(numbers.number("condominium_m2") * home.area),
        "lift_bill": lift * numbers.whole("lift"),
        "phone_bill": phone * numbers.whole("phone"),
        "state_rent_bill": home.state * whole(numbers.number("state_rent_m2") * home.area),
    }
    draft.family.update(bills)
