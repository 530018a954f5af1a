"""Which of the districts a family lives in: large families and the old are spread unevenly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tirek.population.city.ages import pension_age
from tirek.population.city.draft import Draft, FamilyKind
from tirek.population.city.draws import share_out
from tirek.population.city.tunables import read_margins_file

if TYPE_CHECKING:
    from numpy.typing import NDArray


def district_column(field: str) -> NDArray[np.float64]:
    """One number of every district, in the file's order."""
    return np.array([entry[field] for entry in read_margins_file("districts").values()], dtype=np.float64)


def make_districts(draft: Draft) -> None:
    """Set `district` (place in margins/districts.yaml) and the family's territory."""
    rng = draft.stream("districts")
    old = draft.in_family(draft.age >= pension_age(draft.sex)) > 0
    large = draft.family_kind == FamilyKind.LARGE_FAMILY
    share = district_column("share")
    left = share * draft.people
    draft.district = np.zeros(draft.families, dtype=np.int64)
    for members, tilt in ((large, "large_families"), (old & ~large, "elderly")):
        weights = share * district_column(tilt)
        left = left - _spread(draft, rng, members, weights)
    # Everybody else fills each district up to its people.
    _spread(draft, rng, ~large & ~old, np.maximum(left, 1e-9))
    codes = np.array([int(kato) for kato in read_margins_file("districts")], dtype=np.int32)
    draft.family["territory"] = codes[draft.district]


def _spread(
    draft: Draft, rng: np.random.Generator, families: NDArray[np.bool_], weights: NDArray[Any]
) -> NDArray[np.float64]:
    """Deal these families out, and say how many people each district got."""
    rows = rng.permutation(np.flatnonzero(families))
    draft.district[rows] = np.repeat(np.arange(weights.size), share_out(rows.size, weights))
    people = np.bincount(draft.district[rows], draft.size[rows], minlength=weights.size)
    return np.asarray(people, dtype=np.float64)
