"""Children a woman has raised, and the award she has or is due: «Алтын алқа» for seven and more, «Күміс алқа» for six."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tirek.population.city.ages import FEMALE
from tirek.population.city.draft import Draft, Role
from tirek.population.city.draws import choose
from tirek.population.city.tunables import tunables

if TYPE_CHECKING:
    from numpy.typing import NDArray

KUMIS, ALTYN = 6, 7


def make_mothers_awards(draft: Draft) -> None:
    """Set `children_raised`, `last_child_born_on`, `mothers_award`.

    A mother has raised the children of her family. Whoever has six or seven of them has her award, but those of the year:
    as many as the department nominated in 2020, some of whose children have left home.
    """
    rng = draft.stream("mothers")
    numbers = tunables("assistance")
    codes = draft.enum("mothers_award")
    child = (draft.role == Role.MINOR) | (draft.role == Role.ADULT_CHILD)
    mother = (draft.role == Role.PARENT) & (draft.sex == FEMALE)
    raised = np.where(mother, draft.in_family(child)[draft.of_family], 0)
    born = draft.person["birth_date"]
    last = np.where(mother, np.maximum.reduceat(np.where(child, born, 0), draft.first)[draft.of_family], 0)
    weaned = (last > 0) & (draft.as_of - last.astype(np.int64) >= 10_000)
    fit = weaned & (raised >= numbers.whole("nominee_children_at_home"))
    fit &= draft.age >= numbers.whole("nominee_least_age")
    altyn = choose(rng, fit, draft.wanted("altyn_alqa"), _weights(raised))
    fit[altyn] = False
    kumis = choose(rng, fit & (raised <= KUMIS), draft.wanted("kumis_alqa"), _weights(raised))
    raised[altyn], raised[kumis] = np.maximum(raised[altyn], ALTYN), KUMIS
    award = np.zeros(draft.persons, dtype=np.int8)
    # A child born in the last year does not count yet, so such a mother has the award of one child fewer.
    counting = raised - (~weaned & (raised > 0))
    award[counting >= KUMIS] = codes["kumis_alqa"]
    award[counting >= ALTYN] = codes["altyn_alqa"]
    award[altyn], award[kumis] = codes["kumis_alqa"], codes["none"]
    draft.person["children_raised"] = raised
    draft.person["last_child_born_on"] = last.astype(np.int32)
    draft.person["mothers_award"] = award


def _weights(raised: NDArray[np.int64]) -> NDArray[np.float64]:
    """A mother of many at home is nominated more often."""
    return np.where(raised >= KUMIS, 50.0, raised.astype(np.float64) + 0.1)
