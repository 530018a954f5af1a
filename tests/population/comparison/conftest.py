"""A comparison of a whole city, made once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.population.conftest import ASSUMED
from tirek.population.comparison.compare import Comparison, compare_population
from tirek.population.comparison.incomes import find_income_models
from tirek.rulebook.reforms import find_reform

DRAFT = replace(ASSUMED, reform=find_reform("local_aid_2026"))


@pytest.fixture(scope="session")
def compared(city_folder: Path) -> Comparison:
    """The draft of 2026 against the law as it stands, on 20,000 people, three models of income."""
    models = find_income_models(["low", "middle", "high"])
    return compare_population(city_folder, ASSUMED, DRAFT, models, k=10, checked=True)
