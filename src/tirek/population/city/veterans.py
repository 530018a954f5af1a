"""People with a status of their own: veterans, their bereaved, the rehabilitated, the special state benefit."""

from __future__ import annotations

import numpy as np

from tirek.population.city.ages import ADULT, MALE
from tirek.population.city.draft import Draft
from tirek.population.city.draws import choose
from tirek.population.city.tunables import tunables

# Fact of the register -> target and key in margins/statuses.yaml.
STATUSES = {
    "war_participant": ("war_participants", "war_participants"),
    "war_widow": ("war_widows", "war_widows"),
    "home_front_worker": ("home_front_workers", "home_front_workers"),
    "equated_to_participant": ("equated_to_participants", "equated_to_participants"),
    "afghanistan_bereaved": ("afghanistan_bereaved", "afghanistan_bereaved"),
    "foreign_combat_veteran": ("combat_veterans", "combat_veterans"),
    "december_1986_rehabilitated": ("december_1986", "december_1986"),
}
# These five stand among the ones the special state benefit is paid to.
BENEFIT_STATUSES = (
    "war_participant",
    "war_widow",
    "home_front_worker",
    "equated_to_participant",
    "afghanistan_bereaved",
    "foreign_combat_veteran",
)


def make_veterans(draft: Draft) -> None:
    """Set the columns of STATUSES, nobody in two of the first four, and `special_state_benefit`."""
    numbers = tunables("statuses")
    taken = np.zeros(draft.persons, dtype=bool)
    for fact, (target, key) in STATUSES.items():
        rng = draft.stream(fact)
        who = numbers.table(key)
        of_age = (draft.age >= who["least"]) & (draft.age <= who["most"]) & ~taken
        weights = np.where(draft.sex == MALE, who["men"], 1 - who["men"])
        flags = draft.flags(choose(rng, of_age & (weights > 0), draft.wanted(target), weights))
        draft.person[fact] = flags
        taken |= flags
    rng = draft.stream("special benefit")
    other = (draft.age >= ADULT) & (rng.random(draft.persons) < numbers.number("special_benefit_other"))
    named = np.logical_or.reduce([draft.person[fact] for fact in BENEFIT_STATUSES])
    draft.person["special_state_benefit"] = named | other
