"""The order in which the children of a family were born."""

from __future__ import annotations

import numpy as np

from tirek.population.city.draft import Draft, Role


def make_birth_order(draft: Draft) -> None:
    """Set `birth_order` of minors: after the grown-up children of the family and its older minors; 0 for everybody else."""
    minors = np.flatnonzero(draft.role == Role.MINOR)
    families = draft.of_family[minors]
    eldest_first = np.lexsort((minors, draft.person["birth_date"][minors], families))
    place = np.empty(minors.size, dtype=np.int64)
    place[eldest_first] = np.arange(minors.size) - np.searchsorted(families, families)
    order = np.zeros(draft.persons, dtype=np.int64)
    order[minors] = draft.counts[families, Role.ADULT_CHILD] + place + 1
    draft.person["birth_order"] = order
