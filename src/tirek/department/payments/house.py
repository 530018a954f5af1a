"""The house itself at work on a closing: a list is whole, whoever pressed the button and whatever that person may see."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from tirek.department.accounts.enums import Confidential
from tirek.department.accounts.viewer import Viewer, entered, system_viewer

EVERY_KIND = frozenset(str(kind) for kind in Confidential.values)
DEAD = ("excluded", "rejected", "returned", "cancelled")
"""States after which the same source may be paid by another payment; the unique indexes of payments say the same."""


@contextmanager
def at_work(purpose: str) -> Iterator[Viewer]:
    """A transaction that sees every district and programme; each statement names the districts it is about itself."""
    with entered(system_viewer(purpose, confidential=EVERY_KIND)) as viewer:
        yield viewer


def run(sql: str, told: dict[str, Any]) -> int:
    """Carry out a statement; how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, told)
        return int(cursor.rowcount)


def rows_of(sql: str, told: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The rows that a statement gives back."""
    with connection.cursor() as cursor:
        cursor.execute(sql, told)
        return list(cursor.fetchall())
