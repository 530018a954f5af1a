"""What the city must come out as: published figures and, marked so, figures from memory."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tirek.population.city.tunables import read_margins_file

CITY_PEOPLE = 2_341_900
DISTRICT = "district."
TARGET_FILES = ("targets", "targets_care", "targets_measures")
"""Files of `margins/` that hold targets; a name stands in one of them."""


@dataclass(frozen=True)
class Target:
    """One figure of the city. `ratio` figures are the same in a smaller city; the others fall with its size."""

    name: str
    titles: dict[str, str]
    unit: str
    value: float
    tolerance: float
    ratio: bool
    as_of: str
    mark: str
    source: str

    def wanted(self, people: int) -> float:
        """The figure for a city of this many people."""
        return self.value if self.ratio else self.value * people / CITY_PEOPLE


@lru_cache(maxsize=1)
def read_targets() -> dict[str, Target]:
    """All targets: those of `TARGET_FILES`, and the people of each district."""
    files = [read_margins_file(file) for file in TARGET_FILES]
    targets = {name: _target(name, entry) for file in files for name, entry in file.items()}
    for kato, entry in read_margins_file("districts").items():
        people = entry["share"] * CITY_PEOPLE
        fields = {**entry, "unit": "person", "value": people, "as_of": "2026-01-01"}
        targets[DISTRICT + kato] = _target(DISTRICT + kato, fields)
    return targets


def _target(name: str, entry: dict[str, Any]) -> Target:
    return Target(
        name=name,
        titles=entry["title"],
        unit=entry["unit"],
        value=float(entry["value"]),
        tolerance=float(entry["tolerance"]),
        ratio=bool(entry.get("ratio", False)),
        as_of=str(entry["as_of"]),
        mark=entry["provenance"]["mark"],
        source=entry["provenance"]["source"],
    )
