"""Small cities, made once a session."""

from __future__ import annotations

from pathlib import Path

import pytest

from tirek.population.city import CityTables, make_city, read_city

SEEDS = (1, 2, 3)


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """Three cities of 20,000 people, by seed."""
    root = tmp_path_factory.mktemp("cities")
    for seed in SEEDS:
        make_city(20_000, seed, root / str(seed))
    return {seed: root / str(seed) for seed in SEEDS}


@pytest.fixture(scope="session")
def city(folders: dict[int, Path]) -> CityTables:
    """One of them in memory; not to be changed."""
    return read_city(folders[1])
