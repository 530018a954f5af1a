"""Special social services: difficult situations, illness, relatives able to care, and who was found to need services."""

from __future__ import annotations

import numpy as np

from tirek.population.city.ages import ADULT, MALE, pension_age
from tirek.population.city.draft import Draft, FamilyKind
from tirek.population.city.draws import choose
from tirek.population.city.tunables import tunables

SITUATIONS = {
    "violence": "violence_victims",
    "trafficking": "trafficking_victims",
    "homeless": "homeless",
    "released": "released",
}
"""Value of `life_situation`, and the target that says how many there are."""

OLDEST_RELEASED = 60


def make_special_services(draft: Draft) -> None:
    """Set `life_situation`, `psychoneurological_illness`, `relatives_able_to_care`, `needs_special_services`."""
    rng = draft.stream("special services")
    codes, disability = draft.enum("disability"), draft.person["disability"]
    adult, disabled = draft.age >= ADULT, disability != codes["none"]
    at_home = draft.person["absence"] == draft.enum("absence")["none"]
    alone = (draft.family_kind == FamilyKind.SINGLE)[draft.of_family]
    old = draft.age >= pension_age(draft.sex)
    may = {
        "violence": adult & (draft.sex != MALE) & ~alone & ~old,
        "trafficking": adult & ~old & ~disabled,
        "homeless": adult & alone & (draft.person["wage"] == 0),
        "released": adult & (draft.sex == MALE) & (draft.age < OLDEST_RELEASED),
    }
    situations = draft.enum("life_situation")
    situation = np.zeros(draft.persons, dtype=np.int8)
    for name, target in SITUATIONS.items():
        free = may[name] & at_home & (situation == situations["none"])
        situation[choose(rng, free, draft.wanted(target))] = situations[name]
    share = tunables("rehabilitation").number("psychoneurological_of_disability")
    ill = disabled & (rng.random(draft.persons) < share)
    able = adult & ~old & ~disabled & at_home
    others = draft.in_family(able)[draft.of_family] - able
    served = _served(draft, rng, at_home & (situation == situations["none"]), old, ill)
    draft.person["life_situation"] = situation
    draft.person["psychoneurological_illness"] = ill
    draft.person["relatives_able_to_care"] = others > 0
    draft.person["needs_special_services"] = (situation != situations["none"]) | served


def _served(
    draft: Draft,
    rng: np.random.Generator,
    free: np.ndarray[tuple[int], np.dtype[np.bool_]],
    old: np.ndarray[tuple[int], np.dtype[np.bool_]],
    ill: np.ndarray[tuple[int], np.dtype[np.bool_]],
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """The elderly and groups I and II, those who need care of others first; then children with disabilities and the ill."""
    codes, disability = draft.enum("disability"), draft.person["disability"]
    severe = np.isin(disability, (codes["group_1"], codes["group_2"])) & (draft.age >= ADULT)
    cared = np.where(draft.person["needs_outside_care"], 1.0, 0.02)
    first = draft.flags(choose(rng, free & (old | severe) & ~ill, draft.wanted("elderly_and_disabled_served"), cared))
    rest = draft.wanted("special_services") - sum(draft.wanted(target) for target in SITUATIONS.values())
    child = (draft.age < ADULT) & (disability != codes["none"])
    second = choose(rng, free & (child | ill), rest - int(first.sum()))
    return first | draft.flags(second)
