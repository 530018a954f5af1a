"""The guards of page tests, and the snapshot of a page's queries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from django.db import connections
from django.template import engines
from django.test.utils import CaptureQueriesContext
from syrupy.assertion import SnapshotAssertion

from tests.web.guards import MissingVariable, PageClient
from tests.web.queries import shapes_of


@pytest.fixture(autouse=True)
def _no_missing_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    """A template that shows what its context does not hold fails the test."""
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", MissingVariable("%s"))


@pytest.fixture
def client() -> PageClient:
    """A client that fails on a page with a fault (``tests/web/guards.py``)."""
    return PageClient()


@pytest.fixture
def assert_queries(snapshot: SnapshotAssertion) -> Callable[..., AbstractContextManager[None]]:
    """``with assert_queries("card"): client.get(...)``: the queries are those of the snapshot, in their order.

    A new query of a page is then a change that one sees in a review: `pytest --snapshot-update` writes it.
    """

    @contextmanager
    def assertion(name: str, *, using: str = "default") -> Iterator[None]:
        with CaptureQueriesContext(connections[using]) as captured:
            yield
        assert shapes_of(captured.captured_queries) == snapshot(name=name)

    return assertion
