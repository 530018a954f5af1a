"""What the tests of the engine share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rulebook.engine.toys import ToyLaw, toy_law
from tirek.rulebook.engine import parameters


@pytest.fixture
def law(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ToyLaw]:
    yield toy_law(tmp_path, monkeypatch)
    parameters.find_parameter.cache_clear()
