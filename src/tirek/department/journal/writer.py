"""The writer of lines: one a process, with a random name, chained hour by hour, on a connection of its own.

The writer's role may only insert, so what it needs to go on (the digest before) lives in this process. A process that
dies ends its chain; the next is a new writer. A line whose fate is unknown ends the chain too: nothing is written twice.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from threading import Lock
from typing import Any
from uuid import UUID, uuid4

from django.db import DatabaseError, IntegrityError, InterfaceError, connections
from django.utils import timezone

from tirek.department.journal.canonical import ZERO, ChainedLine, LineFacts, hour_of
from tirek.department.journal.faults import AlreadyChained, JournalUnreachable

ALIAS = "journal"
LINES_AT_ONCE = 500
COLUMNS = (
    "writer, hour, sequence, previous, digest, at, user_id, roles, rights_digest, break_glass_id, action, kind, object_id, "
    "person_ids, purpose, detail_digest, note_id, request_id"
)
PLACES = "(" + ", ".join(["%s"] * 18) + ")"


class _HourSealed(Exception):
    """The clock of this process stands in an hour that is closed."""


class Writer:
    """The chain of one process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.begin_anew()

    def begin_anew(self) -> None:
        """Become a new writer, whose first line follows no other."""
        self.identifier: UUID = uuid4()
        self._hour: datetime | None = None
        self._sequence = 0
        self._previous = ZERO

    def write(self, facts: Sequence[LineFacts]) -> None:
        """Write lines, all or none of at most ``LINES_AT_ONCE``; return when they stand in the database.

        Raises
        ------
        JournalUnreachable
            If they could not be written, or nobody knows whether they were.
        AlreadyChained
            If a note among them has its line already; none of that portion was written.
        """
        for start in range(0, len(facts), LINES_AT_ONCE):
            with self._lock:
                self._write_portion(facts[start : start + LINES_AT_ONCE])

    def _write_portion(self, facts: Sequence[LineFacts]) -> None:
        for attempt in (1, 2):
            lines = self._chained(facts)
            try:
                _insert(lines)
            except AlreadyChained:
                raise
            except _HourSealed:
                self.begin_anew()
                if attempt == 2:
                    raise JournalUnreachable from None
                continue
            except BaseException as error:
                self.begin_anew()
                if isinstance(error, DatabaseError | InterfaceError):
                    raise JournalUnreachable from error
                raise
            last = lines[-1]
            self._hour, self._sequence, self._previous = last.hour, last.sequence, last.digest
            return

    def _chained(self, facts: Sequence[LineFacts]) -> list[ChainedLine]:
        hour = hour_of(timezone.now())
        if self._hour is not None:
            hour = max(hour, self._hour)  # a clock set back does not reopen an hour
        sequence = self._sequence if hour == self._hour else 0
        previous, lines = self._previous, []
        for fact in facts:
            sequence += 1
            line = ChainedLine(fact, self.identifier, hour, sequence, previous)
            previous = line.digest
            lines.append(line)
        return lines


def _insert(lines: Sequence[ChainedLine]) -> None:
    values: list[Any] = []
    for line in lines:
        said = line.facts
        values += [line.writer, line.hour, line.sequence, line.previous, line.digest, said.at, said.user_id, said.roles]
        values += [
            said.rights_digest,
            said.break_glass_id,
            said.action,
            said.kind,
            said.object_id,
            list(said.person_ids),
        ]
        values += [said.purpose, said.detail_digest, said.note_id, said.request_id]
    statement = f"INSERT INTO journal_line ({COLUMNS}) VALUES {', '.join([PLACES] * len(lines))}"  # noqa: S608 - constants only
    connection = connections[ALIAS]
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
    except IntegrityError as error:
        name = error.__cause__.diag.constraint_name if error.__cause__ else None  # type: ignore[attr-defined]
        if name == "line_note_once":
            raise AlreadyChained from None
        if name == "hour_sealed":
            raise _HourSealed from None
        raise
    finally:
        if not connection.in_atomic_block:
            connection.close()  # gives it back to the pool: threads of jobs have no end of a request that would


_writer = Writer()


def write_lines(facts: Sequence[LineFacts]) -> None:
    """Write lines in the chain of this process (see ``Writer.write``)."""
    if facts:
        _writer.write(facts)


def _after_fork() -> None:
    """A child is another process: it must not go on with its parent's chain, nor with its parent's lock."""
    global _writer
    _writer = Writer()


os.register_at_fork(after_in_child=_after_fork)
