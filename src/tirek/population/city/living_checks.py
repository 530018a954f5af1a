"""Joint checks of who lives with whom, where, and under what status."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tirek.population.city.ages import ADULT
from tirek.population.city.found import Found, failing, mean_by_band, not_rising

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from tirek.population.city.tables import CityTables

# Families are laid out in order of size in the check of areas; beyond this many members there are too few to compare.
LARGEST_COMPARED = 6


def _has_elder(city: CityTables, most: int) -> NDArray[np.bool_]:
    """For each person: whether some adult of the family is 16 to `most` years older, by year of birth."""
    birth = city.person["birth_date"] // 10_000
    adult = np.flatnonzero(city.age >= ADULT)
    order = np.lexsort((birth[adult], city.of_family[adult]))
    adult = adult[order]
    # One number that sorts by family and then by birth year lets one search find the nearest adult old enough.
    key = city.of_family[adult].astype(np.int64) * 10_000 + birth[adult]
    wanted = city.of_family.astype(np.int64) * 10_000 + birth
    place = np.searchsorted(key, wanted - 16, side="right") - 1
    found = place >= 0
    nearest = np.where(found, key[np.maximum(place, 0)], -1)
    return np.asarray(found & (nearest // 10_000 == city.of_family) & (wanted - nearest <= most))


def _minor_with_adult(most: int) -> Callable[[CityTables], Found]:
    return lambda city: failing(city.age < ADULT, ~_has_elder(city, most))


def _infant_with_woman(city: CityTables) -> Found:
    woman = city.is_any("person", "sex", "female") & (city.age >= 17) & (city.age <= 51)
    return failing(city.age < 1, ~city.any_of(woman)[city.of_family])


def _spouses(city: CityTables) -> Found:
    """Families of children and exactly two grown-ups of 25 and more, a man and a woman."""
    grown, female = city.age >= 25, city.is_any("person", "sex", "female")
    other = (city.age >= ADULT) & ~grown
    pair = (city.count(grown & female) == 1) & (city.count(grown & ~female) == 1) & (city.count(other) == 0)
    pair &= city.minors > 0
    gap = city.count(np.where(grown & female, city.age, 0)) - city.count(np.where(grown & ~female, city.age, 0))
    return failing(pair, np.abs(gap) > 20)


def _one_home(city: CityTables) -> Found:
    homes = city.sum_rows("dwelling", city.dwelling["residence"])
    return failing(np.ones(city.families, dtype=bool), homes > 1)


def _share_by_district(
    members: Callable[[CityTables], NDArray[Any]], all_of: Callable[[CityTables], NDArray[Any]], low: float, high: float
) -> Callable[[CityTables], Found]:
    def check(city: CityTables) -> Found:
        _, district = np.unique(city.family["territory"], return_inverse=True)
        some, everybody = members(city), all_of(city)
        if not some.sum():
            return Found(0, 0)
        ratio = np.bincount(district, some) / np.bincount(district, everybody) / (some.sum() / everybody.sum())
        return Found(int(ratio.size), int(((ratio < low) | (ratio > high)).sum()))

    return check


def _flag(fact: str, wrong: Callable[[CityTables], NDArray[np.bool_]]) -> Callable[[CityTables], Found]:
    return lambda city: failing(city.person[fact], wrong(city))


def _born_outside(first: int, last: int) -> Callable[[CityTables], NDArray[np.bool_]]:
    def wrong(city: CityTables) -> NDArray[np.bool_]:
        year = city.person["birth_date"] // 10_000
        outside: NDArray[np.bool_] = (year < first) | (year > last)
        return outside

    return wrong


def _conscripts(city: CityTables) -> Found:
    fits = city.is_any("person", "sex", "male") & (city.age >= 18) & (city.age <= 27)
    return failing(city.is_any("person", "absence", "conscript"), ~fits)


def _home_education(city: CityTables) -> Found:
    disabled = ~city.is_any("person", "disability", "none")
    return failing(city.person["home_education_plan"], ~disabled | (city.age < 6) | (city.age > 18))


def _areas(city: CityTables) -> Found:
    home = city.dwelling["residence"] & city.is_any("dwelling", "tenure", "owned")
    size = np.minimum(city.size[city.dwelling["family_id"][home]], LARGEST_COMPARED).astype(np.int64)
    return not_rising(mean_by_band(city.dwelling["area"][home], size, LARGEST_COMPARED + 1)[1:])


def _families(city: CityTables) -> NDArray[Any]:
    return np.ones(city.families)


LIVING_CHECKS: dict[str, Callable[[CityTables], Found]] = {
    "minor_lives_with_an_adult_16_years_older": _minor_with_adult(110),
    "minor_lives_with_an_adult_of_parents_age": _minor_with_adult(50),
    "infant_lives_with_a_woman_of_childbearing_age": _infant_with_woman,
    "nobody_is_over_110": lambda city: failing(np.ones(city.people, dtype=bool), city.age > 110),
    "spouses_are_of_similar_age": _spouses,
    "old_people_are_mostly_women": lambda city: failing(city.age > 75, city.is_any("person", "sex", "male")),
    "family_has_one_home": _one_home,
    "members_are_registered_at_the_address": lambda city: failing(
        np.ones(city.people, dtype=bool), ~city.person["registered_at_address"]
    ),
    "pensioners_share_by_district": _share_by_district(
        lambda city: city.count(city.is_any("person", "pension_kind", "age_pension")), lambda city: city.size, 0.4, 1.8
    ),
    "large_families_share_by_district": _share_by_district(lambda city: city.minors >= 4, _families, 0.3, 2.2),
    "home_education_is_of_children_with_disability": _home_education,
    "war_participant_is_at_least_95": _flag("war_participant", lambda city: city.age < 95),
    "home_front_worker_is_at_least_85": _flag("home_front_worker", lambda city: city.age < 85),
    "rehabilitated_of_1986_was_then_of_age": _flag("december_1986_rehabilitated", _born_outside(1950, 1972)),
    "orphan_is_a_child": _flag("orphan", lambda city: city.age > 23),
    "conscript_is_a_young_man": _conscripts,
    "area_rises_with_family_size": _areas,
}
