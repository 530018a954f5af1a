"""Disability, illness, need of care, home education."""

from __future__ import annotations

import numpy as np

from tirek.population.city.ages import ADULT
from tirek.population.city.draft import Draft
from tirek.population.city.draws import by_step, choose, draw_places
from tirek.population.city.tunables import tunables


def make_disability(draft: Draft) -> None:
    """Set `disability`, `needs_outside_care`, illnesses and `home_education_plan`."""
    rng = draft.stream("disability")
    numbers = tunables("disability")
    codes = draft.enum("disability")
    disability = np.zeros(draft.persons, dtype=np.int8)
    weights = by_step(numbers.table("adults_by_age"), draft.age)
    for group in (1, 2, 3):
        free = (draft.age >= ADULT) & (disability == codes["none"])
        rows = choose(rng, free, draft.wanted(f"disability_group_{group}"), weights)
        disability[rows] = codes[f"group_{group}"]
    children = choose(
        rng,
        draft.age < ADULT,
        draft.wanted("disability_children"),
        by_step(numbers.table("children_by_age"), draft.age),
    )
    disability[children] = _groups_of_children(draft, rng, children)
    draft.person["disability"] = disability
    _make_care_needs(draft)
    _make_illnesses(draft)
    _make_home_education(draft)


def _groups_of_children(
    draft: Draft, rng: np.random.Generator, rows: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> np.ndarray[tuple[int], np.dtype[np.int8]]:
    numbers = tunables("disability")
    codes, groups = draft.enum("disability"), numbers.table("child_groups")
    drawn = np.array([codes[name] for name in groups])[draw_places(rng, list(groups.values()), rows.size)]
    small = draft.age[rows] < numbers.whole("group_from_age")
    return np.where(small, codes["child_without_group"], drawn).astype(np.int8)


def _make_care_needs(draft: Draft) -> None:
    rng = draft.stream("care needs")
    numbers = tunables("disability")
    codes, disability = draft.enum("disability"), draft.person["disability"]
    chance = np.where(draft.age >= numbers.whole("needs_care_old_from"), numbers.number("needs_care_old"), 0.0)
    chance[(disability != codes["none"]) & (draft.age < ADULT)] = numbers.number("needs_care_child")
    chance[disability == codes["group_1"]] = numbers.number("needs_care_group_1")
    draft.person["needs_outside_care"] = rng.random(draft.persons) < chance


def _make_illnesses(draft: Draft) -> None:
    rng = draft.stream("illnesses")
    numbers = tunables("disability")
    adult = draft.age >= ADULT
    ill = adult & (rng.random(draft.persons) < numbers.number("long_illness"))
    group_1 = draft.person["disability"] == draft.enum("disability")["group_1"]
    kidneys = choose(rng, group_1 & adult, round(group_1.sum() * numbers.number("chronic_kidney_failure_of_group_1")))
    hiv = np.concatenate(
        (
            choose(rng, draft.age < ADULT, draft.wanted("hiv_children")),
            choose(rng, adult, round(adult.sum() * numbers.number("hiv_adults"))),
        )
    )
    tuberculosis = choose(rng, adult, draft.wanted("tuberculosis"))
    draft.person["long_illness"] = ill
    draft.person["chronic_kidney_failure"] = draft.flags(kidneys)
    draft.person["hiv_registered"] = draft.flags(hiv)
    draft.person["tuberculosis_outpatient"] = draft.flags(tuberculosis)


def _make_home_education(draft: Draft) -> None:
    ages = tunables("disability").table("home_education_ages")
    school = draft.person["study"] == draft.enum("study")["school"]
    disabled = draft.person["disability"] != draft.enum("disability")["none"]
    may = school & disabled & (draft.age >= ages["least"]) & (draft.age <= ages["most"])
    rows = choose(draft.stream("home education"), may, draft.wanted("home_education"))
    draft.person["home_education_plan"] = draft.flags(rows)
