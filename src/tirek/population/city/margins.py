"""What the city should have come out as, what it did, and by how much it missed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tirek.population.city.ages import ADULT
from tirek.population.city.care_measures import CARE_MEASURES
from tirek.population.city.measures import MEASURES_REPORT
from tirek.population.city.mothers_awards import ALTYN, KUMIS
from tirek.population.city.tables import CityTables, read_city
from tirek.population.city.targets import DISTRICT, Target, read_targets
from tirek.population.city.tunables import tunables
from tirek.population.city.veterans import STATUSES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

A_YEAR = 10_000
"""Between two dates YYYYMMDD."""


@dataclass(frozen=True)
class Margin:
    """One figure: wanted for a city of this size, and made.

    `mark` and `source` say how far the wanted figure itself can be trusted (`memory` is unverified).
    """

    name: str
    titles: dict[str, str]
    unit: str
    wanted: float
    made: float
    tolerance: float
    mark: str
    source: str

    @property
    def deviation(self) -> float:
        """Made less wanted."""
        return self.made - self.wanted

    @property
    def relative(self) -> float:
        """The deviation as a share of what was wanted."""
        return self.deviation / self.wanted

    @property
    def hit(self) -> bool:
        """Within the tolerance, or, for a handful of persons, within the one or two that rounding gives or takes."""
        small = 0.0 if self.unit == "share" else min(2.0, self.wanted + 1.0)
        return abs(self.deviation) <= max(self.tolerance * self.wanted, small)


def margins_report(folder: Path) -> list[Margin]:
    """Every target of `margins/targets.yaml` and the people of each district, hit or missed."""
    return margins_of(read_city(folder))


def margins_of(city: CityTables) -> list[Margin]:
    """The same for a city in memory."""
    return [_margin(target, city) for target in read_targets().values()]


def _margin(target: Target, city: CityTables) -> Margin:
    made = _district(target, city) if target.name.startswith(DISTRICT) else MEASURES[target.name](city)
    return Margin(
        name=target.name,
        titles=target.titles,
        unit=target.unit,
        wanted=target.wanted(city.people),
        made=float(made),
        tolerance=target.tolerance,
        mark=target.mark,
        source=target.source,
    )


def _district(target: Target, city: CityTables) -> float:
    kato = int(target.name.removeprefix(DISTRICT))
    return float(city.size[city.family["territory"] == kato].sum())


def _persons(fact: str, *values: str) -> Callable[[CityTables], float]:
    return lambda city: city.is_any("person", fact, *values).sum()


def _flagged(fact: str) -> Callable[[CityTables], float]:
    return lambda city: city.person[fact].sum()


def _adults(group: str) -> Callable[[CityTables], float]:
    return lambda city: (city.is_any("person", "disability", group) & (city.age >= ADULT)).sum()


def _claims(*kinds: str) -> Callable[[CityTables], float]:
    return lambda city: city.is_any("claim", "kind", *kinds).sum()


def _claiming(*kinds: str) -> Callable[[CityTables], float]:
    return lambda city: (city.sum_rows("claim", city.is_any("claim", "kind", *kinds)) > 0).sum()


def _self_employed_share(city: CityTables) -> float:
    return float(city.is_any("person", "employment", "self_employed").sum() / max(city.has_job.sum(), 1))


def _below_regional_minimum(city: CityTables) -> float:
    return float(city.size[city.income < tunables("incomes").number("regional_minimum")].sum())


def _one_owned(city: CityTables) -> float:
    owned = city.sum_rows("dwelling", city.is_any("dwelling", "tenure", "owned"))
    return float((owned == 1).mean())


def _uninsured_d_and_e(city: CityTables) -> float:
    poor = city.is_any("family", "family_card_category", "category_d", "category_e")
    return float((~city.person["health_insured"] & poor[city.of_family]).sum())


def _nominees(city: CityTables) -> NDArray[np.bool_]:
    """Mothers whose last child is a year old, without the award of their number of children."""
    last = city.person["last_child_born_on"].astype(np.int64)
    grown = (last > 0) & (city.as_of - last >= A_YEAR)
    many = city.person["children_raised"] >= ALTYN
    nominees: NDArray[np.bool_] = grown & np.where(
        many, ~city.is_any("person", "mothers_award", "altyn_alqa"), city.is_any("person", "mothers_award", "none")
    )
    return nominees


DISASTERS = ("fire_damage", "disaster_damage")

MEASURES: dict[str, Callable[[CityTables], float]] = {
    "people": lambda city: city.people,
    "household_size": lambda city: city.people / city.families,
    "women_share": lambda city: city.is_any("person", "sex", "female").mean(),
    "minors": lambda city: (city.age < ADULT).sum(),
    "pensioners": _persons("pension_kind", "age_pension"),
    "age_allowance": _persons("pension_kind", "age_allowance"),
    "disability": lambda city: (~city.is_any("person", "disability", "none")).sum(),
    "disability_group_1": _adults("group_1"),
    "disability_group_2": _adults("group_2"),
    "disability_group_3": _adults("group_3"),
    "disability_children": lambda city: (~city.is_any("person", "disability", "none") & (city.age < ADULT)).sum(),
    "large_families": lambda city: (city.minors >= 4).sum(),
    "orphans": _flagged("orphan"),
    "kandas": _persons("residence", "kandas"),
    **{target: _flagged(fact) for fact, (target, _) in STATUSES.items()},
    "employed": lambda city: city.has_job.sum(),
    "unemployed": lambda city: city.jobless.sum(),
    "registered_unemployed": _persons("employment", "registered_unemployed"),
    "self_employed_share": _self_employed_share,
    "below_regional_minimum": _below_regional_minimum,
    "tuberculosis": _flagged("tuberculosis_outpatient"),
    "hiv_children": lambda city: (city.person["hiv_registered"] & (city.age < ADULT)).sum(),
    "home_education": _flagged("home_education_plan"),
    "hardship": lambda city: (~city.is_any("person", "hardship_ground", "none")).sum(),
    "meter_families": _claiming("water_or_gas_meter"),
    "meters": _claims("water_or_gas_meter"),
    "gas_families": _claiming("gas_point"),
    "gas_points": _claims("gas_point"),
    "disaster_families": _claiming(*DISASTERS),
    "one_owned_dwelling": _one_owned,
    "blockade_holders": lambda city: (~city.is_any("person", "blockade_award", "none")).sum(),
    "blockade_journeys": _claims("blockade_travel"),
    "sanatorium_vouchers": _flagged("sanatorium_recommended"),
    "sanatorium_refunds": _claims("sanatorium_treatment"),
    "uninsured_d_and_e": _uninsured_d_and_e,
    "altyn_alqa": lambda city: (_nominees(city) & (city.person["children_raised"] >= ALTYN)).sum(),
    "kumis_alqa": lambda city: (_nominees(city) & (city.person["children_raised"] == KUMIS)).sum(),
    **MEASURES_REPORT,
    **CARE_MEASURES,
}
