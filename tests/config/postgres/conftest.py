from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.launched import folder_for_data, launched_server
from tirek.config.postgres.addresses import Addresses, own_addresses
from tirek.config.postgres.launcher import administrator
from tirek.config.postgres.places import home_of
from tirek.config.postgres.roles import prepare_database


@pytest.fixture
def data() -> Iterator[Path]:
    """An empty data folder; its server is stopped afterwards."""
    with folder_for_data() as folder:
        yield folder


@pytest.fixture(scope="module")
def served() -> Iterator[Path]:
    """A data folder with a server that the tests of a module share."""
    with launched_server() as folder:
        yield folder


@pytest.fixture(scope="module")
def prepared(served: Path) -> Addresses:
    """The addresses of a prepared database on that server."""
    addresses = own_addresses(served)
    prepare_database(administrator(home_of(served)), addresses)
    return addresses
