"""How hard Hypothesis tries: a little in `make test`, long in `make proof` (HYPOTHESIS_PROFILE=proof). Database servers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.utils.translation.reloader import translation_file_changed
from hypothesis import HealthCheck, settings

from tirek.web.ui.catalogues.writing import compile_catalogues

if TYPE_CHECKING:
    from psycopg import Connection
    from pytest_django import DjangoDbBlocker

# No deadline: the machines that run the tests are shared, and a slow example is not a wrong one.
settings.register_profile("test", max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("proof", settings.get_profile("test"), max_examples=3000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "test"))
for catalogue in compile_catalogues():  # texts may have changed since `make setup`, and Django has read the old ones
    translation_file_changed(None, catalogue.with_suffix(".mo"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Connection[Any]]:
    """A connection to a server of this session's own."""
    from tests.postgres import connect, running_server

    with running_server() as folder, connect(folder) as connection:
        yield connection


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Django's database: our own server, the three roles, every migration run as the owner. Tests run as the app."""
    from tests.department.database import empty_tables_as_owner, running_department

    with django_db_blocker.unblock(), running_department(), empty_tables_as_owner():
        yield


@pytest.fixture
def quick_java(monkeypatch: pytest.MonkeyPatch) -> None:
    """Java that starts soon and never becomes fast: right for a few small queries."""
    monkeypatch.setenv("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever a test looks at is journalled on a connection of its own: the two aliases belong together."""
    for item in items:
        mark = item.get_closest_marker("django_db")
        if mark is not None and "databases" not in mark.kwargs:
            item.add_marker(
                pytest.mark.django_db(*mark.args, **mark.kwargs, databases=["default", "journal"]), append=False
            )
