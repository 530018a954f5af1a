"""Do the columns of a city fit each other? Thirty named checks, each with the share of failures that is allowed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tirek.population.city.living_checks import LIVING_CHECKS
from tirek.population.city.tables import CityTables, read_city
from tirek.population.city.tunables import read_margins_file
from tirek.population.city.working_checks import WORKING_CHECKS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tirek.population.city.found import Found

CHECKS: dict[str, Callable[[CityTables], Found]] = {**LIVING_CHECKS, **WORKING_CHECKS}


@dataclass(frozen=True)
class JointCheck:
    """One check: how many were looked at, how many failed, and whether that is too many."""

    name: str
    titles: dict[str, str]
    allowed: float
    checked: int
    failed: int

    @property
    def share(self) -> float:
        """Failures as a share of the checked; 0 where nothing was there to check."""
        return self.failed / self.checked if self.checked else 0.0

    @property
    def passed(self) -> bool:
        """No more failures than allowed."""
        return self.share <= self.allowed


def joint_checks(folder: Path) -> list[JointCheck]:
    """Run every check on a snapshot, passed or failed."""
    return joint_checks_of(read_city(folder))


def joint_checks_of(city: CityTables) -> list[JointCheck]:
    """The same for a city in memory."""
    checks = []
    for name, entry in read_margins_file("joint_checks").items():
        found = CHECKS[name](city)
        checks.append(JointCheck(name, entry["title"], float(entry["allowed"]), found.checked, found.failed))
    return checks
