"""Employment measures: whom the career centre referred where, how long ago, at which wage; studies, experience, enterprise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tirek.population.city.ages import ADULT, pension_age
from tirek.population.city.draft import Draft, Role
from tirek.population.city.draws import choose, lognormal, whole
from tirek.population.city.employment import WORK_FROM
from tirek.population.city.tunables import tunables

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.random import Generator
    from numpy.typing import NDArray

    from tirek.population.city.tables import CityTables

    Flags = NDArray[np.bool_]

REFERRALS = (
    "generation_contract",
    "first_job",
    "youth_practice",
    "silver_age",
    "social_jobs",
    "short_training",
    "public_works",
    "altyn_zhas",
)
"""Measures in the order in which they choose: the narrowest first, public works take whom they find."""


def make_measures(draft: Draft) -> None:
    """Set the facts of `facts/employment.yaml`, and `takes_part_in_measures` of those referred."""
    rng = draft.stream("measures")
    _make_studies_behind(draft, rng)
    experience = _experience(draft, rng)
    referral = np.zeros(draft.persons, dtype=np.int8)
    codes, numbers = draft.enum("referral"), tunables("measures")
    months = np.zeros(draft.persons, dtype=np.int32)
    for measure in REFERRALS:
        fits = _fitting(draft, measure, experience) & (referral == codes["none"])
        weights = np.where(_registered(draft), numbers.number("registered_weight"), 1.0)
        rows = choose(rng, fits, draft.wanted(f"{measure}_referrals"), weights)
        referral[rows] = codes[measure]
        months[rows] = rng.integers(0, int(numbers.table("months")[measure]), rows.size)
    draft.person["referral"], draft.person["measure_months_used"] = referral, months
    referred = referral != codes["none"]
    draft.person["takes_part_in_measures"] = draft.person["takes_part_in_measures"] | referred
    draft.person["work_experience"] = experience & (referral != codes["first_job"])
    draft.person["place_of_retiring_worker"] = referral == codes["generation_contract"]
    draft.person["training_in_list"] = referral == codes["short_training"]
    spread = numbers.table("wage")
    wage = np.maximum(
        whole(lognormal(rng, spread["median"], spread["deviation"], draft.persons)), numbers.whole("wage_least")
    )
    at_work = referred & (referral != codes["short_training"])
    draft.person["subsidised_wage"] = np.where(at_work, wage, 0)
    _make_enterprise(draft, rng)


def _registered(draft: Draft) -> Flags:
    flags: Flags = draft.person["employment"] == draft.enum("employment")["registered_unemployed"]
    return flags


def _of_working_age(draft: Draft) -> Flags:
    """At home, from 16 to the pension age."""
    of_age = (draft.age >= WORK_FROM) & (draft.age < pension_age(draft.sex))
    flags: Flags = of_age & (draft.person["absence"] == draft.enum("absence")["none"])
    return flags


def _make_studies_behind(draft: Draft, rng: Generator) -> None:
    """Set `graduated_on`: 30 June of some year for most adults who do not study, never for the others."""
    numbers = tunables("measures")
    ages = numbers.table("graduate_ages")
    year = draft.person["birth_date"] // 10_000 + rng.integers(int(ages["least"]), int(ages["most"]) + 1, draft.persons)
    done = (draft.age >= ADULT) & (draft.person["study"] == draft.enum("study")["none"])
    done &= rng.random(draft.persons) < numbers.number("graduate_share")
    date = year * 10_000 + 630
    draft.person["graduated_on"] = np.where(done & (date < draft.as_of), date, 0).astype(np.int32)


def _experience(draft: Draft, rng: Generator) -> Flags:
    """Everybody with a permanent job or on one's own, and of the others the more the older."""
    codes = draft.enum("employment")
    chance = (draft.age - ADULT) * tunables("measures").number("experience_per_year")
    at_work = np.isin(draft.person["employment"], (codes["permanent_job"], codes["self_employed"]))
    flags: Flags = at_work | ((draft.age >= ADULT) & (rng.random(draft.persons) < chance))
    return flags


