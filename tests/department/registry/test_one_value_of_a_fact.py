"""One value of a fact at a time, whatever two writers do at once: open rows, closed rows, and one of each."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import psycopg
import pytest
from django.db import ProgrammingError, connections
from psycopg import errors

from tests.department.database import owner_connection
from tests.department.factories import ALMALY, make_person, whole_city
from tirek.department.accounts.viewer import entered

pytestmark = [pytest.mark.both_servers, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]
ALATAU = "751210000"
INSERT = (
    "INSERT INTO registry_circumstance (person_id, territory, fact, value, choice, confidential, valid, source, recorded_at) "
    "VALUES (%s, %s, 'children', 1, '', '', %s, 'declared', now())"
)
OPEN, CLOSED, BEFORE = "[2026-01-01,)", "[2025-06-01,2026-02-01)", "[2025-06-01,2026-01-01)"
NAMES = {
    errors.ExclusionViolation: "circumstance_one_value_at_a_time",
    errors.UniqueViolation: "circumstance_one_open_value",
}


@pytest.fixture
def person() -> int:
    with entered(whole_city()):
        return make_person().pk


@contextmanager
def two_writers() -> Iterator[tuple[psycopg.Connection[Any], psycopg.Connection[Any]]]:
    with closing(owner_connection()) as first, closing(owner_connection()) as second:
        first.autocommit = second.autocommit = False
        second.execute("SET lock_timeout = '20s'")
        yield first, second


def write(writer: psycopg.Connection[Any], person: int, valid: str) -> None:
    writer.execute(INSERT, [person, ALMALY, valid])


def written_while_another_is_open(person: int, first: str, second: str, *, kept: bool) -> BaseException | None:
    """The fault of a second writer who began before the first had ended; it must have waited."""
    fault: list[BaseException | None] = []
    with two_writers() as (one, other):
        other.execute("SELECT 1")  # its transaction is older than what the first one commits
        write(one, person, first)

        def late() -> None:
            try:
                write(other, person, second)
                other.commit()
                fault.append(None)
            except psycopg.Error as error:
                fault.append(error)

        waiting = threading.Thread(target=late)
        waiting.start()
        waiting.join(0.3)
        assert waiting.is_alive(), "the second writer did not wait for the first"
        one.commit() if kept else one.rollback()
        waiting.join(20)
    return fault[0]


@pytest.mark.parametrize(("first", "second"), [(OPEN, CLOSED), (CLOSED, OPEN), (OPEN, OPEN), (CLOSED, CLOSED)])
@pytest.mark.parametrize("kept", [True, False])
def test_the_later_of_two_writers_is_refused_if_the_earlier_one_stays(
    person: int, first: str, second: str, kept: bool
) -> None:
    fault = written_while_another_is_open(person, first, second, kept=kept)
    if not kept:
        assert fault is None
        return
    assert isinstance(fault, psycopg.errors.IntegrityError)
    assert fault.diag.constraint_name == NAMES[type(fault)]


def test_two_writers_whose_days_lie_apart_both_write(person: int) -> None:
    assert written_while_another_is_open(person, OPEN, BEFORE, kept=True) is None


def test_a_value_that_is_closed_makes_room_and_one_that_is_opened_again_does_not_find_it(person: int) -> None:
    with closing(owner_connection()) as owner:
        write(owner, person, OPEN)
        owner.execute("UPDATE registry_circumstance SET valid = '[2026-01-01,2026-05-01)'")
        write(owner, person, "[2026-05-01,)")
        with pytest.raises(errors.ExclusionViolation, match="another value of the fact"):
            owner.execute(
                "UPDATE registry_circumstance SET valid = '[2026-01-01,2026-05-02)' WHERE NOT upper_inf(valid)"
            )
        with pytest.raises(errors.UniqueViolation):
            owner.execute("UPDATE registry_circumstance SET valid = '[2026-01-01,)' WHERE NOT upper_inf(valid)")
        owner.execute("UPDATE registry_person SET territory = %s", [ALATAU])
        assert owner.execute("SELECT DISTINCT territory FROM registry_circumstance").fetchall() == [(ALATAU,)]


@pytest.mark.parametrize("isolation", ["REPEATABLE READ", "SERIALIZABLE"])
def test_a_writer_with_an_old_snapshot_is_refused(person: int, isolation: str) -> None:
    with closing(owner_connection()) as owner:
        owner.execute(f"BEGIN ISOLATION LEVEL {isolation}")
        with pytest.raises(errors.FeatureNotSupported, match="read committed"):
            write(owner, person, OPEN)


def test_the_office_cannot_rest_the_rule(person: int) -> None:
    with connections["default"].cursor() as office, pytest.raises(ProgrammingError, match="must be owner"):
        office.execute("ALTER TABLE registry_circumstance DISABLE TRIGGER registry_circumstance_apart")
