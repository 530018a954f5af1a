"""What the targets of disability, rehabilitation and special social services come out as in a city."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tirek.population.city.ages import ADULT
from tirek.population.city.care import SITUATIONS
from tirek.population.city.rehabilitation import AIDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tirek.population.city.tables import CityTables


def _flagged(fact: str) -> Callable[[CityTables], float]:
    return lambda city: float(city.person[fact].sum())


def _assistants(city: CityTables) -> float:
    return float((city.person["assistant_prescribed"] & ~city.person["carer_benefit_paid"]).sum())


def _sanatorium(city: CityTables) -> float:
    return float((city.person["sanatorium_prescribed"] & ~city.person["programme_voucher_this_year"]).sum())


def _elderly_and_disabled(city: CityTables) -> float:
    severe = city.is_any("person", "disability", "group_1", "group_2") & (city.age >= ADULT)
    free = city.is_any("person", "life_situation", "none") & ~city.person["psychoneurological_illness"]
    return float((city.person["needs_special_services"] & free & (severe | city.of_pension_age)).sum())


def _situation(name: str) -> Callable[[CityTables], float]:
    return lambda city: float(city.is_any("person", "life_situation", name).sum())


def _aid(name: str) -> Callable[[CityTables], float]:
    return lambda city: float(city.is_any("claim", "aid", name).sum())


CARE_MEASURES: dict[str, Callable[[CityTables], float]] = {
    "assistants": _assistants,
    "sign_language_users": _flagged("sign_language_prescribed"),
    "invataxi_users": _flagged("invataxi_certificate"),
    "sanatorium_users": _sanatorium,
    **{aid: _aid(aid) for aid in AIDS},
    "special_services": _flagged("needs_special_services"),
    **{target: _situation(name) for name, target in SITUATIONS.items()},
    "elderly_and_disabled_served": _elderly_and_disabled,
}