def _fitting(draft: Draft, measure: str, experience: Flags) -> Flags:
    """Who may be referred to a measure, by status and age."""
    numbers, codes = tunables("measures"), draft.enum("employment")
    if measure == "altyn_zhas":
        pensioner = draft.person["pension_kind"] == draft.enum("pension_kind")["age_pension"]
        at_home = draft.person["absence"] == draft.enum("absence")["none"]
        flags: Flags = pensioner & draft.person["registered_at_address"] & at_home
        return flags
    free = _registered(draft)
    if measure != "short_training":
        free = free | (draft.person["employment"] == codes["temporary_job"])
    fits = free & _of_working_age(draft) & ~draft.person["full_time_student"]
    fits &= draft.person["measures_refused_on"] == 0
    if measure in ("youth_practice", "first_job", "generation_contract"):
        fits &= draft.age <= numbers.whole("youth_age")
    recent = numbers.table("recent_graduate_years")
    if measure in recent:
        date = draft.person["graduated_on"]
        fits &= (date > 0) & ((draft.as_of - date) // 10_000 < int(recent[measure]))
    if measure == "first_job":
        fits &= ~experience
    if measure == "silver_age":
        fits &= draft.age >= numbers.whole("silver_age_from")
    if measure == "social_jobs":
        fits &= _in_target_group(draft)
    return fits


def _in_large_family(draft: Draft) -> Flags:
    minors: Flags = (draft.counts[:, Role.MINOR] >= 4)[draft.of_family]
    return minors


def _with_group(draft: Draft) -> Flags:
    codes = draft.enum("disability")
    flags: Flags = np.isin(draft.person["disability"], [codes[name] for name in ("group_1", "group_2", "group_3")])
    return flags


def _in_target_group(draft: Draft) -> Flags:
    """The groups of social jobs that do not hang on another benefit."""
    kandas = draft.person["residence"] == draft.enum("residence")["kandas"]
    flags: Flags = _with_group(draft) | kandas | _in_large_family(draft)
    return flags


def _make_enterprise(draft: Draft, rng: Generator) -> None:
    """Set certificate, approved project, grant received, and microcredit asked for."""
    numbers = tunables("measures")
    grown = _of_working_age(draft) & (draft.age >= ADULT)
    wanted = draft.wanted("business_grants")
    parents = grown & _in_large_family(draft) & (draft.role == Role.PARENT)
    large = choose(rng, parents, round(wanted * numbers.number("grants_to_large_families")))
    other = choose(rng, grown & _in_target_group(draft) & ~_in_large_family(draft), wanted - large.size)
    approved = draft.flags(np.concatenate((large, other)))
    young = grown & (draft.age <= numbers.whole("youth_age")) & ~approved
    asking = draft.flags(choose(rng, young, draft.wanted("microcredit_requests")))
    luck = rng.random(draft.persons)
    received = grown & ~approved & (luck < numbers.number("grant_received_share"))
    draft.person["business_project_approved"] = approved
    draft.person["microcredit_requested"] = asking
    draft.person["business_grant_received"] = received
    certified = grown & (rng.random(draft.persons) < numbers.number("certificate_share"))
    draft.person["bastau_certificate"] = certified | approved | asking | received


def _flagged(fact: str) -> Callable[[CityTables], float]:
    return lambda city: city.person[fact].sum()


def _referred(measure: str) -> Callable[[CityTables], float]:
    return lambda city: city.is_any("person", "referral", measure).sum()


MEASURES_REPORT: dict[str, Callable[[CityTables], float]] = {
    **{f"{measure}_referrals": _referred(measure) for measure in REFERRALS},
    "business_grants": _flagged("business_project_approved"),
    "microcredit_requests": _flagged("microcredit_requested"),
}
"""How the targets of `targets_measures.yaml` are counted in a finished city."""
