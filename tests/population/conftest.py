"""One city and the runs over it, made once a session (in each worker where there are several)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from tests.population.handmade import GAPS, deal_families
from tirek.population.city import make_city
from tirek.population.run import RunResult, run_population
from tirek.rulebook.catalogue import family_benefit_ids, find_benefit
from tirek.rulebook.engine.assumptions import find_assumption
from tirek.rulebook.engine.moment import Moment

Runs = Callable[[str, str], RunResult]

ON = date(2026, 1, 15)
ASSUMED = Moment(on=ON, assumption=find_assumption("almaty-demo"))
BARE = Moment(on=ON)
BEFORE = Moment(on=date(2020, 10, 15))
"""A day of the old norms, when the package in kind was in force and the levels were not."""

MOMENTS = {"assumed": ASSUMED, "bare": BARE, "before": BEFORE}


def absent_at(moment: Moment) -> dict[str, str]:
    """Programmes of families that answer nothing at a moment, by what their terms and values say, and why."""
    found = {}
    for benefit in (find_benefit(name) for name in family_benefit_ids()):
        if benefit.term_at(moment) is None:
            found[benefit.id] = "not_in_force"
        elif not benefit.provided_in(moment):
            found[benefit.id] = "not_provided_here"
    return found


@pytest.fixture(scope="session")
def city_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city of 20,000."""
    folder = tmp_path_factory.mktemp("population") / "city"
    make_city(20_000, 1, folder)
    return folder


@pytest.fixture(scope="session")
def runs(city_folder: Path) -> Runs:
    """Runs over the city by the name of a moment and an engine, each made once."""

    @cache
    def run(moment: str, engine: str) -> RunResult:
        return run_population(city_folder, MOMENTS[moment], city_folder.parent / f"{moment}-{engine}", engine=engine)

    return run


@pytest.fixture(scope="session")
def assumed(runs: Runs) -> RunResult:
    """The city with the values of a demonstration."""
    return runs("assumed", "polars")


@pytest.fixture(scope="session")
def bare(runs: Runs) -> RunResult:
    """The city with published values only."""
    return runs("bare", "polars")


@pytest.fixture(scope="session")
def dealt(city_folder: Path) -> Path:
    """Forty families of 1 to 20 persons, all known."""
    return deal_families(city_folder, city_folder.parent / "dealt", 40, seed=1)


@pytest.fixture(scope="session")
def gappy(city_folder: Path) -> Path:
    """Eighty families of 1 to 20 persons, with unknown facts of every kind."""
    return deal_families(city_folder, city_folder.parent / "gappy", 80, seed=2, gaps=GAPS)
