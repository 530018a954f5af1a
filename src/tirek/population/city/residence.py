"""Citizenship, registration at the address, absence from the family."""

from __future__ import annotations

import numpy as np

from tirek.population.city.ages import ADULT, MALE
from tirek.population.city.draft import Draft, Role
from tirek.population.city.draws import choose, draw_places
from tirek.population.city.tunables import tunables


def make_residence(draft: Draft) -> None:
    """Set `residence`, `registered_at_address`, `absence`."""
    rng = draft.stream("residence")
    numbers = tunables("statuses")
    codes = draft.enum("residence")
    named = {
        name: numbers.number(name if name != "other" else "other_residence")
        for name in ("refugee", "permanent_resident", "other")
    }
    weights = [1 - sum(named.values()), *named.values()]
    kinds = np.array([codes["citizen"], *(codes[name] for name in named)], dtype=np.int8)
    # A family shares its status; kandas are counted in persons and come as adults.
    residence = kinds[draw_places(rng, weights, draft.families)][draft.of_family]
    adults = (residence == codes["citizen"]) & (draft.age >= ADULT) & (draft.age < 60)
    residence[choose(rng, adults, draft.wanted("kandas"))] = codes["kandas"]
    draft.person["residence"] = residence
    away = rng.random(draft.persons) < numbers.number("not_registered_at_address")
    draft.person["registered_at_address"] = ~away
    _make_absence(draft)


def _make_absence(draft: Draft) -> None:
    rng = draft.stream("absence")
    numbers = tunables("statuses")
    codes, shares = draft.enum("absence"), numbers.table("absence")
    ages = numbers.table("conscript_ages")
    # Only children and relatives are ever away, so that nobody's family is left without its parents.
    child = np.isin(draft.role, (Role.ADULT_CHILD, Role.RELATIVE))
    conscript = child & (draft.sex == MALE) & (draft.age >= ages["least"]) & (draft.age <= ages["most"])
    may = {
        "full_state_support": draft.role == Role.MINOR,
        "conscript": conscript,
        "imprisoned": child,
        "compulsory_treatment": child,
        "declared_missing": child,
    }
    absence = np.zeros(draft.persons, dtype=np.int8)
    for name, share in shares.items():
        base = int((draft.age >= ADULT).sum()) if name != "conscript" else int(conscript.sum()) * 4
        free = may[name] & (absence == codes["none"])
        absence[choose(rng, free, round(base * share))] = codes[name]
    draft.person["absence"] = absence
