"""The city while it is being made: columns of the snapshot, and what only the model knows (roles, skills, ranks)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, Any

import numpy as np

from tirek.population.city.draws import round_at_random, stream
from tirek.population.city.targets import CITY_PEOPLE, read_targets
from tirek.population.snapshot import load_schema
from tirek.rulebook.engine.errors import TirekError

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

    from tirek.population.snapshot.reading import Columns


class Role(IntEnum):
    """Place of a person in the family; the rows of a family stand in this order."""

    PARENT = 0
    GRANDPARENT = 1
    ADULT_CHILD = 2
    RELATIVE = 3
    MINOR = 4


class FamilyKind(IntEnum):
    """What a family consists of; the first eight are described in `margins/households.yaml`."""

    COUPLE_WITH_MINORS = 0
    LONE_PARENT = 1
    THREE_GENERATIONS = 2
    GRANDPARENTS_WITH_GRANDCHILDREN = 3
    COUPLE_WITH_ADULT_CHILDREN = 4
    LONE_PARENT_WITH_ADULT_CHILDREN = 5
    RELATIVES = 6
    LARGE_FAMILY = 7
    SINGLE = 8
    COUPLE = 9


class CityError(TirekError):
    """The city asked for cannot be made; the text says why."""


@dataclass
class Draft:
    """Columns under way.

    `counts` is (families, roles); `first` is the row of each family's first person. `of_family`, `role`, `place`
    (ordinal within family and role), `age` and `sex` belong to persons.
    """

    people: int
    seed: int
    as_of: int
    family_kind: NDArray[np.int8]
    counts: NDArray[np.int64]
    family: Columns = field(default_factory=dict)
    person: Columns = field(default_factory=dict)
    dwelling: Columns = field(default_factory=dict)
    vehicle: Columns = field(default_factory=dict)
    claim: Columns = field(default_factory=dict)
    age: NDArray[np.int64] = field(init=False)
    sex: NDArray[np.int8] = field(init=False)
    district: NDArray[np.int64] = field(init=False)
    income_rank: NDArray[np.float64] = field(init=False)
    below_line: NDArray[np.bool_] = field(init=False)

    def __post_init__(self) -> None:
        """Lay out the persons: one row a person, families contiguous, roles in order."""
        self.size = self.counts.sum(axis=1)
        self.first = np.concatenate(([0], np.cumsum(self.size)[:-1]))
        self.of_family = np.repeat(np.arange(self.families, dtype=np.int32), self.size)
        flat = self.counts.ravel()
        roles = np.tile(np.array(list(Role), dtype=np.int8), self.families)
        self.role = np.repeat(roles, flat)
        starts = np.concatenate(([0], np.cumsum(flat)[:-1]))
        self.place = np.arange(self.persons) - np.repeat(starts, flat)

    @property
    def families(self) -> int:
        """How many families there are."""
        return int(self.family_kind.size)

    @property
    def persons(self) -> int:
        """How many persons there are."""
        return int(self.size.sum())

    def stream(self, topic: str) -> Generator:
        """The random numbers of one topic of this city."""
        return stream(self.seed, topic)

    def wanted(self, target: str) -> int:
        """How many of a published number fall to a city of this size."""
        value = read_targets()[target].value * self.people / CITY_PEOPLE
        return round_at_random(value, self.stream(f"target {target}"))

    def in_family(self, of_person: NDArray[Any]) -> NDArray[np.int64]:
        """Sum of a person's column within each family."""
        sums: NDArray[np.int64] = np.add.reduceat(of_person.astype(np.int64), self.first)
        return sums

    def flags(self, rows: NDArray[Any]) -> NDArray[np.bool_]:
        """A person's boolean column that is true in the given rows."""
        column = np.zeros(self.persons, dtype=bool)
        column[rows] = True
        return column

    def enum(self, name: str, entity: str = "person") -> dict[str, int]:
        """The codes of an enumerated fact."""
        return {value: code for code, value in enumerate(load_schema().fact(entity, name).values)}
