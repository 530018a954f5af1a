"""A snapshot in memory, with the views its margins and checks need. Knows nothing of how the city was made."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from tirek.population.city.ages import ADULT, pension_age
from tirek.population.city.incomes import INCOMES, MONTHS
from tirek.population.snapshot import load_schema, read_columns, read_manifest

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from tirek.population.snapshot.reading import Columns

UNEMPLOYABLE = ("group_1", "group_2", "child_without_group")


@dataclass
class CityTables:
    """Columns of the five entities as NumPy arrays."""

    family: Columns
    person: Columns
    dwelling: Columns
    vehicle: Columns
    claim: Columns
    as_of: int

    @property
    def people(self) -> int:
        """How many persons there are."""
        return int(self.person["family_id"].size)

    @property
    def families(self) -> int:
        """How many families there are."""
        return int(self.family["family_id"].size)

    @cached_property
    def of_family(self) -> NDArray[Any]:
        """The family of each person."""
        return self.person["family_id"]

    @cached_property
    def age(self) -> NDArray[np.int64]:
        """Full years on the day of the snapshot."""
        birth = self.person["birth_date"].astype(np.int64)
        ages: NDArray[np.int64] = (self.as_of - birth) // 10_000
        return ages

    @cached_property
    def size(self) -> NDArray[np.int64]:
        """Members of each family."""
        return self.count(np.ones(self.people, dtype=bool))

    @cached_property
    def minors(self) -> NDArray[np.int64]:
        """Children under 18 of each family."""
        return self.count(self.age < ADULT)

    @cached_property
    def income(self) -> NDArray[np.float64]:
        """Income of each family by the month and member."""
        total = np.zeros(self.people)
        for name in INCOMES:
            total += self.person[name]
        return self.count(total) / (MONTHS * self.size)

    @cached_property
    def fifth(self) -> NDArray[np.int64]:
        """Which fifth by income each family stands in, 0 the poorest."""
        fifths = np.zeros(self.families, dtype=np.int64)
        fifths[np.argsort(self.income, kind="stable")] = np.arange(self.families) * 5 // self.families
        return fifths

    @cached_property
    def of_pension_age(self) -> NDArray[np.bool_]:
        """Persons of pension age."""
        flags: NDArray[np.bool_] = self.age >= pension_age(self.person["sex"])
        return flags

    @cached_property
    def has_job(self) -> NDArray[np.bool_]:
        """Persons at work."""
        return self.is_any("person", "employment", "permanent_job", "temporary_job", "self_employed")

    @cached_property
    def jobless(self) -> NDArray[np.bool_]:
        """Without work, of working age, able, neither studying nor caring: what the labour survey calls unemployed."""
        idle = self.is_any("person", "employment", "none", "registered_unemployed")
        busy = self.person["full_time_student"] | self.person["provides_care"] | self.person["long_illness"]
        able = ~self.is_any("person", "disability", *UNEMPLOYABLE)
        at_home = self.is_any("person", "absence", "none")
        flags: NDArray[np.bool_] = idle & ~busy & able & at_home & (self.age >= 16) & ~self.of_pension_age
        return flags

    def is_any(self, entity: str, fact: str, *values: str) -> NDArray[np.bool_]:
        """Which rows hold one of these values of an enumerated fact."""
        codes = [load_schema().code(entity, fact, value) for value in values]
        columns: Columns = getattr(self, entity)
        return np.isin(columns[fact], codes)

    def count(self, of_person: NDArray[Any]) -> NDArray[Any]:
        """Sum of a person's column within each family."""
        return self.sum_rows("person", of_person)

    def sum_rows(self, entity: str, values: NDArray[Any]) -> NDArray[Any]:
        """Sum of a column of any entity within each family; exact below 2**53."""
        columns: Columns = getattr(self, entity)
        return np.bincount(columns["family_id"], values, minlength=self.families)

    def any_of(self, of_person: NDArray[Any]) -> NDArray[np.bool_]:
        """Which families have such a person."""
        flags: NDArray[np.bool_] = self.count(of_person) > 0
        return flags


def read_city(folder: Path) -> CityTables:
    """Load a snapshot without unknown values.

    Raises
    ------
    SnapshotError
        When it cannot be read.
    """
    entities = {name: read_columns(folder, name) for name in load_schema().entities}
    return CityTables(as_of=read_manifest(folder).as_of, **entities)
