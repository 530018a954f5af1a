"""Vehicles: the richer have more."""

from __future__ import annotations

import numpy as np

from tirek.population.city.draft import Draft
from tirek.population.city.draws import draw_places, share_out
from tirek.population.city.housing import noisy_order
from tirek.population.city.tunables import tunables


def make_vehicles(draft: Draft) -> None:
    """Make the rows of vehicles."""
    rng = draft.stream("vehicles")
    numbers = tunables("housing")
    shares = numbers.table("vehicles")
    many = np.zeros(draft.families, dtype=np.int64)
    order = noisy_order(draft, rng, numbers.number("vehicle_rank_deviation"))
    many[order] = np.repeat([int(key) for key in shares], share_out(draft.families, list(shares.values())))
    codes, kinds = draft.enum("kind", "vehicle"), numbers.table("vehicle_kinds")
    places = draw_places(rng, list(kinds.values()), int(many.sum()))
    draft.vehicle = {
        "family_id": np.repeat(np.arange(draft.families, dtype=np.int32), many),
        "kind": np.array([codes[name] for name in kinds], dtype=np.int8)[places],
    }
