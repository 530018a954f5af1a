"""The journal holds when nobody touched it, and says where it was touched; what a crash left out is chained later."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connections, transaction
from django.utils import timezone

from tests.department.database import owner_connection
from tests.department.factories import make_person, make_user, whole_city
from tirek.department.accounts.viewer import entered
from tirek.department.journal import notes
from tirek.department.journal.anchors import AnchorUnreadable, newest_anchor, read_anchor
from tirek.department.journal.canonical import hour_of
from tirek.department.journal.history import change_row
from tirek.department.journal.notes import chain_notes, note_write
from tirek.department.journal.sealing import clear_notes, seal_due_hours, seal_hour
from tirek.department.journal.verification import verify_journal
from tirek.department.journal.views import note_view
from tirek.department.journal.writer import Writer, write_lines
from tirek.department.registry.models import Person

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "journal", "owner"])


def owner_runs(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with owner_connection() as owner:
        cursor = owner.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def at_hour(monkeypatch: pytest.MonkeyPatch, hours_ago: int) -> datetime:
    moment = hour_of(timezone.now()) - timedelta(hours=hours_ago) + timedelta(minutes=5)
    monkeypatch.setattr(timezone, "now", lambda: moment)
    return moment


@pytest.fixture
def three_hours() -> list[datetime]:
    """Two writers in three past hours, five lines an hour each; all sealed."""
    hours = []
    other = Writer()
    for ago in (5, 4, 3):
        with pytest.MonkeyPatch.context() as clock:
            hours.append(hour_of(at_hour(clock, ago)))
            for number in range(5):
                note_view("person", number, [number])
                other.write([notes.facts_now("view", "family", number, [number, number + 1])])
    assert seal_due_hours() == hours
    return hours


def codes(**kwargs: Any) -> list[tuple[str, int | None]]:
    return [(fault.code, fault.sequence) for fault in verify_journal(**kwargs).faults]


def test_an_untouched_journal_holds_whole_and_in_part(three_hours: list[datetime]) -> None:
    verified = verify_journal()
    assert (verified.holds, verified.lines, verified.hours, verified.sealed) == (True, 30, 3, 3)
    part = verify_journal(three_hours[1], three_hours[1])
    assert (part.holds, part.lines, part.hours) == (True, 10, 1)
    (second,) = owner_runs("SELECT previous FROM journal_line WHERE hour = %s AND sequence = 1 LIMIT 1", three_hours[1])
    assert second[0] != bytes(32), "a writer's next hour stands on its last line of the hour before"


WRITER = "writer = (SELECT min(writer::text)::uuid FROM journal_line)"
OF_LINE = f"{WRITER} AND hour = %s AND sequence"
COPIED = "at, user_id, roles, rights_digest, action, kind, object_id, person_ids, purpose, request_id, writer, hour, previous"
TAMPERINGS = {
    "altered": (f"UPDATE journal_line SET object_id = 99 WHERE {OF_LINE} = 3", ("altered", 3)),
    "persons taken away": (f"UPDATE journal_line SET person_ids = '{{}}' WHERE {OF_LINE} = 5", ("altered", 5)),
    "missing": (f"DELETE FROM journal_line WHERE {OF_LINE} = 2", ("missing", 3)),
    "last missing": (f"DELETE FROM journal_line WHERE {OF_LINE} = 5", ("root", None)),
    "hour missing": ("DELETE FROM journal_line WHERE hour = %s", ("root", None)),
    "swapped": (f"UPDATE journal_line SET sequence = 5 - sequence WHERE {OF_LINE} IN (2, 3)", ("out_of_place", 2)),
    "inserted": (
        f"INSERT INTO journal_line ({COPIED}, sequence, digest) SELECT {COPIED}, 6, sha256('x') FROM journal_line "
        f"WHERE {OF_LINE} = 5",
        ("out_of_place", 6),
    ),
    "root": ("UPDATE journal_seal SET root = previous WHERE hour = %s", ("root", None)),
    "count": ("UPDATE journal_seal SET lines = lines + 1 WHERE hour = %s", ("root", None)),
    "seal": ("UPDATE journal_seal SET digest = root WHERE hour = %s", ("seal", None)),
    "seal missing": ("DELETE FROM journal_seal WHERE hour = %s", ("seal_order", None)),
}


def test_what_was_touched_is_found(three_hours: list[datetime]) -> None:
    """One touch after the other by the owner, each undone."""
    for name, (tampering, expected) in TAMPERINGS.items():
        with transaction.atomic(using="owner"):
            with connections["owner"].cursor() as cursor:
                cursor.execute("ALTER TABLE journal_line DROP CONSTRAINT line_place_once")
                cursor.execute("ALTER TABLE journal_line DISABLE TRIGGER journal_line_not_sealed")
                cursor.execute(tampering, [three_hours[1]])
                assert cursor.rowcount > 0, name
            assert expected in codes(), name
            transaction.set_rollback(True, using="owner")
    assert verify_journal().holds


def test_the_first_break_comes_first(three_hours: list[datetime]) -> None:
    owner_runs("UPDATE journal_line SET kind = 'x' WHERE hour = %s AND sequence = 4", three_hours[2])
    owner_runs("UPDATE journal_line SET kind = 'x' WHERE hour = %s AND sequence = 2", three_hours[0])
    fault = verify_journal().faults[0]
    assert (fault.code, fault.hour, fault.sequence) == ("altered", three_hours[0], 2)


def test_whoever_works_out_all_digests_anew_is_found_by_the_anchor(three_hours: list[datetime], tmp_path: Path) -> None:
    anchor = newest_anchor()
    assert anchor is not None
    (tmp_path / "anchor.txt").write_text(anchor.text(), encoding="utf-8")
    kept = read_anchor(tmp_path / "anchor.txt")
    assert kept == anchor
    assert verify_journal(anchor=kept).holds
    owner_runs("DELETE FROM journal_line WHERE hour = %s", three_hours[2])
    owner_runs("DELETE FROM journal_seal WHERE hour = %s", three_hours[2])
    assert verify_journal().holds, "the last hour went with its seal: from inside nothing is to be seen"
    assert codes(anchor=kept) == [("anchor", None)]


def test_a_file_that_is_no_anchor_is_refused(tmp_path: Path) -> None:
    for text in (
        "",
        "tirek journal anchor 1\nhour: x\n",
        "a\nhour: 2026-01-01T00:00:00Z\nlines: 1\nseal: 00\nsealed: x",
    ):
        (tmp_path / "anchor.txt").write_text(text, encoding="utf-8")
        with pytest.raises(AnchorUnreadable):
            read_anchor(tmp_path / "anchor.txt")


def test_sealing_again_changes_nothing_and_hours_go_in_order(three_hours: list[datetime]) -> None:
    before = owner_runs("SELECT * FROM journal_seal ORDER BY hour")
    assert [seal_hour(hour) for hour in three_hours] == [bytes(row[4]) for row in before]
    assert seal_due_hours() == []
    assert owner_runs("SELECT * FROM journal_seal ORDER BY hour") == before
    with pytest.raises(Exception, match="their order"):
        seal_hour(three_hours[0] - timedelta(hours=1))


def change_committed() -> Person:
    user = make_user()
    with entered(whole_city()):
        person = make_person()
        change_row(person, {"phone": "+77010000001"}, person_id=person.pk, acting_user=user, reason="сынақ")
    return person


def test_a_write_is_chained_after_its_commit_and_its_history_is_verified() -> None:
    person = change_committed()
    found = owner_runs("SELECT action, kind, object_id, person_ids FROM journal_line")
    assert found == [("change", "registry_person", person.pk, [person.pk])]
    assert verify_journal().changes == 1
    assert chain_notes() == 0
    owner_runs("UPDATE journal_fieldchange SET field = 'email'")
    assert codes() == [("history", 1)]
    owner_runs("DELETE FROM journal_fieldchange")
    assert codes() == [("history", 1)]


def test_a_write_with_a_digest_of_its_own_needs_no_history() -> None:
    with entered(whole_city()):
        note_write("register-answered", "registry_registeranswer", 1, (), acting_user=None, detail_digest=b"d" * 32)
    assert verify_journal().holds


def test_a_write_that_was_rolled_back_leaves_no_line() -> None:
    user = make_user()
    with entered(whole_city()):
        person = make_person()
        change_row(person, {"phone": "+77010000001"}, person_id=person.pk, acting_user=user, reason="x")
        transaction.set_rollback(True)
    assert owner_runs("SELECT count(*) FROM journal_note") == [(0,)]
    assert owner_runs("SELECT count(*) FROM journal_line") == [(0,)]


def test_a_process_killed_between_commit_and_line_is_made_good() -> None:
    connections.close_all()
    for alias in ("default", "journal"):
        connections[alias].close_pool()
    child = os.fork()
    if child == 0:
        try:
            notes.chain_notes = lambda *_a, **_k: os.kill(os.getpid(), 9)  # type: ignore[assignment, return-value]
            change_committed()
        finally:
            os._exit(1)
    assert os.waitpid(child, 0)[1] == 9
    assert owner_runs("SELECT count(*) FROM journal_note") == [(1,)], "the write and its note were committed"
    assert owner_runs("SELECT count(*) FROM journal_line") == [(0,)]
    assert chain_notes(older_than_seconds=30) == 0, "its own process may still be at it"
    assert chain_notes() == 1
    assert owner_runs("SELECT action FROM journal_line") == [("change",)]
    assert verify_journal().holds


def test_two_who_chain_the_same_note_leave_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notes, "_chain_after_commit", lambda txid: None)
    change_committed()
    change_committed()
    portion = notes._unchained(None, 0)
    write_lines(portion[:1])
    assert notes._chain(portion) == 1
    assert owner_runs("SELECT count(*), count(DISTINCT note_id) FROM journal_line") == [(2, 2)]
    assert verify_journal().holds


def test_notes_of_sealed_hours_are_cleared(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.MonkeyPatch.context() as clock:
        at_hour(clock, 3)
        change_committed()
    assert clear_notes() == 0
    seal_due_hours()
    assert clear_notes() == 1
    assert chain_notes() == 0
    assert verify_journal().holds
