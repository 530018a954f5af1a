from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.launched import Prepared, folder_for_data, prepared_server
from tirek.config.postgres.addresses import Address, Addresses


@pytest.fixture
def data() -> Iterator[Path]:
    """An empty data folder; its server is stopped afterwards."""
    with folder_for_data() as folder:
        yield folder


@pytest.fixture(scope="session")
def server() -> Iterator[Prepared]:
    """The server that this session is to prove; what a test makes there it takes away."""
    with prepared_server() as found:
        yield found


@pytest.fixture
def prepared(server: Prepared) -> Addresses:
    """The addresses of the prepared database."""
    return server.addresses


@pytest.fixture
def administrator(server: Prepared) -> Address:
    """Who may do everything there, in the administrator's own database."""
    return server.administrator
