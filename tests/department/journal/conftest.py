"""A chain of its own for each test: the lines of the test before are gone, and a writer would go on after them."""

from __future__ import annotations

import pytest

from tirek.department.journal import writer


@pytest.fixture(autouse=True)
def fresh_writer() -> None:
    writer._writer.begin_anew()
