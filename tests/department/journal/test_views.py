"""A look is a line before it is a page; the journal's role adds and nothing else."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from django.db import OperationalError, ProgrammingError, connection, connections, transaction
from django.utils import timezone

from tests.department.database import owner_connection
from tests.department.factories import make_user, whole_city
from tirek.department.accounts.viewer import Viewer, entered
from tirek.department.journal.faults import JournalUnreachable
from tirek.department.journal.views import collecting, note_view

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "journal"])
rolled_back = pytest.mark.django_db(databases=["default", "journal"])


def lines() -> list[tuple[object, ...]]:
    with owner_connection() as owner:
        return owner.execute(
            "SELECT action, kind, object_id, person_ids, user_id, sequence FROM journal_line ORDER BY id"
        ).fetchall()


def test_a_view_is_written_at_once_outside_of_a_request() -> None:
    user = make_user()
    with entered(Viewer(user_id=user.pk, territories=("751110000",)), read_only=True):
        note_view("person", 7, [7])
        assert [line[:5] for line in lines()] == [("view", "person", 7, [7], user.pk)]


def test_a_request_writes_each_line_once_when_it_ends() -> None:
    with collecting():
        with entered(whole_city(), read_only=True):
            note_view("family", 3, [8, 7, 7])
            note_view("family", 3, [7, 8])
            with collecting():
                note_view("person", 7, [7], detail="Сынақов")
        assert lines() == []
    assert [line[:4] for line in lines()] == [("view", "family", 3, [7, 8]), ("view", "person", 7, [7])]
    first, second = (line[5] for line in lines())
    assert second == first + 1  # type: ignore[operator]


def test_what_was_looked_at_is_written_though_the_page_fails() -> None:
    with pytest.raises(ZeroDivisionError), collecting():
        _ = note_view("person", 7, [7]), 1 / 0
    assert len(lines()) == 1


def test_without_a_journal_there_is_no_page(monkeypatch: pytest.MonkeyPatch) -> None:
    dead = connections["journal"]
    connections["journal"].close()
    monkeypatch.setitem(dead.settings_dict, "HOST", "127.0.0.1")
    monkeypatch.setitem(dead.settings_dict, "PORT", "1")
    monkeypatch.setitem(dead.settings_dict, "OPTIONS", {})
    with pytest.raises(JournalUnreachable), collecting():
        note_view("person", 7, [7])
    monkeypatch.undo()
    note_view("person", 7, [7])
    assert [line[5] for line in lines()] == [1], "after a line of unknown fate the chain begins anew"


@rolled_back
def test_no_serving_role_reads_or_changes_the_lines() -> None:
    for alias in ("default", "journal"):
        for statement in ("SELECT count(*) FROM", "UPDATE", "DELETE FROM", "TRUNCATE"):
            end = " SET kind = ''" if statement == "UPDATE" else ""
            refuse(alias, f"{statement} journal_line{end}")


@rolled_back
def test_the_app_cannot_forge_or_forget() -> None:
    refuse("default", "INSERT INTO journal_line (kind) VALUES ('')")
    refuse("default", "INSERT INTO journal_seal (lines) VALUES (0)")
    refuse("default", "SELECT kind FROM journal_note")
    refuse("default", "INSERT INTO journal_seen (id) VALUES (1)")
    refuse("default", "UPDATE journal_erasure SET proposed_by_id = 1")
    refuse("journal", "SELECT journal_seal_hour(now())")
    for table in ("journal_note", "journal_fieldchange", "journal_personkey"):
        refuse("default", f"UPDATE {table} SET id = id")
        refuse("default", f"DELETE FROM {table}")
        refuse("default", f"TRUNCATE {table}")


def refuse(alias: str, statement: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(using=alias),
        connections[alias].cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_child_process_is_another_writer() -> None:
    note_view("person", 1, [1])
    connections.close_all()
    for alias in ("default", "journal"):
        connections[alias].close_pool()
    child = os.fork()
    if child == 0:
        try:
            note_view("person", 2, [2])
            connections.close_all()
            os._exit(0)
        finally:
            os._exit(1)
    assert os.waitpid(child, 0)[1] == 0
    note_view("person", 3, [3])
    with owner_connection() as owner:
        found = owner.execute("SELECT object_id, writer, sequence FROM journal_line ORDER BY id").fetchall()
    (_, mine, one), (_, other, first), (_, again, two) = found
    assert mine == again != other
    assert (two - one, first) == (1, 1)


def test_a_sealed_hour_takes_no_line_and_the_writer_goes_on_in_the_next() -> None:
    note_view("person", 1, [1])
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    with owner_connection() as owner:
        owner.execute(
            "INSERT INTO journal_seal (hour, lines, root, previous, digest, sealed_at) VALUES (%s, 0, '', '', '', now())",
            [hour],
        )
    with pytest.raises(JournalUnreachable):
        note_view("person", 2, [2])
    with owner_connection() as owner:
        owner.execute("UPDATE journal_seal SET hour = %s", [hour - timedelta(hours=1)])
    note_view("person", 3, [3])
    assert [line[2] for line in lines()] == [1, 3]


def test_a_purpose_that_names_somebody_is_kept_as_a_digest() -> None:
    with entered(Viewer(user_id=None, purpose="Сынақов сұрады"), read_only=True):
        note_view("person", 1, [1])
    with owner_connection() as owner:
        assert str(owner.execute("SELECT purpose FROM journal_line").fetchone()[0]).startswith("digest:")  # type: ignore[index]


def test_an_hour_that_is_not_over_stays_open() -> None:
    with pytest.raises(OperationalError, match="not over"), connection.cursor() as cursor:
        cursor.execute("SELECT journal_seal_hour(now())")
